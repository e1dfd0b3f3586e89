"""`serve` under load of wrk, and other servers with the same answer. Each has one core, and wrk the other."""

import re
import statistics
import subprocess
from servers import wait_for

PLACE, LOAD = ["taskset", "-c", "0"], ["taskset", "-c", "1"]


class Endpoint:
    """A server at work: its address, its authorization, its process."""

    def __init__(self, name, process, address, token):
        self.name, self.process, self.address, self.token = name, process, address, token
        self.rates = []

    def load(self, seconds, connections=64):
        """Returns its requests per second; every answer must be a success."""
        command = [*LOAD, "wrk", "-t1", f"-c{connections}", f"-d{seconds}", "-H", f"Authorization: {self.token}", self.address]
        report = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        if "Non-2xx" in report:
            raise SystemExit(f"compare: {self.name} answered without credentials:\n{report}")
        return float(re.search(r"Requests/sec:\s*([\d.]+)", report)[1])

    def memory(self):
        """The most memory that it has had, in KiB."""
        status = open(f"/proc/{self.process}/status").read()
        return int(re.search(r"VmHWM:\s*(\d+)", status)[1])


def serve(binary, place):
    """Starts `sts-cli serve`."""
    file = place.home / "serve.txt"
    command = [*PLACE, binary, "serve", "prod"]
    process = subprocess.Popen(command, env=place.environment(), stdout=file.open("w"), stderr=subprocess.STDOUT)
    wait_for(lambda: "Token file" in file.read_text(), f"the address of serve, see {file}")
    text = file.read_text()
    address, token_file = (re.search(rf"^{name} +(\S+)", text, re.MULTILINE)[1] for name in ("Endpoint", "Token file"))
    return Endpoint("sts-cli serve", process.pid, address, open(token_file).read())


def plain(program, place, body):
    """Starts the plain server, which answers with this file."""
    process = subprocess.Popen([*PLACE, program, body], env=place.environment(), stdout=subprocess.PIPE, text=True)
    return Endpoint("plain hyper server", process.pid, process.stdout.readline().strip(), "token")


def measure(endpoints, rounds, seconds):
    """Loads all in turn; returns the median rate of each by its name."""
    for number in range(rounds):
        for endpoint in endpoints[number % len(endpoints):] + endpoints[: number % len(endpoints)]:
            endpoint.rates.append(endpoint.load(seconds))
    return {endpoint.name: statistics.median(endpoint.rates) for endpoint in endpoints}
