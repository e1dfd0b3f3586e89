"""Archives whose bytes depend on their contents only: order, owners, modes and times are fixed."""

import gzip
import io
import tarfile
import time
import zipfile

from . import project


def tar(members, folders=None):
    """A tar archive of `(name, data, mode)`, with the folders that they need. `folders` are further ones: `{name: (mode, owner)}`."""
    folders = folders or {}
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for folder in _folders([*(name for name, _, _ in members), *(f"{name}/" for name in folders)]):
            mode, owner = folders.get(folder, (0o755, 0))
            entry = _entry(folder, mode, tarfile.DIRTYPE)
            entry.uid = entry.gid = owner
            archive.addfile(entry)
        for name, data, mode in sorted(members):
            entry = _entry(name, mode, tarfile.REGTYPE)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return output.getvalue()


def tar_gz(members):
    """The same, compressed."""
    return compressed(tar(members))


def compressed(data):
    """gzip without a name and a time in its header."""
    return gzip.compress(data, compresslevel=9, mtime=0)


def zip_file(members):
    """A zip archive of `(name, data, mode)`, in this order."""
    output = io.BytesIO()
    moment = time.gmtime(max(project.EPOCH, 315532800))[:6]  # zip has no times before 1980
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data, mode in members:
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, where the mode is read
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)
    return output.getvalue()


def _entry(name, mode, kind):
    entry = tarfile.TarInfo(name)
    entry.mode, entry.type, entry.mtime = mode, kind, project.EPOCH
    return entry


def _folders(names):
    found = set()
    for name in names:
        parts = name.split("/")[:-1]
        found.update("/".join(parts[: index + 1]) for index in range(len(parts)))
    return sorted(found - {"", "."})
