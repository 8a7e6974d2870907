"""One JSON request to GitHub or GitLab, and its answer; all that can go wrong is one error."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from rawugc_sync import __version__
from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.tls import trusting
from rawugc_sync.api.transport import DeadlineTransport, proxy_for
from rawugc_sync.words.errors import ForgeError
from rawugc_sync.words.hosts import is_loopback

_LOG = logging.getLogger(__name__)

_DEADLINE = 30.0
"""Seconds for one request, from its start to its last byte."""
_MOST = 32 * 1024 * 1024
"""Bytes of an answer."""
_PAGE = 50
"""Objects in one answer of a list: comments are long."""
_PAGES = 100
_NEXT = re.compile(r'<[^>]*>[^<]*;\s*rel="?next"?')
"""Of the header Link. Which page is next is counted here, so that no answer chooses where the token goes."""
_SAID = 200
"""Characters that are shown of what a server says."""
_TOLD = 5
"""Errors in a list that are looked at."""

_HIDDEN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_WAYS_OUT: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "Its token does not count, or has lapsed.",
    HTTPStatus.FORBIDDEN: "Its token may not do that: see the permissions in rawugc-sync help ci.",
    HTTPStatus.NOT_FOUND: "It is not there, or its token may not see it: see rawugc-sync help ci.",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where an API is: its name for people, its base URL, and the headers that carry the token."""

    name: str
    base: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def has_next(self) -> bool:
        """Whether there is another page: GitLab leaves things out of full ones, so size says nothing."""
        return bool(_NEXT.search(self.headers.get("link", "")))

    @property
    def is_out_of_requests(self) -> bool:
        """GitHub refuses with 403, too, and says of a second limit only when to come again."""
        if self.status != HTTPStatus.FORBIDDEN:
            return self.status == HTTPStatus.TOO_MANY_REQUESTS
        return self.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in self.headers


class Wire:
    """Sends a request once; ForgeError for anything but a 2xx with the JSON that was asked for."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._host, self._scheme = _checked(server)

    def ask(self, method: str, path: str, body: object = None, query: Mapping[str, Any] | None = None) -> Any:
        """The JSON of the answer; None where it has no body."""
        told, reply = f"{method} {path}", self._good(method, path, body, query)
        return self._parsed(told, reply.raw) if reply.raw else None

    def look(self, path: str) -> Any:
        """The JSON at a path; None where there is nothing, or nothing that the token may see."""
        told, reply = f"GET {path}", self._exchange("GET", path, None, None)
        if reply.status in _HIDDEN and not reply.is_out_of_requests:
            return None
        if not reply.is_good:
            raise self._refused(told, reply)
        return self._parsed(told, reply.raw)

    def pages(self, path: str, query: Mapping[str, Any] | None = None) -> Iterator[Mapping[str, Any]]:
        """The objects of a list, page by page as long as there is another one."""
        for number in range(1, _PAGES + 1):
            reply = self._good("GET", path, None, {**(query or {}), "per_page": _PAGE, "page": number})
            found = self._parsed(f"GET {path}", reply.raw)
            if not isinstance(found, list):
                raise self._failed(f"GET {path}", "answered with no list")
            yield from (one for one in found if isinstance(one, Mapping))
            if not reply.has_next:
                return

    def _good(self, method: str, path: str, body: object, query: Mapping[str, Any] | None) -> _Reply:
        reply = self._exchange(method, path, body, query)
        if not reply.is_good:
            raise self._refused(f"{method} {path}", reply)
        return reply

    def _exchange(self, method: str, path: str, body: object, query: Mapping[str, Any] | None) -> _Reply:
        url = httpx.URL(self._server.base.rstrip("/") + path, params=query)
        headers = {
            "User-Agent": f"rawugc-sync/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            **self._server.headers,
        }
        told = f"{method} {path}"
        reply = self._sent(httpx.Request(method, url, headers=headers, json=body), told)
        _LOG.info("%s %s", told, reply.status)
        return reply

    def _sent(self, request: httpx.Request, told: str) -> _Reply:
        context = trusting() if self._scheme == "https" else None
        proxy = proxy_for(self._host, self._scheme)
        try:
            with closing(DeadlineTransport(_DEADLINE, context, proxy)) as transport:
                response = transport.handle_request(request)
                with closing(response):
                    return _Reply(response.status_code, response.headers, self._read(response, told))
        except httpx.HTTPError as fault:
            late = isinstance(fault, httpx.TimeoutException)
            what = "took too long" if late else "could not be reached, or broke off"
            raise self._failed(told, what) from None

    def _read(self, response: httpx.Response, told: str) -> bytes:
        read = bytearray()
        for chunk in response.iter_bytes():
            read += chunk
            if len(read) > _MOST:
                raise self._failed(told, f"answered with more than {_MOST} bytes")
        return bytes(read)

    def _parsed(self, told: str, raw: bytes) -> Any:
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            raise self._failed(told, "answered with something else than JSON") from None

    def _refused(self, told: str, reply: _Reply) -> ForgeError:
        if reply.is_out_of_requests:
            return self._failed(told, f"lets no more requests through for now ({reply.status})")
        said = _message(reply.raw)
        what = f"answered with {reply.status}{f': {said}' if said else ''}"
        return self._failed(told, what, _WAYS_OUT.get(reply.status, ""))

    def _failed(self, told: str, what: str, way_out: str = "") -> ForgeError:
        return ForgeError.of("forge", f"{self._server.name} {what} ({told})", way_out)


def _checked(server: Server) -> tuple[str, str]:
    """Host and scheme; ForgeError unless a token may go there."""
    try:
        parts = urlsplit(server.base)
        host = parts.hostname or ""
        usable = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    except ValueError:
        host, usable = "", False
    if not host or not usable:
        raise ForgeError.of(
            "forge", f"the address of {server.name}'s API is no https URL", "CI sets it itself."
        )
    return host, parts.scheme


def _message(raw: bytes) -> str:
    """What the server says; empty for what is no JSON.

    GitHub has a `message`, with one for each of its `errors`; GitLab has `message` or `error`, the former as
    a text, a list, or lists by field.
    """
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return ""
    keys = ("message", "errors", "error")
    texts = [text for key in keys for text in _texts(said.get(key))] if isinstance(said, dict) else []
    return " ".join("; ".join(dict.fromkeys(texts)).split())[:_SAID]


def _texts(said: Any, depth: int = 3) -> list[str]:
    """The texts in a text, a list, or in what GitHub tells of an error, or GitLab of a field."""
    if isinstance(said, str):
        return [said]
    if isinstance(said, dict):
        said = [said["message"]] if "message" in said else list(said.values())
    if not isinstance(said, list) or not depth:
        return []
    return [text for one in said[:_TOLD] for text in _texts(one, depth - 1)]
