"""A sandbox for tests: an identity provider, an STS and an S3 server on this machine, started and stopped by Python."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from typing import Iterator

from ._program import Error, path

# Runs in the sandbox: reports its variables, and ends when its standard input is closed.
_REPORTER = "import json, os, sys; print(json.dumps(dict(os.environ)), flush=True); sys.stdin.read()"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox. `profile` is logged in; `endpoint` is the URL of its S3 server; the buckets are `demo` and `logs`."""

    profile: str
    endpoint: str
    environment: dict[str, str] = field(repr=False)


@contextlib.contextmanager
def sandbox(account: str = "alice", *, profile: str = "sandbox", faults: tuple[str, ...] = ()) -> Iterator[Sandbox]:
    """Starts a sandbox in which `account` (alice, bob or eve) is logged in, and stops it at the end of the block.

    In the block, `os.environ` has the variables of the sandbox, so that sts-cli and the AWS files of this process are its own: your
    profiles, logins and AWS settings are neither used nor changed. `faults` are names that `sts-cli sandbox --fault help` lists, such as
    `"short-life=20s"`. Raises `Error` if the sandbox does not start or refuses the login.
    """
    with tempfile.TemporaryDirectory(prefix="sts-cli-python-") as folder:
        environment = _clean_environment(folder)
        command = [path(), "sandbox", "--quiet", "--as", account, *(part for fault in faults for part in ("--fault", fault))]
        command += ["--", sys.executable, "-c", _REPORTER]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
            with _stopped_at_end(process):
                variables = _variables(process)
                _log_in(profile, variables)
                with _environ(variables):
                    yield Sandbox(profile, variables["STS_CLI_ENDPOINT"], variables)


def _clean_environment(folder: str) -> dict[str, str]:
    """The variables of this process without those of AWS and sts-cli, and with folders of their own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "STS_CLI_"))}
    own = {"XDG_CONFIG_HOME": "config", "XDG_STATE_HOME": "state", "STS_CLI_SYSTEM_DIR": "system", "AWS_CONFIG_FILE": "aws-config",
           "AWS_SHARED_CREDENTIALS_FILE": "aws-credentials"}
    return {**inherited, **{name: os.path.join(folder, value) for name, value in own.items()}}


def _variables(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None and process.stderr is not None
    line = process.stdout.readline()
    if not line:
        raise Error(process.stderr.read().rstrip("\n"))
    variables: dict[str, str] = json.loads(line)
    return variables


def _log_in(profile: str, variables: dict[str, str]) -> None:
    command = [path(), "web-identity", "--save", profile, "-o", "json"]
    outcome = subprocess.run(command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8")
    if outcome.returncode != 0:
        raise Error(outcome.stderr[max(outcome.stderr.find("error:"), 0) :].rstrip("\n"))


@contextlib.contextmanager
def _stopped_at_end(process: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        assert process.stdin is not None
        process.stdin.close()


@contextlib.contextmanager
def _environ(variables: dict[str, str]) -> Iterator[None]:
    """`os.environ` with these variables only, until the end of the block."""
    before = dict(os.environ)
    _replace_environ(variables)
    try:
        yield
    finally:
        _replace_environ(before)


def _replace_environ(variables: dict[str, str]) -> None:
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    os.environ.update(variables)
