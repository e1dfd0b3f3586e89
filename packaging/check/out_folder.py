"""`packaging/build` removes its own packages of an earlier call from the folder OUT, and nothing else.

usage: out_folder.py BINARY
"""

import pathlib
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(__file__).parent.parent / "build"
DIGEST = "0" * 64
PACKAGE = "sts-cli_0.0.1_amd64.deb"


def main(binary):
    for others in ("../keep", "/keep", "keep", "sub/sts-cli.rb", "..", "", "sts-cli_../../keep.deb", f"{PACKAGE}\n{DIGEST}  ../keep"):
        removes_nothing(binary, f"{DIGEST}  {others}\n", "its SHA256SUMS has other lines: ")
    removes_nothing(binary, "# the sums of something else\n", "its SHA256SUMS has other lines: # the sums")
    removes_nothing(binary, f"{DIGEST}  {PACKAGE}\n", "it contains other files: keep, sub")
    removes_nothing(binary, f"{DIGEST}  {PACKAGE}\n", f"these have not the sums that its SHA256SUMS lists: {PACKAGE}", ["keep", "sub"])
    removes_nothing(binary, None, f"it contains other files: keep, sts-cli_0.0.1_amd64.deb, sub")
    print("packaging/build removes no files of others")


def removes_nothing(binary, sums, reason, absent=()):
    """Builds where files of others are, and beside them, with this SHA256SUMS: it fails for this reason, and each file is still there.

    Those in `absent` are not in the folder.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary, "out")
        names = ["../keep", "keep", PACKAGE, "sub/sts-cli.rb"]
        files = [folder / name for name in names if name.split("/")[0] not in absent]
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(exist_ok=True)
            file.touch()
        if sums is not None:
            files.append(folder / "SHA256SUMS")
            files[-1].write_text(sums)
        outcome = subprocess.run([BUILD, folder, binary], stderr=subprocess.PIPE, text=True)
        missing = [file.name for file in files if not file.exists()]
        assert outcome.returncode == 1 and not missing and reason in outcome.stderr, (sums, missing, outcome)


main(sys.argv[1])
