"""The software bill of materials: the crates in the program, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/)."""

import json
import time
import uuid

from . import cargo, project


def build(binaries, folder):
    """Writes the document to a folder, and returns its path. `binaries` are the programs that it is for."""
    root, crates, needed = cargo.crates()
    components = [_component(crate) for identifier, crate in crates.items() if identifier != root]
    references = {identifier: _purl(crate) for identifier, crate in crates.items()}
    dependencies = [
        {"ref": references[identifier], "dependsOn": sorted({references[other] for other in others})} for identifier, others in needed.items()
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, references[root] + str(project.EPOCH))}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(project.EPOCH)),
            "component": {**_component(crates[root]), "type": "application", "components": [_file(binary) for binary in binaries]},
        },
        "components": components,
        "dependencies": sorted(dependencies, key=lambda entry: entry["ref"]),
    }
    path = folder / f"{project.NAME}-{project.VERSION}.cdx.json"
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return path


def _component(crate):
    return {
        "type": "library",
        "bom-ref": _purl(crate),
        "name": crate["name"],
        "version": crate["version"],
        "licenses": [{"expression": crate["license"].replace("/", " OR ")}],
        "purl": _purl(crate),
    }


def _purl(crate):
    return f"pkg:cargo/{crate['name']}@{crate['version']}"


def _file(binary):
    return {"type": "file", "name": f"{binary.target}/{binary.file_name}", "hashes": [{"alg": "SHA-256", "content": binary.sha256}]}
