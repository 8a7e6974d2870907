"""Where the API is and how to speak to it; a Settings that exists is a valid one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hosts import is_loopback

_VISIBLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9._:-]+")
_WHICH_URL = "It is set by RAWUGC_BASE_URL, or by api.baseUrl in rawugc.yaml."


@dataclass(frozen=True)
class Settings:
    """The API's base URL, the key, and the limits of one client.

    `key_from`: where the key comes from, for messages: an environment variable, or what stands for it.
    `deadline`: seconds for one request from first byte to last. `max_body`: bytes of one answer,
    decompressed. `max_wait`: seconds to wait for the rate limit without one accepted request.
    `allow_http`: plain http may leave this machine. `proxy`: the one on the way, without credentials.
    Raises InvalidInput, which never shows the key, nor a URL that may hold a password.
    """

    base_url: str
    key: str = field(repr=False)
    key_from: str = "RAWUGC_API_KEY"
    deadline: float = 60.0
    max_body: int = 64 * 1024 * 1024
    max_wait: float = 900.0
    allow_http: bool = False
    proxy: str = ""

    def __post_init__(self) -> None:
        found = _key_errors(self.key, self.key_from)
        found += _url_errors(self.base_url, allow_http=self.allow_http)
        if found:
            raise InvalidInput(found)

    @property
    def host(self) -> str:
        """The host that the key goes to, and no other."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def on_the_way(self) -> str:
        """A sentence for the end of a message about what happened on the way; empty without a proxy."""
        return f" The way there is through the proxy {self.proxy}." if self.proxy else ""


def _key_errors(key: str, place: str) -> list[Diagnostic]:
    if not key:
        return [
            error(
                "no-api-key",
                f"{place} is not set",
                "Set it to an API key; keys come from the RawUGC dashboard.",
            )
        ]
    if not _VISIBLE.fullmatch(key):
        return [
            error(
                "bad-api-key",
                f"{place} holds white space, control or non-ASCII characters",
                "Copy the key again from the RawUGC dashboard, without line breaks or quotes.",
            )
        ]
    return []


def is_usable(url: str) -> bool:
    """Whether a base URL holds nothing that it must not: only then is it fit to be shown."""
    return _url_fault(url) is None


def _url_errors(url: str, *, allow_http: bool) -> list[Diagnostic]:
    if wrong := _url_fault(url):
        return [error("bad-base-url", f"the API's base URL {wrong}", _WHICH_URL)]
    parts = urlsplit(url)
    if parts.scheme == "https" or allow_http or is_loopback(parts.hostname or ""):
        return []
    return [
        error(
            "plain-http",
            f"the API's base URL is http://{parts.netloc}: the key would cross the network for all to read",
            f"Write https://. {_WHICH_URL} RAWUGC_ALLOW_HTTP=1 in the environment allows it all the same.",
        )
    ]


def _url_fault(url: str) -> str | None:
    if not _VISIBLE.fullmatch(url) or "\\" in url:
        return "is empty, or holds white space, control, non-ASCII characters or a backslash"
    if "?" in url or "#" in url:
        return "must not hold a query or a fragment"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        return "cannot be read"
    return _parts_fault(parts)


def _parts_fault(parts: SplitResult) -> str | None:
    if parts.scheme not in ("http", "https"):
        return "must begin with https:// or http://"
    if not _HOST.fullmatch(parts.hostname or ""):
        return "names no host, or one that cannot exist"
    if "@" in parts.netloc:
        return "must not hold a user or a password"
    return None
