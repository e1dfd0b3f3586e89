"""The licenses of the crates in the program, which its binary packages must contain: each text once, with the crates that have it."""

import functools
import pathlib

from . import cargo

NAMES = ("LICEN", "COPYING", "NOTICE", "COPYRIGHT", "UNLICENSE")  # the first in British spelling, too


@functools.lru_cache(maxsize=None)
def text():
    """The texts, as bytes."""
    root, crates, _ = cargo.crates()
    holders, without = {}, []
    for identifier, crate in crates.items():
        if identifier == root or crate["source"] is None:
            continue
        name = f"{crate['name']} {crate['version']}"
        texts = _texts(pathlib.Path(crate["manifest_path"]).parent)
        for found in texts:
            holders.setdefault(found, []).append(name)
        if not texts:
            without.append(f"{name}: {crate['license']}")
    parts = [f"{', '.join(names)}:\n\n{found}\n" for found, names in sorted(holders.items(), key=lambda item: item[1])]
    if without:
        parts.append("Crates that contain no text of their license:\n\n" + "\n".join(without) + "\n")
    return ("Licenses of the libraries in sts-cli.\n\n" + f"\n{'-' * 80}\n\n".join(parts)).encode()


def _texts(folder):
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name.upper().startswith(NAMES))
    return [path.read_text(encoding="utf-8", errors="replace").strip() for path in files]
