"""Measures logins and `serve` while others flood them. Called by benches/flood in a network namespace."""

import argparse
import multiprocessing
import os
import select
import socket
import statistics
import tempfile
import time
from pathlib import Path

import cached
import login
import serving
from provider import Provider
from servers import Place

BROWSER = Path(__file__).parent / "browser.py"
PORT = 8250
HOSTILE = b"GET /oauth2/callback?code=wrong&state=wrong HTTP/1.1\r\nHost: 127.0.0.1:8250\r\nConnection: close\r\n\r\n"
INCOMPLETE = b"GET /oauth2/callback HTTP/1.1\r\nHost: 127.0.0.1:8250\r\nX-Slow: "


def send_hostile(rate, counter):
    """Sends hostile callbacks, `rate` a second, whenever the port is open."""
    began, sent = time.monotonic(), 0
    while True:
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=0.2) as connection:
                connection.sendall(HOSTILE)
                connection.recv(1)
            counter.value += 1
        except OSError:
            pass
        sent += 1
        time.sleep(max(0, began + sent / rate - time.monotonic()))


def hold_slow(count, port, opened):
    """Keeps `count` connections open that never finish their requests: each sends another byte once a second."""
    held = []
    while True:
        while len(held) < count:
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=0.2)
                connection.sendall(INCOMPLETE)
                held.append(connection)
            except OSError:
                break
        opened.value = len(held)
        time.sleep(0.05)
        still = []
        for connection in held:
            try:
                connection.setblocking(False)
                try:
                    if connection.recv(1) == b"":
                        raise ConnectionError
                except BlockingIOError:
                    pass
                if time.monotonic() % 1 < 0.06:
                    connection.send(b"x")
                still.append(connection)
            except OSError:
                connection.close()
        held = still


def send_refused(count, port, answered):
    """Keeps `count` connections busy with requests that have a wrong token, sent without waiting for the answers."""
    requests = f"GET /credentials HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: wrong\r\n\r\n".encode() * 100
    poll, held = select.epoll(), {}
    while True:
        while len(held) < count:
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
            held[connection.fileno()] = connection
            poll.register(connection, select.EPOLLIN | select.EPOLLOUT)
        for number, event in poll.poll(0.05):
            try:
                if event & select.EPOLLIN:
                    data = held[number].recv(65536)
                    answered.value += data.count(b"HTTP/1.1 401")
                    if not data:
                        raise ConnectionError
                if event & select.EPOLLOUT:
                    held[number].send(requests)
                if event & (select.EPOLLERR | select.EPOLLHUP):
                    raise ConnectionError
            except BlockingIOError:
                pass
            except OSError:
                poll.unregister(number)
                held.pop(number).close()


def flooded(target, *arguments):
    process = multiprocessing.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def logins(options, place, provider, rounds):
    """The milliseconds from callback to output of each login, with those of the servers."""
    results = [login.one(options.binary, place, provider, BROWSER, "--port", str(PORT)) for _ in range(rounds)]
    return statistics.median(result[0] + result[1] for result in results), max(result[0] + result[1] for result in results)


def answers(endpoint, count):
    """The milliseconds of `count` answers to a good client, each over a connection of its own."""
    place = endpoint.address.split("/")[2]
    host, port = place.split(":")
    request = f"GET /credentials HTTP/1.1\r\nHost: {place}\r\nAuthorization: {endpoint.token}\r\nConnection: close\r\n\r\n".encode()
    times = []
    for _ in range(count):
        began, data = time.monotonic(), b""
        try:
            with socket.create_connection((host, int(port)), timeout=10) as connection:
                connection.sendall(request)
                while more := connection.recv(65536):
                    data += more
        except OSError:
            pass
        answered = data.startswith(b"HTTP/1.1 200")
        times.append((time.monotonic() - began) * 1000 if answered else float("inf"))
        time.sleep(0.01)
    return times


def row(what, measured, limit):
    print(f"{what:<76} {measured:>9.1f}  {limit if limit is not None else ''}", flush=True)
    return limit is None or measured <= limit


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sts-cli-flood-") as folder:
        place = Place(Path(folder) / "home")
        place.home.mkdir()
        raise SystemExit(0 if measure(options, place) else 9)


def measure(options, place):
    provider = Provider()
    print(f"{'milliseconds':<76} {'measured':>9}  limit")
    quiet, _ = logins(options, place, provider, 5)
    within = [row("login, callback to output, undisturbed", quiet, None)]

    counter = multiprocessing.Value("i", 0)
    floods = [flooded(send_hostile, 250, counter) for _ in range(4)]
    began, before = time.monotonic(), counter.value
    _, worst = logins(options, place, provider, 5)
    row("hostile callbacks a second that it answered meanwhile", (counter.value - before) / (time.monotonic() - began), None)
    within.append(row("slower with 1,000 hostile callbacks a second, at worst", worst - quiet, 100))
    for flood in floods:
        flood.kill()

    opened = multiprocessing.Value("i", 0)
    flood = flooded(hold_slow, 64, PORT, opened)
    _, worst = logins(options, place, provider, 5)
    within.append(row("slower with 64 slow strangers at the callback port, at worst", worst - quiet, 1000))
    flood.kill()

    cached.log_in(options.binary, place, provider, provider.issuer, BROWSER, "--dialect", "minio", "--no-buckets")
    endpoint = serving.serve(options.binary, place)
    try:
        within.append(row("an answer of serve, undisturbed, at worst", max(answers(endpoint, 100)), None))
        port = int(endpoint.address.split(":")[2].split("/")[0])
        opened = multiprocessing.Value("i", 0)
        flood = flooded(hold_slow, 1000, port, opened)
        time.sleep(2)
        times = answers(endpoint, 200)
        row("slow connections that are open", opened.value, None)
        within.append(row("an answer of serve with 1,000 slow connections, median", statistics.median(times), None))
        within.append(row("an answer of serve with 1,000 slow connections, at worst", max(times), 50))
        flood.kill()

        answered = multiprocessing.Value("i", 0)
        flood = flooded(send_refused, 600, port, answered)
        time.sleep(2)
        began, before, times = time.monotonic(), answered.value, answers(endpoint, 200)
        row("requests with a wrong token a second that it refused meanwhile", (answered.value - before) / (time.monotonic() - began), None)
        within.append(row("an answer of serve with 600 connections that send such requests, median", statistics.median(times), None))
        within.append(row("an answer of serve with 600 connections that send such requests, at worst", max(times), 50))
        flood.kill()
    finally:
        os.kill(endpoint.process, 15)
    return all(within)


main()
