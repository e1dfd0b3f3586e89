"""A container image as an OCI archive, made without a daemon: `podman load`, `skopeo copy oci-archive:…` and others read it.

https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

import hashlib
import json
import pathlib
import time

from . import archive, notices, project

# The account of "nonroot" in other minimal images; it needs no entry in /etc/passwd.
USER = 65532
CERTIFICATES = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")


def build(binary, folder):
    """Writes the archive to a folder, and returns its path. The program must need no C library."""
    layer = archive.tar(_files(binary), folders={"home/sts-cli": (0o700, USER), "tmp": (0o1777, 0)})
    config = _encoded(_config(binary, layer))
    manifest = _encoded(_manifest(config, archive.compressed(layer)))
    index = {"schemaVersion": 2, "mediaType": _type("index"), "manifests": [_reference(manifest, "manifest", binary)]}
    blobs = [config, archive.compressed(layer), manifest]
    members = [(f"blobs/sha256/{_digest(blob)}", blob, 0o644) for blob in blobs]
    members += [("index.json", _encoded(index), 0o644), ("oci-layout", b'{"imageLayoutVersion":"1.0.0"}', 0o644)]
    path = folder / f"sts-cli-{project.VERSION}-{binary.processor['oci']}.oci.tar"
    path.write_bytes(archive.tar(members))
    return path


def _files(binary):
    files = [
        ("usr/bin/sts-cli", binary.data, 0o755),
        ("usr/share/doc/sts-cli/LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644),
        ("usr/share/doc/sts-cli/third-party-licenses.txt", notices.text(), 0o644),
    ]
    return files + [("etc/ssl/certs/ca-certificates.crt", CERTIFICATES.read_bytes(), 0o644)]


def _config(binary, layer):
    created = _created()
    return {
        "created": created,
        "architecture": binary.processor["oci"],
        "os": "linux",
        "config": {
            "User": f"{USER}:{USER}",
            "Env": ["PATH=/usr/bin", "HOME=/home/sts-cli"],
            "Entrypoint": ["/usr/bin/sts-cli"],
            "WorkingDir": "/home/sts-cli",
            "Labels": _labels(),
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{_digest(layer)}"]},
        "history": [{"created": created, "created_by": "packaging/build"}],
    }


def _labels():
    prefix = "org.opencontainers.image"
    facts = {"title": project.NAME, "version": project.VERSION, "licenses": project.LICENSE, "url": project.HOMEPAGE}
    return {f"{prefix}.{name}": value for name, value in facts.items()}


def _manifest(config, layer):
    return {
        "schemaVersion": 2,
        "mediaType": _type("manifest"),
        "config": _reference(config, "config"),
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": f"sha256:{_digest(layer)}", "size": len(layer)}],
    }


def _reference(blob, kind, binary=None):
    reference = {"mediaType": _type(kind), "digest": f"sha256:{_digest(blob)}", "size": len(blob)}
    if binary is not None:
        reference["platform"] = {"architecture": binary.processor["oci"], "os": "linux"}
        reference["annotations"] = {"org.opencontainers.image.ref.name": project.VERSION}
    return reference


def _type(kind):
    return f"application/vnd.oci.image.{kind}.v1+json"


def _encoded(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _digest(blob):
    return hashlib.sha256(blob).hexdigest()


def _created():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(project.EPOCH))
