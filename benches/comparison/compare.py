"""Measures the program beside others on this machine and prints the tables. Called by benches/compare in a network namespace."""

import argparse
import glob
import os
import tempfile
import time
from pathlib import Path

import cached
import exchanges
import login
import page
import serving
from measure import Command, in_turn, instructions, most_memory
from provider import Provider
from servers import Place, certificates, start_minio

HTTP, HTTPS = "http://127.0.0.1:9000", "https://127.0.0.1:9443"
BROWSER = Path(__file__).parent / "browser.py"


class Comparison:
    """All measurements of one run, and their tables."""

    def __init__(self, options, folder):
        self.binary, self.quick, self.plain_server = options.binary, options.quick, options.plain_server
        self.folder, self.place = folder, Place(folder / "home")
        self.place.home.mkdir()
        self.tables, self.figures, self.text, self.started = [], {}, "", time.monotonic()

    def rounds(self, count):
        return max(count // 10, 3) if self.quick else count

    def add(self, text):
        self.text += text
        print(text, end="", flush=True)

    def compare(self, title, commands, rounds):
        """Measures the commands, adds their table and returns the samples."""
        samples = in_turn(commands, self.rounds(rounds))
        self.tables.append((title, samples))
        self.add(page.ratios(title, samples))
        return samples

    def budget(self, what, samples, other):
        """Notes the time of the program in relation to that of `other`."""
        self.figures[what] = samples["sts-cli"].median() / samples[other].median()

    def start(self):
        self.provider = Provider()
        folder = certificates(self.folder)
        self.authority = self.folder / "ca.pem"
        self.servers = [
            start_minio(self.folder, 9000, self.provider.issuer),
            start_minio(self.folder, 9443, self.provider.issuer, "--certs-dir", folder),
        ]
        self.token_file = self.folder / "token"
        self.token_file.write_text(self.provider.id_token("sts-cli"))
        self.keys = cached.log_in(self.binary, self.place, self.provider, HTTP, BROWSER)
        cached.configure_tools(self.binary, self.place, HTTP, self.keys)
        entries = glob.glob(f"{self.place.home}/.local/state/sts-cli/credentials/*.json")
        self.entry = entries[0]
        kubelogin, vault = cached.kubelogin(self.place, self.provider), cached.aws_vault(self.place, self.keys)
        self.peers = kubelogin + vault + cached.roles_anywhere(self.place, self.provider, self.folder)
        self.missing = [name for name, found in (("kubelogin", kubelogin), ("aws-vault", vault)) if not found]
        self.figures["size of the program, MB"] = os.path.getsize(self.binary) / 1e6

    def exchanges(self):
        self.add("#### One exchange at MinIO\n\n")
        for url, authority, name in [(HTTP, None, "http"), (HTTPS, self.authority, "https, with a given CA")]:
            samples = self.compare(f"AssumeRole, {name}", exchanges.assume_role(self.binary, self.place, url, authority), 200)
            self.budget(f"AssumeRole over {name.split(',')[0]}, × the time of curl", samples, "curl --aws-sigv4")
            commands = exchanges.web_identity(self.binary, self.place, url, authority, self.token_file)
            self.compare(f"AssumeRoleWithWebIdentity from a token file, {name}", commands, 200)
        self.add("`mc` has no command that only gets temporary credentials: see the S3 tools.\n\n")

    def cached(self):
        self.add("#### Cached credentials\n\n")
        fast, slow = cached.calls(self.binary, self.place, self.entry)
        samples = self.compare("A cached call", fast, 400)
        self.budget("cached `get -o json`, × the time of /bin/true", samples, "/bin/true")
        self.compare("A cached call beside other programs", slow + self.peers, 20)
        self.add("rolesanywhere-credential-helper caches nothing, so its row has a request to a server on this machine. Its command `update`\n")
        self.add("writes a file of static keys for other tools to read; see the S3 tools.\n\n")
        if self.missing:
            self.add(f"Not measured: {' and '.join(self.missing)}, because they could not be downloaded for this run.\n\n")
        self.instructions()

    def instructions(self):
        """Counts them with as many variables as a session at a desk has, as `benches/cost` does."""
        environment = self.place.environment() | {f"VARIABLE_OF_SESSION_{number}": "/a/value/of/the/usual/length" for number in range(5, 41)}
        get = ["get", "prod", "-o"]
        for name, arguments in [("`--version`", ["--version"]), ("cached `get -o json`", [*get, "json"]), ("cached `get -o env:sh`", [*get, "env:sh"])]:
            count = instructions(Command("", [self.binary, *arguments], environment), self.folder)
            self.figures[f"{name}, million instructions"] = count / 1e6

    def tools(self):
        self.add("#### S3 tools that call sts-cli\n\n")
        for name, commands in cached.tools(self.place, HTTP):
            samples = self.compare(f"{name} with `credential_process`", commands, 100 if name == "aws s3 ls" else 30)
            if name == "aws s3 ls":
                self.budget("AWS CLI with `credential_process`, × the time with static keys", samples, "static keys")
        self.compare("mc ls with `exec`", cached.mc(self.binary, self.place, HTTP, self.keys, self.token_file), 30)

    def serving(self):
        self.add("#### `serve`\n\n")
        ours = serving.serve(self.binary, self.place)
        endpoints = [ours]
        if self.plain_server:
            endpoints.append(serving.plain(self.plain_server, self.place, self.entry))
        try:
            rates = serving.measure(endpoints, self.rounds(50), 2)
            rows = [
                (f"{rates[ours.name] / rates[endpoint.name]:.2f}", endpoint.name, f"{rates[endpoint.name]:.0f}", f"{endpoint.memory() / 1024:.1f}")
                for endpoint in endpoints
            ]
            self.figures["`serve`, most memory, MiB"] = ours.memory() / 1024
            if self.plain_server:
                self.figures["`serve`, × the requests per second of a plain hyper server"] = rates[ours.name] / rates[endpoints[1].name]
            self.add("64 connections, one core for the server and one for wrk:\n\n")
            self.add(page.table(["sts-cli in relation to it", "server", "requests per second", "most memory, MiB"], rows))
            if not self.plain_server:
                self.add("The plain server was not built for this run.\n\n")
            self.add("aws-vault's server is not among them: it serves sessions of AWS's own STS only, which cannot be reached here.\n\n")
        finally:
            for endpoint in endpoints:
                os.kill(endpoint.process, 15)

    def login(self):
        milliseconds, servers, requests, connections, size = login.measure(self.binary, self.place, self.provider, BROWSER, self.rounds(30))
        self.add(
            "#### A login in the browser\n\n"
            f"From the callback to the output, sts-cli itself takes {milliseconds:.1f} ms, and the servers {servers:.1f} ms. It sends "
            f"{requests:.0f} requests on {connections:.0f} new connections; both directions together have {size:.0f} bytes.\n\n"
        )

    def memory(self):
        everything = [("AssumeRole, http", exchanges.assume_role(self.binary, self.place, HTTP, None))]
        fast, slow = cached.calls(self.binary, self.place, self.entry)
        everything.append(("cached", fast[:2] + slow[1:] + self.peers))
        rows = [(f"{most_memory(command) / 1024:.1f}", what, command.name) for what, commands in everything for command in commands]
        self.add("#### Memory\n\n" + page.table(["most memory, MiB", "call", "program"], rows))

    def run(self):
        parts = [self.exchanges, self.cached, self.tools, self.serving, self.login, self.memory]
        self.start()
        try:
            for part in parts:
                part()
        finally:
            for server in self.servers:
                server.kill()
        self.add("#### Where another program is faster\n\n" + page.losses(self.tables))
        self.add("#### Budgets\n\n" + page.budgets(self.figures, page.is_static(self.binary)))
        print(f"compare: measured in {time.monotonic() - self.started:.0f} s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--plain-server", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sts-cli-compare-") as folder:
        comparison = Comparison(options, Path(folder))
        comparison.add(page.machine(options.binary))
        comparison.run()
        if options.write:
            page.write(comparison.text)


main()
