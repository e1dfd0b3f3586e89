"""Real servers on loopback: MinIO over http and https, and what programs need to reach it."""

import os
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT_USER, ROOT_SECRET = "minioadmin", "minioadmin-secret"
CACHE = Path(os.environ["STS_CLI_LIVE_CACHE"])


@dataclass
class Place:
    """A home folder and the environment of every program: nothing else of the user's is in it."""

    home: Path

    def environment(self, **more):
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        fixed = {"HOME": str(self.home), "PATH": path, "AWS_EC2_METADATA_DISABLED": "true", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
        return fixed | {name: str(value) for name, value in more.items()}

    def with_keys(self, **more):
        return self.environment(AWS_ACCESS_KEY_ID=ROOT_USER, AWS_SECRET_ACCESS_KEY=ROOT_SECRET, **more)


def openssl(*arguments, **options):
    subprocess.run(["openssl", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


def certificates(folder):
    """Makes an authority and a certificate of 127.0.0.1; returns the folder for MinIO. The authority is `ca.pem` in `folder`."""
    certificates = folder / "certificates"
    certificates.mkdir()
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *curve, "-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-days", 2, "-subj", "/CN=test authority")
    request, key = folder / "request.pem", certificates / "private.key"
    openssl("req", *curve, "-keyout", key, "-out", request, "-subj", "/CN=127.0.0.1")
    (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    authority = ["-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial"]
    extensions = ["-extfile", folder / "extensions", "-days", 2]
    openssl("x509", "-req", "-in", request, *authority, *extensions, "-out", certificates / "public.crt")
    return certificates


def start_minio(folder, port, issuer, *arguments):
    """Starts MinIO, which trusts the provider `issuer`, and returns the process once it answers."""
    data = folder / f"data-{port}"
    (data / "bucket").mkdir(parents=True)
    environment = {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "CI": "true",
        "GOMAXPROCS": "2",
        "MINIO_ROOT_USER": ROOT_USER,
        "MINIO_ROOT_PASSWORD": ROOT_SECRET,
        "MINIO_UPDATE": "off",
        "MINIO_BROWSER": "off",
        "MINIO_IDENTITY_OPENID_CONFIG_URL": f"{issuer}/.well-known/openid-configuration",
        "MINIO_IDENTITY_OPENID_CLIENT_ID": "sts-cli",
        "MINIO_IDENTITY_OPENID_CLAIM_NAME": "policy",
    }
    log = (folder / f"minio-{port}.log").open("w")
    command = [str(CACHE / "bin/minio"), "server", "--address", f"127.0.0.1:{port}", *map(str, arguments), str(data)]
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    wait_for(lambda: is_ready(port, bool(arguments)), f"MinIO at port {port}, see {log.name}")
    return process


def is_ready(port, has_tls):
    import ssl

    context = ssl._create_unverified_context() if has_tls else None
    url = f"{'https' if has_tls else 'http'}://127.0.0.1:{port}/minio/health/ready"
    try:
        return urllib.request.urlopen(url, context=context, timeout=2).status == 200
    except OSError:
        return False


def wait_for(is_so, what):
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise SystemExit(f"compare: waited in vain for {what}")
