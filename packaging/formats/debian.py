"""The Debian package: the files of `contents`, and a control file for `dpkg-deb`."""

import hashlib
import os
import pathlib
import subprocess
import tempfile
import textwrap

from . import archive, contents, project

# https://www.debian.org/doc/debian-policy/ch-controlfields.html
CONTROL = """\
Package: sts-cli
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kibibytes}
{depends}Recommends: ca-certificates
Suggests: bash-completion, man-db
Section: utils
Priority: optional
Homepage: {homepage}
Description: temporary S3 credentials from a login
{description}
"""

# https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: sts-cli
Source: {homepage}
Comment: The licenses of the libraries in the program are in third-party-licenses.txt.gz.

Files: *
Copyright: the developers of sts-cli
License: Apache-2.0
 The full text is in /usr/share/common-licenses/Apache-2.0.
"""

CHANGES = """\
sts-cli ({version}) unstable; urgency=medium

  * CHANGELOG.md of the source has the changes.

 -- {maintainer}  {date}
"""


def build(binary, completions, folder):
    """Writes the package to a folder, and returns its path."""
    members = contents.installed(binary, completions, contents.ZSH_OF_DEBIAN)
    documents = "usr/share/doc/sts-cli"
    members.append((f"{documents}/copyright", COPYRIGHT.format(homepage=project.HOMEPAGE).encode(), 0o644))
    members.append((f"{documents}/changelog.gz", archive.compressed(_changes().encode()), 0o644))
    path = folder / f"sts-cli_{project.VERSION}_{binary.processor['debian']}.deb"
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary, "root")
        for name, data, mode in members + _control(binary, members):
            write(root / name, data, mode)
        environment = dict(os.environ, SOURCE_DATE_EPOCH=str(project.EPOCH))
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(path)]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    return path


def write(path, data, mode):
    """Writes a file with this mode, and its folders with 0755, whatever the umask is."""
    missing = [folder for folder in path.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        folder.chmod(0o755)
    path.write_bytes(data)
    path.chmod(mode)


def _control(binary, members):
    sums = "".join(f"{hashlib.md5(data).hexdigest()}  {name}\n" for name, data, _ in sorted(members))
    size = sum(-(-len(data) // 1024) for _, data, _ in members)
    depends = "" if binary.glibc is None else "Depends: libc6 (>= {}.{}){}\n".format(*binary.glibc, ", libgcc-s1" * binary.needs_libgcc)
    control = CONTROL.format(
        version=project.VERSION, architecture=binary.processor["debian"], maintainer=project.MAINTAINER, kibibytes=size,
        depends=depends, homepage=project.HOMEPAGE, description=textwrap.indent(contents.DESCRIPTION, " "),
    )
    return [("DEBIAN/control", control.encode(), 0o644), ("DEBIAN/md5sums", sums.encode(), 0o644)]


def _changes():
    date = subprocess.run(["date", "-Ru", f"-d@{project.EPOCH}"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return CHANGES.format(version=project.VERSION, maintainer=project.MAINTAINER, date=date)
