"""Takes each check of checks.toml out of the program, and runs the tests that must fail then. Called by .ci/release.d/checks.

All checks are in one build of the last commit: each is taken out as long as a file with its number exists, so that only this build takes
long. A check is held if each of its tests passes with it and fails without it.

usage: checks.py TARGET [WORDS…]   # TARGET: cargo's folder for this build; WORDS: only the checks whose names contain one of these
"""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_suffix(".toml")
LONGEST = 300  # seconds that a test may take; one that waits longer has not passed


def main():
    target, words = sys.argv[1], sys.argv[2:] or [""]
    checks = [check for check in tomllib.loads(LIST.read_text())["check"] if any(word in check["name"] for word in words)]
    with tempfile.TemporaryDirectory(prefix="sts-cli-checks-") as folder:
        clone, taken_out = Path(folder) / "clone", Path(folder) / "taken-out"
        subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, clone], check=True)
        os.chmod(folder, 0o755)  # tests run as another user, too
        taken_out.mkdir()
        for number, check in enumerate(checks):
            make_removable(clone / check["file"], check, taken_out / str(number))
        programs = build(clone, target)
        held = sum([report(check, taken_out / str(number), programs, clone) for number, check in enumerate(checks)])
    print(f"{held} of {len(checks)} checks are held by their tests")
    sys.exit(0 if held == len(checks) else 1)


def make_removable(path, check, switch):
    """Edits the source so that the check is done only while `switch` does not exist."""
    text = path.read_text()
    if text.count(check["check"]) != 1:
        sys.exit(f"checks: {check['name']}: its text is in {check['file']} {text.count(check['check'])} times, not once")
    is_taken_out = f'std::path::Path::new("{switch}").exists()'
    path.write_text(text.replace(check["check"], check["removable"].replace("TAKEN_OUT", is_taken_out)))


def build(clone, target):
    """Returns the programs with the unit tests and with tests/all."""
    command = ["cargo", "test", "--no-run", "--locked", "--lib", "--test", "all", "--message-format", "json"]
    environment = os.environ | {"CARGO_TARGET_DIR": target}
    output = subprocess.run(command, cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    messages = [json.loads(line) for line in output.stdout.splitlines() if line.startswith("{")]
    if output.returncode != 0:
        sys.exit("".join(message["message"]["rendered"] for message in messages if message.get("message", {}).get("level") == "error"))
    built = [message for message in messages if message.get("executable") and message["profile"]["test"]]
    return {message["target"]["name"]: message["executable"] for message in built}


def passes(test, programs, clone):
    """Whether a test passes; `lib::` before its name says that it is a unit test."""
    name = test.removeprefix("lib::")
    program = programs["all" if name == test else "sts_cli"]
    environment = os.environ | {"CARGO_MANIFEST_DIR": str(clone)}
    try:
        result = subprocess.run([program, "--exact", name], cwd=clone, env=environment, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return False
    if "running 1 test" not in result.stdout:
        sys.exit(f"checks: there is no test {test}")
    return result.returncode == 0


def report(check, switch, programs, clone):
    """Prints whether the tests of a check hold it."""
    failing = [test for test in check["tests"] if not passes(test, programs, clone)]
    switch.touch()
    passing = [test for test in check["tests"] if passes(test, programs, clone)]
    switch.unlink()
    problem = "".join([f"; fails with it: {test}" for test in failing] + [f"; passes without it: {test}" for test in passing])
    print(f"{'NOT held' if problem else 'held'}: {check['name']}{problem or ' (' + ', '.join(check['tests']) + ')'}", flush=True)
    return not problem


main()
