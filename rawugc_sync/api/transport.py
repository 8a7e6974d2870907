"""Sockets under one total deadline for each request, and a fresh connection for each POST.

The time-outs of httpx are per read: a server that sends a byte now and then never meets one. So
the network backend below takes the number that httpcore hands to each operation as the moment at
which the whole request must be over, and gives the socket what is left until then. The moment
is real monotonic time, whatever clock is handed in elsewhere: sockets wait in real time.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.request import getproxies, proxy_bypass

import httpcore

from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.tls import trusting
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hosts import LOOPBACK, is_loopback, is_loopback_name

_FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


KEEP_ALIVE = 1.0
"""Seconds for which an idle connection is used again: fewer than any usual server keeps it.

gunicorn closes after 2, Apache, Node and uvicorn after 5. What the server closes just as the next
request leaves looks like a lost answer.
"""


class DeadlineTransport(httpx.BaseTransport):
    """Sends over sockets; `deadline` is in seconds, from the start of a request to its last byte.

    A request may bring a deadline of its own, as its extension of that name. `check` raises for an address
    that is not to be connected to; behind a proxy nobody here knows any.
    """

    def __init__(
        self,
        deadline: float,
        context: ssl.SSLContext | None = None,
        proxy: httpcore.Proxy | None = None,
        check: Callable[[str], None] | None = None,
    ) -> None:
        self.proxy = name_of(proxy)
        backend = _DeadlineBackend(check if proxy is None else None)
        self._deadline = deadline
        self._kept = httpcore.ConnectionPool(
            context, proxy, max_connections=None, keepalive_expiry=KEEP_ALIVE, network_backend=backend
        )
        # A kept connection that the server has just closed looks like an answer that was lost,
        # and a POST with a lost answer may not be repeated.
        self._fresh = httpcore.ConnectionPool(
            context, proxy, max_connections=None, max_keepalive_connections=0, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        until = time.monotonic() + request.extensions.get("deadline", self._deadline)
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=_sent(request.stream),
            extensions={"timeout": dict.fromkeys(("connect", "read", "write"), until)},
        )
        with _httpx_faults():
            got = (self._fresh if request.method == "POST" else self._kept).handle_request(sent)
        return httpx.Response(got.status, headers=got.headers, stream=_Body(got))

    def close(self) -> None:
        self._kept.close()
        self._fresh.close()


def open_transport(settings: Settings) -> DeadlineTransport:
    """The transport for these settings, through the proxy that the environment names, if any."""
    scheme = settings.base_url.partition(":")[0].lower()
    proxy = proxy_for(settings.host, scheme)
    # The certificates take 19 ms to load, and plain http has no use for them.
    context = trusting() if scheme == "https" else None
    return DeadlineTransport(settings.deadline, context, proxy)


def proxy_for(host: str, scheme: str) -> httpcore.Proxy | None:
    """The proxy for the one host we speak to, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY.

    There is none on the way to this machine, whatever they say: nobody else could find what is on it.
    """
    if is_loopback(host):
        return None
    proxies = getproxies()
    url = proxies.get(scheme) or proxies.get("all")
    if not url or proxy_bypass(host):
        return None
    try:
        proxy = httpx.Proxy(url if "://" in url else f"http://{url}")
    except (ValueError, httpx.InvalidURL):
        raise InvalidInput.of("bad-proxy", "the environment's proxy URL cannot be read") from None
    if proxy.url.scheme not in ("http", "https"):
        raise InvalidInput.of("bad-proxy", "the environment names a SOCKS proxy; only HTTP proxies work")
    if proxy.url.scheme == "http":
        return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth)
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, ssl_context=trusting())


def name_of(proxy: httpcore.Proxy | None) -> str:
    """A proxy as messages have it, without user and password; empty for none."""
    if proxy is None:
        return ""
    url = proxy.url
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme.decode('ascii')}://{url.host.decode('ascii')}{port}"


def _sent(stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> Iterable[bytes]:
    """What a request sends, piece by piece: it may be more than there is memory for."""
    assert isinstance(stream, httpx.SyncByteStream)
    return stream


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _httpx_faults():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _httpx_faults() -> Iterator[None]:
    """httpcore's exceptions as those of httpx, which have the same names."""
    try:
        yield
    except _FAULTS as fault:
        raise getattr(httpx, type(fault).__name__)(str(fault)) from fault


class _DeadlineBackend(httpcore.NetworkBackend):
    def __init__(self, check: Callable[[str], None] | None) -> None:
        self._sockets = httpcore.SyncBackend()
        self._check = check

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers before the deadline."""
        fault: Exception = httpcore.ConnectError(f"{host} has no address")
        addresses = _addresses(host, port)
        if self._check:
            for address in addresses:
                self._check(address)
        for untried, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # An equal share each, so that a dead first address leaves time for the next.
            share = _left(timeout, httpcore.ConnectTimeout) / untried
            try:
                return _DeadlineStream(
                    self._sockets.connect_tcp(address, port, share, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as refused:
                fault = refused
        raise fault


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _addresses(host: str, port: int) -> list[str]:
    """The host's addresses. The resolver keeps its own time limit; nothing has been sent by then.

    It is not asked for this machine: plain http goes there, so no answer of it may lead elsewhere.
    """
    if is_loopback_name(host):
        return list(LOOPBACK)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise httpcore.ConnectError(fault) from fault
    return [str(address[0]) for *_, address in found]


def _left(until: float | None, expired: type[Exception]) -> float:
    """Seconds left until the deadline; without one there is no time at all, never for ever."""
    left = (until or 0.0) - time.monotonic()
    if left <= 0:
        raise expired("the deadline has passed")
    return left
