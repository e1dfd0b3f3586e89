"""Packages for npm: `sts-cli` with the module and the command, and one package with the program for each platform."""

import json

from . import archive, contents, notices, project

SYSTEMS = {"linux": "linux", "windows": "win32", "darwin": "darwin"}


def build(binaries, folder):
    """Writes the packages to a folder, and yields their paths."""
    names = []
    for binary in binaries:
        name = f"{project.NAME}-{SYSTEMS[binary.system]}-{binary.processor['npm']}"
        names.append(name)
        yield _pack(folder, _platform(name, binary), [(f"bin/{binary.file_name}", binary.data, 0o755), *_third_parties()])
    files = ["index.d.ts", "index.js", "run.js"]
    members = [(file, (project.PACKAGING / "node" / file).read_bytes(), 0o644) for file in files]
    members += [(f"man/{page.name}", page.read_bytes(), 0o644) for page in contents.manual()]
    yield _pack(folder, _module(names, [*files, "man"]), members)


def _platform(name, binary):
    return {
        **_facts(name, f"The program sts-cli for {binary.target}"),
        "os": [SYSTEMS[binary.system]],
        "cpu": [binary.processor["npm"]],
        **({"libc": ["glibc"]} if binary.glibc else {}),
        "files": ["bin", "third-party-licenses.txt"],
        "preferUnplugged": True,
    }


def _module(names, files):
    return {
        **_facts(project.NAME, project.SUMMARY),
        "keywords": ["s3", "sts", "oidc", "credentials", "minio"],
        "main": "index.js",
        "types": "index.d.ts",
        "bin": {"sts-cli": "run.js"},
        "man": [f"./man/{page.name}" for page in contents.manual()],
        "engines": {"node": ">=20"},
        "files": files,
        "optionalDependencies": {name: project.VERSION for name in names},
    }


def _facts(name, description):
    return {"name": name, "version": project.VERSION, "description": description, "license": project.LICENSE, "homepage": project.HOMEPAGE}


def _third_parties():
    return [("third-party-licenses.txt", notices.text(), 0o644)]


def _pack(folder, manifest, members):
    texts = [
        ("package.json", (json.dumps(manifest, indent=2) + "\n").encode(), 0o644),
        ("README.md", (project.PACKAGING / "node/README.md").read_bytes(), 0o644),
        ("LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644),
    ]
    path = folder / f"{manifest['name']}-{project.VERSION}.tgz"
    path.write_bytes(archive.tar_gz([(f"package/{name}", data, mode) for name, data, mode in texts + members]))
    return path
