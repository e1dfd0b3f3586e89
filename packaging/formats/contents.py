"""What a package for Unix installs beside the program: manual pages, completions of three shells, examples and licenses."""

import re
import subprocess
import textwrap

from . import archive, notices, project

DESCRIPTION = textwrap.fill(
    f"{project.SUMMARY}: the AWS CLI, rclone, pandas, Terraform and other programs then need no long-term keys.", width=76
)

# Where shells look for completions: Debian's folder for zsh differs from the one of zsh itself, which Fedora uses.
ZSH_OF_DEBIAN = "usr/share/zsh/vendor-completions/_sts-cli"
ZSH_OF_FEDORA = "usr/share/zsh/site-functions/_sts-cli"

# zsh loads the file when Tab is first pressed, and expects completions from this call already.
ZSH_FIRST_CALL = '\n[[ "${funcstack[1]}" != _sts-cli ]] || _clap_dynamic_completer_sts_cli "$@"\n'


def installed(binary, completions, zsh):
    """The members `(path, data, mode)` of a package for a distribution of Linux."""
    documents = f"usr/share/doc/{project.NAME}"
    return [
        ("usr/bin/sts-cli", binary.data, 0o755),
        ("usr/share/bash-completion/completions/sts-cli", completions["bash"], 0o644),
        (zsh, completions["zsh"], 0o644),
        ("usr/share/fish/vendor_completions.d/sts-cli.fish", completions["fish"], 0o644),
        *((f"usr/share/man/man1/{page.name}.gz", archive.compressed(page.read_bytes()), 0o644) for page in manual()),
        *((f"{documents}/examples/{path.name}", path.read_bytes(), 0o644) for path in examples()),
        (f"{documents}/README.md", (project.ROOT / "README.md").read_bytes(), 0o644),
        (f"{documents}/third-party-licenses.txt.gz", archive.compressed(notices.text()), 0o644),
    ]


def released(binary, completions):
    """The members of the archive that users, Homebrew, Scoop and `cargo binstall` download."""
    program = [(binary.file_name, binary.data, 0o755)]
    licenses = [("LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644), ("third-party-licenses.txt", notices.text(), 0o644)]
    if binary.system == "windows":
        return program + licenses
    names = {"bash": "sts-cli.bash", "zsh": "_sts-cli", "fish": "sts-cli.fish"}
    shells = [(f"completions/{name}", completions[shell], 0o644) for shell, name in names.items()]
    return program + licenses + shells + [(f"man/{page.name}", page.read_bytes(), 0o644) for page in manual()]


def manual():
    """The manual pages."""
    return sorted((project.ROOT / "man").glob("*.1"))


def examples():
    """The files to copy."""
    return sorted(path for path in (project.ROOT / "examples").iterdir() if path.is_file())


def completions(program):
    """The scripts that a program prints for each shell, with the program's name instead of its path: they work wherever it is."""
    scripts = {}
    for shell in ("bash", "zsh", "fish"):
        command = [str(program), "completions", shell]
        try:
            text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"could not package {program}: it does not run here: {error}") from error
        text, count = re.subn(r"'[^']*'( -- )", r"sts-cli\1", text)
        if count != 1:
            raise SystemExit(f"could not package the completions of {shell}: the script has {count} paths of the program instead of one")
        scripts[shell] = (text + (ZSH_FIRST_CALL if shell == "zsh" else "")).encode()
    return scripts
