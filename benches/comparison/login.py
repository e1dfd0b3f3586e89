"""A login in the browser: how long the program itself takes from the callback to its output, and what it sends meanwhile."""

import json
import statistics
import subprocess
import time
from pathlib import Path


def measure(binary, place, provider, browser, rounds):
    """Logs in `rounds` times; returns the medians of milliseconds from callback to output less those of the servers, of milliseconds of the
    servers, of requests, of connections and of bytes."""
    results = [one(binary, place, provider, browser) for _ in range(rounds)]
    return [statistics.median(values) for values in zip(*results)]


def one(binary, place, provider, browser, *more):
    noted = place.home / "called-back"
    noted.unlink(missing_ok=True)
    options = ["--issuer", provider.issuer, "--client-id", "sts-cli", "--endpoint", provider.issuer, "--dialect", "minio"]
    command = [binary, "web-identity", *options, "--no-cache", "--no-buckets", "-o", "json", *more]
    environment = place.environment(BROWSER=browser, CALLED_BACK=noted)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
    first = process.stdout.read(1)
    ended = time.monotonic()
    rest, errors = process.communicate(timeout=30)
    if process.returncode != 0:
        raise SystemExit(f"compare: the login failed:\n{errors.decode()}")
    json.loads(first + rest)
    began = float(Path(noted).read_text())
    requests = [request for request in list(provider.requests) if began <= request.received <= ended]
    servers = sum(request.sent - request.received for request in requests)
    connections = sum(began <= opened <= ended for opened in list(provider.connections))
    milliseconds = (ended - began - servers) * 1000
    return milliseconds, servers * 1000, len(requests), connections, sum(request.bytes for request in requests)
