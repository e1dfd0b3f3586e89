"""The formula of Homebrew and the manifest of Scoop, which name the released archives by URL and SHA-256."""

import hashlib

from . import project

# The conditions of Homebrew for each platform that it has.
CONDITIONS = {
    "aarch64-apple-darwin": ("on_macos", "on_arm"),
    "x86_64-apple-darwin": ("on_macos", "on_intel"),
    "aarch64-unknown-linux-musl": ("on_linux", "on_arm"),
    "x86_64-unknown-linux-musl": ("on_linux", "on_intel"),
    "x86_64-unknown-linux-gnu": ("on_linux", "on_intel"),
}


def build(archives, folder):
    """Writes the manifests to a folder, and yields their paths. `archives` maps the names of platforms to paths of archives."""
    of_homebrew = {target: path for target, path in archives.items() if target in CONDITIONS}
    if of_homebrew:
        platforms = "\n".join(_platform(target, path) for target, path in sorted(of_homebrew.items()))
        yield _write(folder / "sts-cli.rb", "homebrew.rb", platforms=platforms)
    windows = archives.get("x86_64-pc-windows-gnu")
    if windows:
        yield _write(folder / "sts-cli.json", "scoop.json", url=_url(windows), sha256=sha256(windows), folder=windows.stem)


def sha256(path):
    """The digest of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _url(path):
    return f"{project.DOWNLOADS}/{path.name}"


def _platform(target, path):
    system, processor = CONDITIONS[target]
    lines = [f"  {system} do", f"    {processor} do", f'      url "{_url(path)}"', f'      sha256 "{sha256(path)}"', "    end", "  end"]
    return "\n".join(lines) + "\n"


def _write(path, template, **values):
    text = (project.PACKAGING / template).read_text(encoding="utf-8")
    facts = {"version": project.VERSION, "summary": project.SUMMARY, "homepage": project.HOMEPAGE, "license": project.LICENSE, **values}
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    path.write_text(text, encoding="utf-8")
    return path
