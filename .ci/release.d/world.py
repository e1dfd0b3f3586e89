#!/usr/bin/env python3
"""What a static program must find by itself: names, certificates and folders, in a network and mount namespace of its own.

usage: unshare --net --mount .ci/release.d/world.py PROGRAM    # as root; without root: unshare --map-root-user --net --mount …

Each case runs PROGRAM against its own sandbox, with a DNS server that answers as the case says. A case that fails is printed with what the
program said; the exit code is then 1.
"""

import os
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading

A, AAAA = 1, 28
MANY = 120  # addresses whose answer fits in no datagram


class Names:
    """Answers of the DNS server: a function from a name and a type to addresses, and which names are truncated in datagrams."""

    def addresses(self, name: str, kind: int) -> list[bytes]:
        loopback = socket.inet_aton("127.0.0.1")
        answers = {
            ("truncated.test", A): [loopback] * MANY,
            ("sts.corp.test", A): [loopback],
            ("tls.test", A): [loopback],
            ("six.test", AAAA): [socket.inet_pton(socket.AF_INET6, "::1")],
        }
        return answers.get((name, kind), [])

    def exists(self, name: str) -> bool:
        return name in ("truncated.test", "sts.corp.test", "tls.test", "six.test")


NAMES = Names()
asked_by_tcp: list[str] = []


def answer(query: bytes, limit: int) -> bytes:
    """The reply to a DNS query (RFC 1035), truncated if it is longer than `limit`."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    question = query[12 : at + 5]
    kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
    name = ".".join(labels).lower()
    records = b"".join(
        b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(address)) + address for address in NAMES.addresses(name, kind)
    )
    count, flags = len(NAMES.addresses(name, kind)), 0x8180 | (0 if NAMES.exists(name) else 3)
    if 12 + len(question) + len(records) > limit:
        records, count, flags = b"", 0, flags | 0x0200
    if limit > 512 and kind == A:
        asked_by_tcp.append(name)
    return query[:2] + struct.pack(">HHHHH", flags, 1, count, 0, 0) + question + records


def serve_datagrams(family: int, address: str) -> None:
    server = socket.socket(family, socket.SOCK_DGRAM)
    server.bind((address, 53))
    while True:
        query, client = server.recvfrom(4096)
        server.sendto(answer(query, 512), client)


def serve_streams(family: int, address: str) -> None:
    server = socket.create_server((address, 53), family=family)
    while True:
        client, _ = server.accept()
        with client:
            while len(length := client.recv(2)) == 2:  # several questions may share a connection
                reply = answer(client.recv(struct.unpack(">H", length)[0]), 65535)
                client.sendall(struct.pack(">H", len(reply)) + reply)


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def forward(server: socket.socket, port: int, context: ssl.SSLContext | None) -> None:
    """Passes each connection of `server` on to the sandbox's port, out of TLS if there is a context."""
    while True:
        client, _ = server.accept()
        try:
            inner = context.wrap_socket(client, server_side=True) if context else client
        except OSError:  # the program does not trust the certificate
            continue
        sandbox = socket.create_connection(("127.0.0.1", port))
        for pair in ((inner, sandbox), (sandbox, inner)):
            threading.Thread(target=pump, args=pair, daemon=True).start()


def start(function, *arguments) -> None:
    threading.Thread(target=function, args=arguments, daemon=True).start()


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class World:
    """The namespaces, the servers, and the cases that failed."""

    def __init__(self, program: str) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sts-cli-world."))
        self.program = str(self.folder / "sts-cli")
        shutil.copy(program, self.program)
        self.home = self.folder / "home"
        self.home.mkdir()
        self.failed: list[str] = []
        run("mount", "--make-rprivate", "/")
        run("ip", "link", "set", "lo", "up")
        self.hide("/etc/nsswitch.conf", "hosts: dns\n")
        self.hide("/etc/hosts", "127.0.0.1 localhost\n")

    def hide(self, path: str, content: str) -> None:
        """Puts this content over a file of the machine, in this mount namespace only."""
        cover = self.folder / path.strip("/").replace("/", "_")
        cover.write_text(content)
        target = os.path.realpath(path)
        if not os.path.exists(target):
            return
        run("mount", "--bind", str(cover), target)

    def resolver(self, content: str) -> None:
        self.hide("/etc/resolv.conf", content)

    def call(self, *arguments: str, **variables: str | None) -> subprocess.CompletedProcess:
        base = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "BROWSER": os.environ.get("BROWSER", "")} | variables
        environment = {name: value for name, value in base.items() if value is not None}
        return subprocess.run([self.program, *arguments], env=environment, capture_output=True, text=True, timeout=60)

    def case(self, what: str, result: subprocess.CompletedProcess, code: int = 0, says: str = "") -> None:
        passed = result.returncode == code and says in result.stdout + result.stderr
        print(f"{'ok    ' if passed else 'FAILED'} {what}", flush=True)
        if not passed:
            self.failed.append(what)
            wanted = f"exit code {code}" + (f" and `{says}`" if says else "")
            print(f"  wanted: {wanted}; got {result.returncode}:\n{result.stdout[-500:]}{result.stderr}", flush=True)

    def login(self, url: str, *more: str, **variables: str | None) -> subprocess.CompletedProcess:
        """Exchanges the sandbox's token at this address, which may have any name."""
        token = "file:" + os.environ["SANDBOX_ID_TOKEN_FILE"]
        options = ["--endpoint", url, "--allow-http", "--no-input", "--token", token, "-o", "json", *more]
        return self.call("web-identity", *options, **variables)


