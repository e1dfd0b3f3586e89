"""Finds and runs the program that this package contains."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import threading
from typing import IO, Iterator


class Error(RuntimeError):
    """A failure of sts-cli. Its text is the whole error of the program, with causes and hints."""


# The form of errors that `_forward` recognizes.
PLAIN_ERRORS = {"STS_CLI_ERROR_FORMAT": "text", "STS_CLI_COLOR": "never"}

# Lines that the program prints on standard error only: notes, warnings and its log. Others are also on its terminal.
_ONLY_ON_STDERR = re.compile(r"(note|warning): |\d{4}-\d\d-\d\dT")


def path() -> str:
    """Returns the path of the program: the one of this package, else the one in PATH.

    Raises `Error` if there is none.
    """
    name = "sts-cli.exe" if os.name == "nt" else "sts-cli"
    for folder in _folders():
        candidate = os.path.join(folder, name)
        if os.access(candidate, os.X_OK):
            return candidate
    found = shutil.which("sts-cli")
    if found is None:
        raise Error("error: could not find the program sts-cli in this environment or in PATH\n  hint: install the package sts-cli again")
    return found


def _folders() -> Iterator[str]:
    """The folders to which pip and uv install programs: of the environment, of the user, and of `pip install --target`."""
    yield sysconfig.get_path("scripts")
    yield sysconfig.get_path("scripts", scheme="nt_user" if os.name == "nt" else "posix_user")
    parent = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    yield os.path.join(parent, "Scripts" if os.name == "nt" else "bin")


def output(arguments: list[str]) -> str:
    """Runs the program, and returns its standard output.

    What it prints for the user, such as the URL of a login, appears at once, on `sys.stderr` or on the terminal. An error becomes the text of
    `Error`.
    """
    pipe = subprocess.PIPE
    environment = {**os.environ, **PLAIN_ERRORS}
    with subprocess.Popen([path(), *arguments], env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, encoding="utf-8") as process:
        assert process.stdout is not None and process.stderr is not None
        printed: list[str] = []
        reader = threading.Thread(target=_read, args=(process.stdout, printed))
        reader.start()
        error = _forward(process.stderr)
        reader.join()
    if process.returncode != 0:
        raise Error(error or f"error: sts-cli ended with exit code {process.returncode}")
    return "".join(printed)


def _read(stream: IO[str], printed: list[str]) -> None:
    printed.append(stream.read())


def _forward(stream: IO[str]) -> str:
    """Passes lines on until an error begins, and returns the error. What the terminal of `sys.stderr` shows already is not repeated."""
    error: list[str] = []
    is_on_terminal = _prints_on_terminal()
    for line in stream:
        if error or line.startswith("error:"):
            error.append(line)
        elif not is_on_terminal or _ONLY_ON_STDERR.match(line):
            print(line, end="", file=sys.stderr, flush=True)
    return "".join(error).rstrip("\n")


def _prints_on_terminal() -> bool:
    """Whether `sys.stderr` is the terminal on which the program prints what the user must see, because its own is a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        return False
    try:
        os.close(os.open(os.ctermid() if os.name != "nt" else "CONOUT$", os.O_RDWR))
    except OSError:
        return False
    return True
