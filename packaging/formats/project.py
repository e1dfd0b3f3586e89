"""The facts that every package states: name, version, description, license, and the time of the last commit."""

import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"


def _value(manifest, key):
    return re.search(rf'^{key} = "(.*)"$', manifest, re.MULTILINE).group(1)


_MANIFEST = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
_PUBLISHED = json.loads((PACKAGING / "published.json").read_text(encoding="utf-8"))

NAME = _value(_MANIFEST, "name")
VERSION = _value(_MANIFEST, "version")
LICENSE = _value(_MANIFEST, "license")
SUMMARY = _value(_MANIFEST, "description")
HOMEPAGE = _PUBLISHED["homepage"]
DOWNLOADS = _PUBLISHED["downloads"].format(version=VERSION)
MAINTAINER = _PUBLISHED["maintainer"]


def _last_commit():
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


# Seconds since 1970, as https://reproducible-builds.org/specs/source-date-epoch/ defines: two builds of a commit have the same bytes.
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH") or _last_commit())
