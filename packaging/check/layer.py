"""Prints the path of the only layer of an image in an unpacked OCI archive.

usage: layer.py FOLDER
"""

import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])


def blob(reference):
    """The path of what a reference names."""
    return folder / "blobs" / reference["digest"].replace(":", "/")


manifest = json.loads(blob(json.loads((folder / "index.json").read_text())["manifests"][0]).read_text())
[layer] = manifest["layers"]
print(blob(layer))
