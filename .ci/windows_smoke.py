#!/usr/bin/env python3
"""Runs the Windows program under Wine as its users would. WINEPREFIX names the user's Windows; everything listens on loopback only."""
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1])
DRIVE = os.path.join(os.environ["WINEPREFIX"], "drive_c")
BASE = {name: os.environ[name] for name in ("HOME", "PATH", "WINEPREFIX", "WINEDEBUG") if name in os.environ}
LIMIT = 30


def unix(path):
    return path.replace("C:", DRIVE).replace("\\", "/")


def windows(path):
    return path.replace(DRIVE, "C:").replace("/", "\\") if path.startswith(DRIVE) else "Z:" + path.replace("/", "\\")


def read(*names):
    with open(os.path.join(*names), encoding="utf-8") as file:
        return file.read()


def write(text, *names):
    os.makedirs(os.path.dirname(os.path.join(*names)), exist_ok=True)
    with open(os.path.join(*names), "w", encoding="utf-8") as file:
        file.write(text)


def access_key(text):
    """The key in JSON among notes."""
    return re.search(r'"AccessKeyId":"(\w+)"', text)[1]


def contains(text, *parts):
    for part in parts:
        assert part in text, f"`{part}` is not in:\n{text}"


class Machine:
    """Windows with one user, whose environment has the variables of a running sandbox."""

    def __init__(self):
        self.environment = dict(BASE)
        self.home = unix(self.run("/c", "echo %USERPROFILE%", program="cmd").strip())
        self.sandbox = self.start("sandbox")
        for line in iter(self.sandbox.stdout.readline, b""):
            line = line.decode().strip()
            if line.startswith("READY "):
                self.endpoint = line.split()[1]
            if found := re.fullmatch(r'(SANDBOX_\w+)="?([^"]*)"?', line):
                self.environment[found[1]] = found[2]
            if line.startswith("Press Ctrl-C"):
                break
        own = {"ENDPOINT": self.endpoint, "ISSUER": self.endpoint + "/_oidc", "CLIENT_ID": "sts-cli"}
        self.environment |= {"STS_CLI_" + name: value for name, value in own.items()}
        # the backslashes of the path are part of the test
        self.environment["BROWSER"] = f"{windows(PROGRAM)} sandbox sign-in alice"

    def variables(self, changes):
        return {name: value for name, value in (self.environment | changes).items() if value is not None}

    def start(self, *arguments, program=PROGRAM, **changes):
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(["wine", program, *arguments], env=self.variables(changes), **pipes)

    def run(self, *arguments, code=0, **changes):
        process = self.start(*arguments, **changes)
        text = process.communicate(timeout=LIMIT)[0].decode(errors="replace").replace("\r\n", "\n")
        assert process.returncode == code, f"{arguments}: exit code {process.returncode}, not {code}\n{text}"
        return text

    def key(self, *arguments, **changes):
        text = self.run(*arguments, "-o", "json", **changes)
        return access_key(text)


class Console:
    """A command on a console of its own."""

    def __init__(self, machine, *arguments, **changes):
        environment = machine.variables(changes)
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execvpe("wine", ["wine", PROGRAM, *arguments], environment)
        self.text = ""

    def read(self, seconds):
        if not select.select([self.terminal], [], [], seconds)[0]:
            return True
        try:
            found = os.read(self.terminal, 65536)
        except OSError:
            found = b""
        self.text += re.sub(r"\x1b\[\??[\d;]*[a-zA-Z]", "", found.decode(errors="replace"))
        return found != b""

    def wait_for(self, part):
        end = time.monotonic() + LIMIT
        while part not in self.text:
            assert self.read(0.1) and time.monotonic() < end, f"`{part}` was not shown:\n{self.text}"

    def type(self, text):
        time.sleep(0.7)  # until Wine reads single keys
        os.write(self.terminal, text.encode())

    def exit_code(self):
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            self.read(0.1)
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"did not exit:\n{self.text}")


