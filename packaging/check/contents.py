"""Reads the packages back: each contains the very bytes of the program, and says the same about itself.

usage: contents.py OUT BINARY     checks the packages of this program in a folder
"""

import base64
import csv
import gzip
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import zipfile

IMAGE_PARTS = 3  # a configuration, a layer, a manifest


def main(out, program):
    expected = hashlib.sha256(program.read_bytes()).hexdigest()
    readers = {".deb": deb, ".rpm": rpm, ".whl": wheel, ".tar.gz": tarball, ".tgz": tarball, ".zip": zipped, ".oci.tar": image}
    count = 0
    for path in sorted(out.iterdir()):
        reader = next((reader for ending, reader in readers.items() if path.name.endswith(ending)), None)
        found = reader(path) if reader else None
        if found is None or not is_for_same_platform(found, program):
            continue
        digest = hashlib.sha256(found).hexdigest()
        assert digest == expected, f"{path.name} contains another program: {digest} instead of {expected}"
        print(f"{path.name}: the same bytes")
        count += 1
    checksums(out)
    bill(out)
    print(f"{count} packages contain the program {expected}")
    assert count >= (3 if program.suffix == ".exe" else 5), "packages are missing"


def is_for_same_platform(found, program):
    """Whether two programs have the same format and processor, by the beginning of their headers."""
    return found[:20] == program.read_bytes()[:20]


def deb(path):
    """The program in a Debian package, whose fields and names `dpkg-deb` can read."""
    fields = _output("dpkg-deb", "--field", path).decode()
    for field in ("Package: sts-cli", "Version:", "Maintainer:", "Installed-Size:", "Description:"):
        assert field in fields, f"{path.name} has no field {field}"
    archive = tarfile.open(fileobj=io.BytesIO(_output("dpkg-deb", "--fsys-tarfile", path)))
    entries = {entry.name.lstrip("./"): entry for entry in archive if entry.isfile()}
    assert {(entry.uid, entry.gid, entry.uname) for entry in entries.values()} <= {(0, 0, "root"), (0, 0, "")}, "files of root only"
    _check_names(path, entries)
    assert "usr/share/doc/sts-cli/copyright" in entries
    return archive.extractfile(entries["usr/bin/sts-cli"]).read()


def rpm(path):
    """The program in an RPM package."""
    names = _output("rpm", "--query", "--package", "--list", path).decode().split("\n")
    _check_names(path, {name.lstrip("/") for name in names})
    fields = _output("rpm", "--query", "--package", "--queryformat", "%{NAME} %{LICENSE} %{ARCH}", path).decode()
    assert fields.startswith("sts-cli Apache-2.0 "), fields
    packed = subprocess.run(["busybox", "cpio", "-i", "--to-stdout", "./usr/bin/sts-cli"], check=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, input=_output("rpm2cpio", path))
    return packed.stdout


def wheel(path):
    """The program in a wheel; each member has its line in RECORD."""
    archive = zipfile.ZipFile(path)
    names = archive.namelist()
    [record] = [name for name in names if name.endswith(".dist-info/RECORD")]
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(archive.read(record).decode()))}
    assert rows.keys() == set(names), f"{path.name}: RECORD lists other files"
    for name, (digest, size) in rows.items():
        if name != record:
            data = archive.read(name)
            actual = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, int(size)) == (f"sha256={actual}", len(data)), f"{path.name}: {name}"
    return next(archive.read(name) for name in names if ".data/scripts/sts-cli" in name)


def tarball(path):
    """The program in a released archive or a package for npm; None if it contains none."""
    with tarfile.open(path) as archive:
        programs = [name for name in archive.getnames() if name.rsplit("/", 1)[-1] in ("sts-cli", "sts-cli.exe")]
        return archive.extractfile(programs[0]).read() if programs else None


def zipped(path):
    """The program in a released archive for Windows."""
    archive = zipfile.ZipFile(path)
    return next(archive.read(name) for name in archive.namelist() if name.endswith("/sts-cli.exe"))


def image(path):
    """The program in the layer of an image whose digests and sizes are right."""
    with tarfile.open(path) as archive:
        blobs = {f"sha256:{name.rsplit('/', 1)[-1]}": archive.extractfile(name).read() for name in archive.getnames() if len(name) == 77}
        index = json.load(archive.extractfile("index.json"))
        assert json.load(archive.extractfile("oci-layout")) == {"imageLayoutVersion": "1.0.0"}
    assert len(blobs) == IMAGE_PARTS
    manifest = json.loads(_blob(blobs, index["manifests"][0]))
    config, layer = json.loads(_blob(blobs, manifest["config"])), gzip.decompress(_blob(blobs, manifest["layers"][0]))
    assert config["rootfs"]["diff_ids"] == [f"sha256:{hashlib.sha256(layer).hexdigest()}"]
    assert config["config"]["User"] == "65532:65532", "the image must not run as root"
    with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
        return archive.extractfile("usr/bin/sts-cli").read()


def checksums(out):
    """SHA256SUMS is right, and lists every file."""
    subprocess.run(["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"], check=True, cwd=out)
    listed = {line.split("  ")[1] for line in (out / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in out.iterdir()} - {"SHA256SUMS"}, "SHA256SUMS lists other files"


def bill(out):
    """The bill of materials has no reference without its component."""
    [path] = out.glob("*.cdx.json")
    document = json.loads(path.read_text())
    known = {component["bom-ref"] for component in [document["metadata"]["component"], *document["components"]]}
    named = {reference for entry in document["dependencies"] for reference in [entry["ref"], *entry["dependsOn"]]}
    assert named == known and len(known) > 100, named ^ known


def _check_names(path, names):
    for name in ("usr/bin/sts-cli", "usr/share/man/man1/sts-cli.1.gz", "usr/share/bash-completion/completions/sts-cli",
                 "usr/share/fish/vendor_completions.d/sts-cli.fish", "usr/share/doc/sts-cli/examples/github-actions.yml"):
        assert name in names, f"{path.name} lacks {name}"
    assert any(name.endswith("/_sts-cli") for name in names), f"{path.name} lacks the completions of zsh"


def _blob(blobs, reference):
    assert len(blobs[reference["digest"]]) == reference["size"]
    assert f"sha256:{hashlib.sha256(blobs[reference['digest']]).hexdigest()}" == reference["digest"]
    return blobs[reference["digest"]]


def _output(*command):
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE).stdout


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
