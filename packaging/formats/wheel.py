"""Wheels for Python: the module `sts_cli` and the program, which pip copies to the folder of programs as it is.

https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

import base64
import hashlib

from . import archive, contents, notices, project

METADATA = """\
Metadata-Version: 2.4
Name: sts-cli
Version: {version}
Summary: {summary}
Home-page: {homepage}
License-Expression: {license}
License-File: LICENSE
License-File: third-party-licenses.txt
Keywords: s3,sts,oidc,credentials,minio
Classifier: Framework :: Pytest
Classifier: Programming Language :: Python :: 3
Classifier: Typing :: Typed
Requires-Python: >=3.9
Provides-Extra: boto3
Requires-Dist: boto3; extra == "boto3"
Provides-Extra: obstore
Requires-Dist: obstore; extra == "obstore"
Provides-Extra: polars
Requires-Dist: polars; extra == "polars"
Description-Content-Type: text/markdown

{description}"""

ENTRY_POINTS = "[pytest11]\nsts_cli = sts_cli._pytest\n"


def build(binary, completions, folder):
    """Writes the wheel to a folder, and returns its path."""
    stem, tags = f"sts_cli-{project.VERSION}", _tags(binary)
    path = folder / f"{stem}-py3-none-{'.'.join(tags)}.whl"
    members = _module() + [(f"{stem}.data/scripts/{binary.file_name}", binary.data, 0o755)] + _info(f"{stem}.dist-info", tags)
    members += [] if binary.system == "windows" else _shared(f"{stem}.data/data/share", completions)
    record = f"{stem}.dist-info/RECORD"
    lines = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data, _ in members)
    path.write_bytes(archive.zip_file([*members, (record, f"{lines}{record},,\n".encode(), 0o644)]))
    return path


def _tags(binary):
    """The platforms on which the program runs: without a C library, those of both families of Linux."""
    processor = binary.processor["wheel"]
    if binary.system == "windows":
        return ["win_amd64" if processor == "x86_64" else "win_arm64"]
    if binary.system == "darwin":
        return ["macosx_11_0_arm64" if processor == "aarch64" else "macosx_10_12_x86_64"]
    if binary.glibc is None:
        return [f"manylinux2014_{processor}", f"manylinux_2_17_{processor}", f"musllinux_1_1_{processor}"]
    return ["manylinux_{}_{}_{}".format(*binary.glibc, processor)]


def _module():
    folder = project.PACKAGING / "python"
    files = sorted(path for path in (folder / "sts_cli").iterdir() if path.suffix == ".py" or path.name == "py.typed")
    return [(f"sts_cli/{path.name}", path.read_bytes(), 0o644) for path in files]


def _shared(folder, completions):
    """The manual and the completions, where `man` and bash look for those of a program in the folder `bin` beside `share`."""
    pages = [(f"{folder}/man/man1/{page.name}", page.read_bytes(), 0o644) for page in contents.manual()]
    shells = {"bash-completion/completions/sts-cli": "bash", "zsh/site-functions/_sts-cli": "zsh", "fish/vendor_completions.d/sts-cli.fish": "fish"}
    return pages + [(f"{folder}/{name}", completions[shell], 0o644) for name, shell in shells.items()]


def _info(folder, tags):
    metadata = METADATA.format(
        version=project.VERSION, summary=project.SUMMARY, homepage=project.HOMEPAGE, license=project.LICENSE,
        description=(project.PACKAGING / "python/README.md").read_text(encoding="utf-8"),
    )
    wheel = "Wheel-Version: 1.0\nGenerator: packaging/formats/wheel.py\nRoot-Is-Purelib: false\n"
    wheel += "".join(f"Tag: py3-none-{tag}\n" for tag in tags)
    texts = {"METADATA": metadata, "WHEEL": wheel, "entry_points.txt": ENTRY_POINTS}
    licenses = [("licenses/LICENSE", (project.ROOT / "LICENSE").read_bytes()), ("licenses/third-party-licenses.txt", notices.text())]
    files = [(name, text.encode()) for name, text in texts.items()] + licenses
    return [(f"{folder}/{name}", data, 0o644) for name, data in files]


def _digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
