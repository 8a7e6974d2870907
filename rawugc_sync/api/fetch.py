"""Files at URLs that the API gave: fetched without the key, from whatever host they are on."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from rawugc_sync import __version__
from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.tls import trusting
from rawugc_sync.api.transport import DeadlineTransport, proxy_for
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.hosts import is_loopback, is_public

if TYPE_CHECKING:
    from rawugc_sync.api.client import Transport

MOST = 2_000_000_000
"""Bytes of one file; what goes on for longer is taken for something without an end."""

DEADLINE = 1800.0
"""Seconds for one file, from the first byte to the last."""

_REDIRECTS = 5
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_HEADERS = {"User-Agent": f"rawugc-sync/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity"}
_NO_FILES = ("text/", "application/json", "application/problem+json", "application/xhtml")


@dataclass(frozen=True)
class Fetched:
    """A file that is on its way: its media type, `""` where none is told, and its bytes.

    `chunks` raises ApiError when they end too soon, or do not end.
    """

    kind: str
    chunks: Iterator[bytes]


@dataclass(frozen=True)
class Bounds:
    """How far a fetch goes: bytes at `most`, `seconds` for each answer, so many `redirects`.

    `only_public`: nothing of a network inside is asked. `inside` is the one host that may be there, for the
    API is; if that is this machine, everything on it may.
    """

    most: int = MOST
    seconds: float = DEADLINE
    redirects: int = _REDIRECTS
    only_public: bool = False
    inside: str = ""

    def lets(self, host: str, address: str) -> bool:
        """Whether an address of a host may be connected to."""
        if not self.only_public or is_public(address) or host == self.inside:
            return True
        return is_loopback(address) and is_loopback(self.inside)


USUAL = Bounds()


@dataclass(frozen=True)
class Way:
    """How files are fetched: by a `transport` instead of sockets; over https, and http where `plain`.

    Plain http goes to this machine alone, and only for an API that is on it, too.
    """

    transport: Transport | None
    plain: bool
    bounds: Bounds = USUAL


@contextmanager
def fetched(url: str, way: Way) -> Iterator[Fetched]:
    """GET a file, over as many redirects as its bounds allow; ApiError when there is none to be had."""
    with _Fetch(way) as fetch:
        response = fetch.get(url)
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith(_NO_FILES):
            raise fetch.failed("answered with a page instead of a file")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise fetch.failed("has packed the file, which was not asked for")
        yield Fetched(kind, fetch.whole(response))


@dataclass
class _Fetch:
    """One file's way here: what is open, and the host that is asked."""

    way: Way
    host: str = "the host"
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> _Fetch:
        return self

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        self._open.close()
        if isinstance(fault, httpx.HTTPError):
            late = isinstance(fault, httpx.TimeoutException)
            raise self.failed("took too long" if late else "could not be reached, or broke off") from None

    def failed(
        self, what: str, way_out: str = "Nothing of it was written. Run it again for what is not there yet."
    ) -> ApiError:
        return ApiError.of("not-fetched", f"the file cannot be fetched: {self.host} {what}", way_out)

    def get(self, url: str) -> httpx.Response:
        """The 200 at the end of the redirects."""
        target = self._target(url)
        for _ in range(self.way.bounds.redirects + 1):
            response = self._ask(target)
            onward = response.headers.get("location")
            if not response.is_redirect or not onward:
                break
            target = self._target(onward, target)
        else:
            raise self.failed(_on_and_on(self.way.bounds.redirects))
        if response.status_code in _GONE:
            raise self.failed("no longer has it", "Look for a newer URL: rawugc-sync media show ID.")
        if response.status_code != HTTPStatus.OK:
            raise self.failed(f"answered with {response.status_code}")
        return response

    def whole(self, response: httpx.Response) -> Iterator[bytes]:
        """The bytes, as many as were announced."""
        announced, size = response.headers.get("content-length", ""), 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self.way.bounds.most:
                raise self.failed(f"sends more than {self.way.bounds.most} bytes")
            yield chunk
        if not size or (announced.isdecimal() and int(announced) != size):
            raise self.failed(f"sent {size} bytes instead of {announced or 'a file'}")

    def _target(self, url: str, base: httpx.URL | None = None) -> httpx.URL:
        try:
            target = base.join(url) if base else httpx.URL(url)
        except httpx.InvalidURL:
            raise self.failed("is named by a URL that cannot be read") from None
        self.host = target.host or "a URL without a host"
        if _is_address(target.host):
            self._check(target.host)
        if target.scheme == "https" and target.host:
            return target
        if target.scheme == "http" and self.way.plain and is_loopback(target.host):
            return target
        raise self.failed("is not reached over https, so anybody could have changed the file")

    def _ask(self, target: httpx.URL) -> httpx.Response:
        transport = self.way.transport
        if transport is None:
            context = trusting() if target.scheme == "https" else None
            proxy = proxy_for(target.host, target.scheme)
            transport = DeadlineTransport(self.way.bounds.seconds, context, proxy, self._check)
            self._open.callback(transport.close)
        response = transport.handle_request(httpx.Request("GET", target, headers=_HEADERS))
        self._open.callback(response.close)
        return response

    def _check(self, address: str) -> None:
        """ApiError for an address out of bounds: what a name leads to is looked at, then connected to."""
        if not self.way.bounds.lets(self.host, address):
            raise self.failed("is in a network inside, which is not asked")


def whole(url: str, way: Way) -> bytes:
    """A file as it is fetched, in memory: for bounds that fit it."""
    with fetched(url, way) as file:
        return b"".join(file.chunks)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _on_and_on(redirects: int) -> str:
    return f"leads on and on, more than {redirects} times" if redirects else "leads on to another URL"