def program_and_sandbox(machine):
    assert re.match(r"sts-cli \d+\.\d+\.\d+\n", machine.run("--version"))
    contains(machine.run("demo", "--as", "alice"), "3. Done", "demo\n")
    contains(machine.run("sandbox", "--", "cmd", "/c", "echo %STS_CLI_ENDPOINT%"), "http://127.0.0.1:")
    machine.run("sandbox", "--", "cmd", "/c", "exit 3", code=3)


def identities(machine):
    of = machine.environment.get
    login = machine.key("web-identity", "--save", "prod")
    assert machine.key("get", "prod", BROWSER=None) == login, "the credentials are cached"
    token = of("SANDBOX_ID_TOKEN_FILE")
    machine.key("web-identity", "--token", f"file:{token}")
    write(read(unix(token)), machine.home, "id-token")
    write('identity = "web-identity"\ntoken = "file:~/id-token"\n', machine.home, "AppData/Roaming/sts-cli/profiles/home.toml")
    machine.key("get", "home")
    write(f"@type {token}\n", machine.home, "bin/give-token.cmd")
    in_bin = {"WINEPATH": windows(os.path.join(machine.home, "bin"))}
    machine.key("web-identity", "--token", "cmd:give-token", **in_bin)
    machine.key("web-identity", "--token", f"cmd:{in_bin['WINEPATH']}\\give-token.cmd")
    machine.key("ldap", "--user", "alice", "--password-file", of("SANDBOX_LDAP_PASSWORD_FILE"))
    machine.key("client-grants", "--client-id", "robot", "--client-secret-file", of("SANDBOX_ROBOT_SECRET_FILE"))
    tls = ["--endpoint", of("SANDBOX_TLS_ENDPOINT"), "--ca-bundle", of("SANDBOX_CA")]
    machine.key("certificate", *tls, "--client-cert", of("SANDBOX_CLIENT_CERT"), "--client-key", of("SANDBOX_CLIENT_KEY"))
    machine.key("custom-token", "--token", f"file:{of('SANDBOX_CUSTOM_TOKEN_FILE')}", "--role-arn", of("SANDBOX_ROLE_ARN"))
    keys = {"AWS_ACCESS_KEY_ID": of("SANDBOX_ACCESS_KEY"), "AWS_SECRET_ACCESS_KEY": of("SANDBOX_SECRET_KEY")}
    machine.key("assume-role", **keys)


def outputs(machine):
    key = machine.key("get", "prod")
    contains(machine.run("get", "prod", "-o", "env:cmd"), f'set "AWS_ACCESS_KEY_ID={key}"')
    contains(machine.run("get", "prod", "-o", "env:powershell"), f"$env:AWS_ACCESS_KEY_ID = '{key}'")
    # Windows sets PSModulePath machine-wide
    in_cmd = machine.run("/c", f"{windows(PROGRAM)} get prod -o env", program="cmd", PSModulePath="C:\\Modules")
    contains(in_cmd, 'set "AWS_ACCESS_KEY_ID=')


def files(machine):
    contains(read(machine.home, "AppData/Roaming/sts-cli/profiles/prod.toml"), machine.endpoint)
    assert os.listdir(os.path.join(machine.home, "AppData/Local/sts-cli/state/credentials"))
    machine.run("configure", "aws", "prod")
    contains(read(machine.home, ".aws/config"), f"credential_process = {windows(PROGRAM)} get prod -o process")
    moved = os.path.join(machine.home, "moved here")
    for name in (PROGRAM, os.path.join(os.path.dirname(PROGRAM), "bcryptprimitives.dll")):
        os.makedirs(moved, exist_ok=True)
        os.link(name, os.path.join(moved, os.path.basename(name)))
    machine.run("configure", "aws", "prod", program=os.path.join(moved, "sts-cli.exe"))
    contains(read(machine.home, ".aws/config"), f'credential_process = "{windows(moved)}\\sts-cli.exe" get prod')
    machine.run("configure", "aws", "prod")
    machine.run("get", "prod", "--write-profile", "keys")
    contains(read(machine.home, ".aws/credentials"), "[keys]")
    shared = "can read its tokens and credentials"
    contains(machine.run("status", "prod", code=4, STS_CLI_STATE_DIR="C:\\shared"), shared)
    inside = windows(os.path.join(machine.home, "state"))
    assert shared not in machine.run("status", "prod", code=4, STS_CLI_STATE_DIR=inside)
    contains(machine.run("status", code=2, STS_CLI_STATE_DIR="state"), "begins with a drive")


