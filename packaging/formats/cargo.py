"""The crates in the program, from `cargo metadata`: those of normal dependencies and their build dependencies, without tests' ones."""

import functools
import json
import subprocess

from . import project


@functools.lru_cache(maxsize=None)
def crates():
    """The packages of the graph as `cargo metadata` describes them, and what each depends on, by their IDs."""
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--offline"]
    output = subprocess.run(command, check=True, cwd=project.ROOT, stdout=subprocess.PIPE).stdout
    metadata = json.loads(output)
    nodes = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    root = metadata["resolve"]["root"]
    needed, pending = {}, [root]
    while pending:
        identifier = pending.pop()
        if identifier not in needed:
            needed[identifier] = sorted(dep["pkg"] for dep in nodes[identifier] if _is_in_program(dep))
            pending.extend(needed[identifier])
    return root, {identifier: packages[identifier] for identifier in sorted(needed)}, needed


def _is_in_program(dependency):
    return any(kind["kind"] is None for kind in dependency["dep_kinds"])
