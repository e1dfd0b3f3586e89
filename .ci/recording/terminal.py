"""A shell on a pseudo-terminal, with `sts-cli` and a sandbox, whose screen is recorded frame by frame."""

import fcntl
import os
import pty
import re
import secrets
import select
import shutil
import signal
import struct
import subprocess
import termios
import time

from screen import Screen

TIMEOUT = 60  # seconds; a wait for a text
QUIET = 0.3  # seconds without output after which a screen is complete
PORT = 19000  # of the sandbox, if it is free
CONTROL = re.compile(r"\x1b(\[[?0-9;:]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][0-9A-B]|[78=>])")

# What differs in each run, and what is recorded in its place. No replacement moves the cursor: the length is the same, or the line ends.
NORMAL_FORMS = [
    (r"(/authorize\?response_type=code)&\S+", r"\1&…"),
    (r"(redirect_uri%3D|127\.0\.0\.1:)\d{5}(?=/oauth2)", r"\g<1>49152"),
    (r"(20\d\d-\d\d-\d\d )?\b\d\d:\d\d UTC \(in [^)]*\)", "17:00 UTC (in 8 h 0 min)"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b", "2030-01-01 08:00:00"),
]


def new_home():
    """Creates a private folder whose name is as long as the one that the recording shows, /home/alice."""
    while True:
        home = f"/tmp/{secrets.token_hex(3)}"
        try:
            os.mkdir(home, 0o700)
            return home
        except FileExistsError:
            continue


def end(child):
    """Ends a process, with SIGKILL if it does not end otherwise."""
    child.terminate()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


class Sandbox:
    """A running sandbox at `address`, and a home folder that the recording shows as /home/alice."""

    def __init__(self, program, arguments=()):
        self.program = os.path.abspath(program)
        self.home = new_home()
        self.child = self._start(["--port", str(PORT), *arguments]) or self._start(arguments)
        if not self.child:
            raise SystemExit("could not start the sandbox")

    def _start(self, arguments):
        log = os.path.join(self.home, ".sandbox.log")
        with open(log, "w", encoding="utf-8") as output:
            child = subprocess.Popen([self.program, "sandbox", *arguments], stdout=output, stderr=subprocess.STDOUT, env=self.environment())
        deadline = time.monotonic() + TIMEOUT
        while child.poll() is None and time.monotonic() < deadline:
            with open(log, encoding="utf-8") as output:
                found = re.search(r"(http://127\.0\.0\.1:\d+)\s", output.read())
            if found:
                self.address = found[1]
                return child
            time.sleep(0.05)
        end(child)
        return None

    def environment(self, folders=()):
        """Returns the variables of programs in the recording."""
        return {
            "HOME": self.home,
            "PATH": ":".join([os.path.dirname(self.program), *folders, "/usr/bin", "/bin"]),
            "BROWSER": f"{self.program} sandbox sign-in alice",
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "PS1": "$ ",
        }

    def stop(self):
        end(self.child)
        shutil.rmtree(self.home, ignore_errors=True)

    def normal_form(self, text):
        """Returns output as it is recorded: independent of the run and of this machine."""
        port = self.address.rsplit(":", 1)[1]
        text = text.replace(self.home, "/home/alice").replace(f"127.0.0.1:{port}", f"127.0.0.1:{PORT}").replace(f"3A{port}", f"3A{PORT}")
        for pattern, form in NORMAL_FORMS:
            text = re.sub(pattern, form, text)
        return text


class Terminal:
    """A shell on a terminal. `frames` are pairs of a time in seconds and the cells of all rows; time is that of a calm user."""

    def __init__(self, sandbox, columns, rows, folders=()):
        self.sandbox, self.screen = sandbox, Screen(columns, rows)
        self.frames, self.time = [], 0.0
        self.pending = ""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(sandbox.home)
            os.execve("/bin/sh", ["sh"], sandbox.environment(folders))
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.waits_for("$ ")

    def types(self, text, seconds=0.05):
        """Types a line, key by key, and shows each few keys as a frame."""
        for start in range(0, len(text), 3):
            keys = text[start : start + 3]
            self._send(keys)
            self._settle()
            self._frame(seconds * len(keys))
        self._frame(0.4)

    def presses(self, keys, seconds=0.3):
        """Presses keys, such as Enter, without showing them."""
        self._send(keys)
        self.time += seconds

    def waits_for(self, text, seconds=1.0):
        """Waits until the program has printed a text and is quiet, shows the screen, and lets the user read it."""
        deadline = time.monotonic() + TIMEOUT
        while text not in CONTROL.sub("", self.sandbox.normal_form(self.pending)):
            if time.monotonic() > deadline or not self._read(deadline - time.monotonic()):
                shown = "\n".join(self.screen.lines() + [self.pending])
                raise SystemExit(f"the terminal does not show {text!r}:\n{shown}")
        self._settle()
        self._frame(0)
        self.time += seconds

    def close(self):
        os.close(self.terminal)
        os.kill(self.process, signal.SIGKILL)  # the shell has nothing to save
        os.waitpid(self.process, 0)

    def _send(self, keys):
        os.write(self.terminal, keys.encode())

    def _read(self, seconds):
        if not select.select([self.terminal], [], [], max(0, seconds))[0]:
            return False
        try:
            self.pending += os.read(self.terminal, 65536).decode(errors="replace")
        except OSError:  # the shell has exited
            return False
        return True

    def _settle(self):
        while self._read(QUIET):
            pass
        self.screen.feed(self.sandbox.normal_form(self.pending))
        self.pending = ""

    def _frame(self, seconds):
        self.time += seconds
        self.frames.append((self.time, [list(row) for row in self.screen.cells]))
