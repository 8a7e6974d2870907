"""Which URLs a page may load media from: https with a plain host, and this machine where the API is on it."""

from __future__ import annotations

import re
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import SplitResult, unquote, urlsplit

from rawugc_sync.review.media.shown import Kind, Shown
from rawugc_sync.words.hosts import is_loopback

ENDINGS: dict[str, Kind] = {
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"), "image"),
    **dict.fromkeys((".mp4", ".mov", ".webm", ".m4v"), "video"),
    **dict.fromkeys((".mp3", ".m4a", ".wav"), "audio"),
}
_KINDS: tuple[Kind, ...] = ("image", "video", "audio")
_DEFAULT = {"https": 443, "http": 80}
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
"""What a Content-Security-Policy can name: no address of IPv6, no wildcard."""
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def at_url(url: str, takes: frozenset[str], *, plain: bool) -> Shown:
    """A medium at a URL, which the page loads by itself; `plain` lets http to this machine pass."""
    kind, name, origin = kind_of(takes, url), name_of(url), origin_of(url)
    if origin is None:
        return Shown(kind=kind, name=name, note="not shown: its URL is none that a page can load from")
    if origin.startswith("https:"):
        return Shown(kind=kind, name=name, src=url, link=url)
    if plain and is_loopback(urlsplit(url).hostname or ""):
        return Shown(kind=kind, name=name, src=url)
    return Shown(
        kind=kind, name=name, note="not shown: its URL begins with http://, so anybody could change it"
    )


def origin_of(url: str) -> str | None:
    """`https://host` or `https://host:port`, as a policy names it; None where no page is to load it."""
    parts = _parts(url)
    if parts is None or parts.scheme not in _DEFAULT or "@" in parts.netloc:
        return None
    try:
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:
        return None
    if not _HOST.fullmatch(host) or _is_odd_number(host):
        return None
    usual = port in (None, _DEFAULT[parts.scheme])
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{port}"


def kind_of(takes: frozenset[str], url: str) -> Kind:
    """By what the field takes, if that is all of one kind; else by how the path ends."""
    families = {one.partition("/")[0] for one in takes}
    for kind in _KINDS:
        if families == {kind}:
            return kind
    parts = _parts(url)
    return ENDINGS.get(PurePosixPath(parts.path).suffix.lower(), "other") if parts else "other"


def name_of(url: str) -> str:
    """The last part of the path, else the host, else the text as it is."""
    parts = _parts(url)
    if parts is None or not parts.netloc:
        return url
    return unquote(PurePosixPath(parts.path).name) or parts.netloc.rpartition("@")[2]


def _parts(url: str) -> SplitResult | None:
    """Its parts, where a browser reads the same: without blanks, controls and backslashes."""
    if "\\" in url or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    """A name as it is looked up; ValueError where it can be none (UnicodeError is one).

    Such letters as `ß` were once written as others, and a browser asks another host for them today.
    """
    if host.isascii():
        return host.lower()
    name = host.encode("idna")
    if name.decode("idna") != normalize("NFKC", host).lower():
        raise ValueError(host)
    return name.decode("ascii")


def _is_odd_number(host: str) -> bool:
    """Whether a browser takes a name for an address, and writes that in another way: `0x7f.1`."""
    if not _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
        return False
    try:
        IPv4Address(host)
    except ValueError:
        return True
    return False
