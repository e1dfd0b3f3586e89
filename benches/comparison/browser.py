#!/usr/bin/env python3
"""A browser that signs in at once: follows the redirects of the login, and notes when it calls back. usage: browser.py URL"""

import os
import socket
import sys
import time
import urllib.parse
from pathlib import Path


def get(url):
    """Requests `url` over a connection of its own; returns the address to which it redirects, if it does."""
    place = urllib.parse.urlsplit(url)
    path = f"{place.path or '/'}?{place.query}"
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                break
            data += more
    lines = data.decode(errors="replace").split("\r\n")
    return next((line.split(": ", 1)[1] for line in lines if line.lower().startswith("location: ")), None)


def main():
    url = sys.argv[1]
    while url:
        if "code=" in url and "state=" in url and "CALLED_BACK" in os.environ:
            Path(os.environ["CALLED_BACK"]).write_text(str(time.monotonic()))
        url = get(url)


main()