def commands(machine):
    key = machine.key("get", "prod")
    assert machine.run("exec", "prod", "--", "cmd", "/c", "echo %AWS_ACCESS_KEY_ID%") == f"{key}\n"
    for code in ("300", "-1"):
        line = f"{windows(PROGRAM)} exec prod -- cmd /c exit {code} & call echo code %^errorlevel%"
        text = machine.start("/c", line, program="cmd").communicate(timeout=LIMIT)[0].decode()
        contains(text, f"code {code}")
    write("@echo %~1 %AWS_ACCESS_KEY_ID%\n", machine.home, "bin/tool.cmd")
    text = machine.run("exec", "prod", "--", "tool", "x y", Path=None, WINEPATH=windows(os.path.join(machine.home, "bin")))
    assert text == f"x y {key}\n", text
    for renew in ([], ["--renew"]):
        console = Console(machine, "exec", "prod", *renew, "--", PROGRAM, "serve", "prod")
        console.wait_for("Token file")
        console.type("\x03")
        assert console.exit_code() == 130, "exec waits for the command, which takes Ctrl-C itself"


def endpoint(machine):
    key = machine.key("get", "prod")
    console = Console(machine, "serve", "prod")
    console.wait_for("Tools that")
    address, token_file = re.search(r"Endpoint +(\S+)\s+Token file +(\S+)", console.text).groups()
    request = urllib.request.Request(address, headers={"Authorization": read(unix(token_file))})
    with urllib.request.urlopen(request, timeout=LIMIT) as response:
        assert json.load(response)["AccessKeyId"] == key
    console.type("\x03")
    assert console.exit_code() == 130
    assert not os.path.exists(unix(token_file))


def questions(machine):
    console = Console(machine, "ldap", "-o", "text")
    console.wait_for("User name")
    console.type("alice\r")
    console.wait_for("Password")
    console.type(read(unix(machine.environment["SANDBOX_LDAP_PASSWORD_FILE"])).strip() + "\r")
    console.wait_for("Access key")
    assert console.exit_code() == 0, console.text

    console = Console(machine, "web-identity", "--login", "paste", "--no-cache", "-o", "text", BROWSER=None)
    console.wait_for("connection error, which is expected")
    console.type("http://127.0.0.1:1/oauth2/callback?code=x&state=y\r")
    console.wait_for("does not belong to the login")
    console.type("\x03")
    assert console.exit_code() != 0


def single_flight(machine):
    machine.run("logout", "prod")
    paths = [os.path.join(machine.home, f"events-{number}") for number in range(8)]  # Wine does not keep what two processes append apart
    runs = [machine.start("get", "prod", "-o", "json", STS_CLI_TEST_EVENTS=windows(path)) for path in paths]
    texts = [run.communicate(timeout=LIMIT)[0].decode() for run in runs]
    keys = {access_key(text) for text in texts}
    lines = [line for path in paths if os.path.exists(path) for line in read(path).splitlines()]
    opened = [event for event in map(json.loads, lines) if event["event"] == "browser-opened"]
    assert (len(keys), len(opened)) == (1, 1), texts


def main():
    machine = Machine()
    try:
        for test in (program_and_sandbox, identities, outputs, files, commands, endpoint, questions, single_flight):
            begun = time.monotonic()
            test(machine)
            print(f"{test.__name__.replace('_', ' ')}: ok ({time.monotonic() - begun:.1f} s)", flush=True)
    finally:
        machine.sandbox.kill()


main()
