"""Reads every form back with its real readers: each finds the value itself, or sts-cli refused the form by the name of the value.

Run in a sandbox as alice, in a folder of its own. Environment: STS_CLI, TOOLS, STS_CLI_ENDPOINT. Prints `READER N values` for each reader.
"""

import collections
import io
import json
import os
import pathlib
import subprocess
import sys

import botocore.configloader
import dotenv
import duckdb
import duckdb_ext
import yaml

TOOLS, STS_CLI = pathlib.Path(os.environ["TOOLS"]), os.environ["STS_CLI"]
STORAGE = duckdb.connect(config={"extension_directory": str(pathlib.Path(duckdb_ext.__path__[0]) / "extensions")})
STORAGE.execute("LOAD httpfs")
PATHS = [
    "/ca/plain.pem", "/ca/it's.pem", '/ca/"quoted".pem', "/ca/'both'\".pem", "/ca/$HOME.pem", "/ca/${HOME}.pem", "/ca/$$x", "/ca/$${x}",
    "/ca/`touch ran`.pem", "/ca/it's `touch ran`.pem", "/ca/$(touch ran).pem", "/ca/one blank.pem", "/ca/two  blanks.pem", "/ca/a#b.pem",
    "/ca/a #b.pem", "/ca/a ;b.pem", "/ca/it's #1", "/ca/%PATH%.pem", "/ca/%(type)s.pem", "/ca/%{type}.pem", "/ca/a\\b.pem", "/ca/a\\\\b.pem",
    "/ca/a\\'b", "/ca/end\\", "/ca/a\\nb", "/ca/a;touch ran;.pem", "/ca/<x>|&", "/ca/*?[x]{a,b}", "/ca/u\u0308.pem", "/ca/\u00fc.pem",
    "/ca/a\nb.pem", "/ca/a\tb.pem", "/a:~/b!.pem", "/ca/\u201c\u2019.pem", "/ca/a=b: c", "/ca/a\u2028b", "/ca/\U0001f600", "/ca/[x]", "/ca/@x",
    "/ca/\u00fc\u00a0b", "/ca/end ",
]  # fmt: skip
ADDRESSES = ["/plain", "/it's", "/$HOME", "/$(touch ran)", "/%(secret_access_key)s", "/a@b", "/(a)", "/a;b&c", "/a=b", "/~a", "/*!", "/[a]", "/a:b"]

read, refused = collections.Counter(), collections.Counter()


def form(name, option, value):
    """The text of a form with this value, or None where it was refused by name."""
    said = subprocess.run([STS_CLI, "get", "p", "--quiet", option, value, "-o", name], capture_output=True)
    if said.returncode == 0:
        return said.stdout.decode()
    assert said.returncode == 2 and not said.stdout and b" in this form: the " in said.stderr, (name, value, said)
    refused[name] += 1
    return None


def is_read(reader, found, value):
    assert found == value, f"{reader} finds {found!r} in place of {value!r}"
    read[reader] += 1


def output(*words, **variables):
    return subprocess.run(words, capture_output=True, env={**os.environ, **variables}, check=True).stdout.decode()


def write(text):
    pathlib.Path("file").write_bytes(text.encode())
    return "file"


def dotenv_readers(text, name, value):
    file = write(text)
    is_read("python-dotenv", dotenv.dotenv_values(stream=io.StringIO(text))[name], value)
    is_read("compose", json.loads(output(TOOLS / "readers/bin/readers", "dotenv", file))[name], value)
    is_read("node --env-file", output("node", f"--env-file={file}", "-e", f"process.stdout.write(process.env.{name})"), value)
    is_read("sh, . FILE", output("sh", "-c", f'set -a; . ./{file}; printf %s "${name}"'), value)


def k8s_readers(text, name, value):
    is_read("PyYAML", yaml.safe_load(text)["stringData"][name], value)


def terraform_readers(text, name, value):
    is_read("HCL", json.loads(output(TOOLS / "readers/bin/readers", "hcl", write(text)))[name], value)


def aws_readers(text, name, value):
    is_read("botocore", botocore.configloader.raw_config_parse(write(text))["p"][name], value)


def duckdb_readers(text, name, value):
    STORAGE.execute(text)
    is_read("DuckDB", STORAGE.execute(name).fetchone()[0], value)


def rclone_readers(text, name, value):
    for rclone in ["/usr/bin/rclone", TOOLS / "rclone/bin/rclone"]:
        remotes = json.loads(output(rclone, "--config", write(text), "config", "dump"))
        is_read("rclone", remotes["p"][name], value)
        assert list(remotes) == ["p"], remotes


def paths():
    for path in PATHS:
        for name, readers, setting in [
            ("dotenv", dotenv_readers, "AWS_CA_BUNDLE"),
            ("terraform", terraform_readers, "custom_ca_bundle"),
            ("aws-ini", aws_readers, "ca_bundle"),
            ("duckdb:keys", duckdb_readers, "SELECT current_setting('ca_cert_file')"),
        ]:
            text = form(name, "--ca-bundle", path)
            if text is not None:
                readers(text, setting, path)


def addresses():
    for path in ADDRESSES:
        given = os.environ["STS_CLI_ENDPOINT"] + path
        address = json.loads(form("storage-options", "--s3-endpoint", given))["aws_endpoint_url"]  # with what URLs write as %20 and so on
        for name, readers, setting in [
            ("dotenv", dotenv_readers, "AWS_ENDPOINT_URL_S3"),
            ("k8s", k8s_readers, "AWS_ENDPOINT_URL_S3"),
            ("terraform", terraform_readers, "endpoints"),
            ("aws-ini", aws_readers, "endpoint_url"),
            ("rclone", rclone_readers, "endpoint"),
            ("duckdb:keys", duckdb_readers, "SELECT 'http://' || regexp_extract(secret_string, 'endpoint=([^;]*(;[^=;]*$)?)', 1) FROM duckdb_secrets()"),
        ]:
            if name == "duckdb:keys" and ";" in path:
                continue  # how DuckDB shows a secret tells no `;` of a value from its own
            text = form(name, "--s3-endpoint", given)
            if text is not None:
                readers(text, setting, address)


subprocess.run([STS_CLI, "web-identity", "--quiet", "--save", "p", "-o", "json"], stdout=open("/dev/null", "w"), check=True)
paths()
addresses()
if os.path.exists("ran"):
    sys.exit("a command in a value was run")
for reader, values in read.items():
    print(f"{reader}: {values} values")
print("refused:", dict(refused))