def name_cases(world: World, port: int) -> None:
    """Names: truncated answers, search domains, hosts and servers with IPv6 only."""
    world.resolver("nameserver 127.0.0.1\n")
    world.case("a truncated answer of the DNS server is asked for again by TCP", world.login(f"http://truncated.test:{port}"))
    if "truncated.test" not in asked_by_tcp:
        world.failed.append("TCP")
        print("FAILED no DNS question came by TCP")
    world.case("a name that does not exist is an error of the network", world.login(f"http://none.test:{port}"), 6, "none.test")
    world.resolver("search corp.test\nnameserver 127.0.0.1\n")
    world.case("a short name is completed with the search domain", world.login(f"http://sts:{port}"))
    world.resolver("nameserver ::1\n")
    server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    start(forward, server, port, None)
    world.case("a host with IPv6 only is reached, over a DNS server with IPv6 only", world.login(f"http://six.test:{server.getsockname()[1]}"))


def certificate(folder: pathlib.Path) -> ssl.SSLContext:
    """Makes a CA in `ca.pem`, and the context of a server for `tls.test` that it has signed."""
    subject, days = "/CN=a CA of the static world", "2"
    ca = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", days]
    run(*ca, "-subj", subject, "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem")
    signed = ["-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key", "-addext", "subjectAltName=DNS:tls.test"]
    leaf = ["-addext", "basicConstraints=critical,CA:FALSE", "-subj", "/CN=tls.test"]
    run(*ca, *signed, *leaf, "-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/tls.pem", f"{folder}/tls.key")
    return context


def certificate_cases(world: World, port: int) -> None:
    """Certificates: of the system, of SSL_CERT_FILE, and none that fits."""
    context = certificate(world.folder)
    server = socket.create_server(("127.0.0.1", 0))
    start(forward, server, port, context)
    world.resolver("nameserver 127.0.0.1\n")
    url = f"https://tls.test:{server.getsockname()[1]}"
    world.case("a certificate of a CA that nobody has installed is refused", world.login(url), 6, "certificate")
    ca = str(world.folder / "ca.pem")
    world.case("SSL_CERT_FILE names the CAs", world.login(url, SSL_CERT_FILE=ca))
    store = world.folder / "certs"
    store.mkdir()
    shutil.copy(ca, store / "ca-certificates.crt")
    run("mount", "--bind", str(store), "/etc/ssl/certs")
    world.case("the CAs of the system are trusted", world.login(url))


def folder_cases(world: World, port: int) -> None:
    """Folders: no HOME, no entry in /etc/passwd, and nothing at all but the program."""
    url, passwd_home = f"http://127.0.0.1:{port}", world.folder / "passwd-home"
    passwd_home.mkdir()
    world.hide("/etc/passwd", f"root:x:0:0:root:{passwd_home}:/bin/sh\n")
    world.case("without HOME, the home folder of /etc/passwd is used", world.login(url, "--save", "prod", HOME=None))
    world.case("and the saved profile is found there", world.call("profiles", "list", HOME=None), says="prod")
    world.hide("/etc/passwd", "")
    world.case("without HOME and /etc/passwd, a call that stores nothing works", world.login(url, "--no-cache", HOME=None))
    root = world.folder / "root"
    for name in ("tmp", "dev"):
        (root / name).mkdir(parents=True)
    (root / "dev/null").touch()
    run("mount", "--bind", "/dev/null", str(root / "dev/null"))
    shutil.copy(world.program, root / "sts-cli")
    # Without /proc, the program finds itself by its name in PATH.
    demo = ["/usr/sbin/chroot", str(root), "/sts-cli", "demo", "--as", "alice"]
    result = subprocess.run(demo, env={"PATH": "/", "HOME": "/tmp"}, capture_output=True, text=True, timeout=60)
    world.case("demo runs where nothing is but the program, /tmp and /dev/null", result)


def inside() -> int:
    world = World(os.environ["STS_CLI"])
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        start(serve_datagrams, family, address)
        start(serve_streams, family, address)
    port = int(os.environ["STS_CLI_ENDPOINT"].rsplit(":", 1)[1])
    try:
        name_cases(world, port)
        certificate_cases(world, port)
        folder_cases(world, port)
    finally:
        shutil.rmtree(world.folder, ignore_errors=True)
    return 1 if world.failed else 0


def main() -> int:
    if sys.argv[1:] == ["inside"]:
        return inside()
    run("ip", "link", "set", "lo", "up")
    program = os.path.realpath(sys.argv[1])
    return subprocess.run([program, "sandbox", "--as", "alice", "--", sys.executable, os.path.realpath(__file__), "inside"]).returncode


if __name__ == "__main__":
    sys.exit(main())
