"""Checks a built site: every link leads to a page and its heading, and nothing comes from another host."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src"}


class _Page(HTMLParser):
    """The ids of a page, where its links lead, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        self.ids.add(has.get("id") or "")
        if tag == "a" and has.get("href"):
            self.links.append(has["href"] or "")
        loaded = has.get(_LOADED.get(tag, ""))
        if loaded and has.get("rel") != "canonical":  # which is the page's own address, and loads nothing
            self.loads.append(loaded)


@cache
def _page(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def problems(site: Path) -> Iterator[str]:
    """What is wrong with the pages of this folder, one line each."""
    for path in sorted(site.rglob("*.html")):
        if path.name == "404.html":  # served from any address, so its links begin at the root
            continue
        page = _page(path)
        name = path.relative_to(site)
        yield from (f"{name}: loads {one}" for one in page.loads if urlsplit(one).netloc)
        for link in [*page.links, *page.loads]:
            if not _leads_somewhere(path, link):
                yield f"{name}: {link} leads nowhere"


def _leads_somewhere(path: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = path.parent / unquote(parts.path) if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return False
    return target.suffix != ".html" or unquote(parts.fragment) in _page(target).ids | {""}


if __name__ == "__main__":
    sys.exit("\n".join(problems(Path(sys.argv[1]))) or None)
