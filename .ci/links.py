"""Checks the links of a built site: every file and every anchor on it exists.

usage: links.py FOLDER     prints the broken links, and exits with 1 if there are any; links to other hosts are not followed
"""

import pathlib
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The anchors of a page, and its links with their lines."""

    def __init__(self, path):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append((self.getpos()[0], value))


def broken_links(folder):
    """Yields each link that leads nowhere, with its page and line."""
    pages = {path: Page(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        for line, link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            base = folder if parts.path.startswith("/") else path.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
            if target.is_dir():
                target = target / "index.html"
            has_anchor = not parts.fragment or target not in pages or unquote(parts.fragment) in pages[target].anchors
            if not target.exists() or not has_anchor:
                yield f"{path.relative_to(folder)}:{line}: {link}"


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    broken = list(broken_links(folder))
    print("\n".join(broken) if broken else f"all links of {len(list(folder.rglob('*.html')))} pages have a target")
    sys.exit(bool(broken))


main()
