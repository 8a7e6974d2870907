"""One request to an HTTP state server and its answer, judged as far as all requests have it in common."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus

from rawugc_sync import __version__
from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.transport import DeadlineTransport, name_of, proxy_for
from rawugc_sync.state.lock import Clock
from rawugc_sync.state.stores._http_settings import HttpSettings
from rawugc_sync.state.stores._http_tls import context_for
from rawugc_sync.words.errors import StateError

_LOG = logging.getLogger(__name__)

_MESSAGE = 300
"""Characters that are shown of what a server says."""

_REPEATED = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
_FINAL = (HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.INSUFFICIENT_STORAGE)


class Unanswered(StateError):
    """No answer that can be relied on: what became of the request is not known."""


class Late(Unanswered):
    """Unanswered, and all of its time is used up."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: never a redirect, a refusal of the credentials, or a fault of the server."""

    status: int
    body: bytes

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_locked(self) -> bool:
        return self.status in (HTTPStatus.CONFLICT, HTTPStatus.LOCKED)


class Wire:
    """Sends requests to one server, each over a connection of its own, which cannot have gone stale.

    Every method raises StateError when nothing more can be done, and Unanswered when it may be tried again.
    """

    def __init__(self, settings: HttpSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        scheme = settings.address.partition(":")[0]
        self._context = context_for(settings.tls) if scheme == "https" else None
        self._proxy = proxy_for(settings.host, scheme)
        self._through = f" through the proxy {name_of(self._proxy)}" if self._proxy else ""
        if self._through:
            _LOG.info("%s is reached%s", settings.host, self._through)
        self._secrets = _secrets(settings)

    def ask(self, method: str, url: str, body: bytes | None = None) -> Reply:
        """Send a request once."""
        settings = self._settings
        request = httpx.Request(method, url, headers=self._headers(body), content=body)
        try:
            with closing(DeadlineTransport(settings.deadline, self._context, self._proxy)) as transport:
                response = transport.handle_request(request)
                with closing(response):
                    reply = Reply(response.status_code, self._body(response))
        except httpx.HTTPError as fault:
            raise self._failed(fault) from None
        _LOG.info("%s %s %s", method, url.partition("?")[0], reply.status)  # a query may hold a secret
        self._judge(reply)
        return reply

    def read(self) -> Reply:
        """The answer to a GET of the state, tried again as often as is allowed."""
        for pause in self.tries():
            try:
                return self.ask("GET", self._settings.address)
            except Unanswered as lost:
                if pause is None or isinstance(lost, Late):
                    raise
                self._clock.sleep(pause)
        raise AssertionError("the last try has no pause")

    def tries(self) -> Iterator[float | None]:
        """For each try, the seconds to wait when it fails; None: it is the last one."""
        yield from self._settings.pauses
        yield None

    def refused(self, reply: Reply, what: str) -> StateError:
        """The error for an answer that says no; `what` could not be done."""
        return StateError.of(
            "state-refused",
            f"{self._settings.place} cannot be {what}: the server answered {reply.status}",
            self.message(reply),
        )

    def message(self, reply: Reply) -> str:
        """What the server says in a JSON answer, without our credentials."""
        try:
            answer = json.loads(reply.body)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(answer, dict):
            return ""
        text = next((str(answer[key]) for key in ("message", "error", "detail") if answer.get(key)), "")
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return f"It says: {text[:_MESSAGE]}" if text else ""

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {
            "User-Agent": f"rawugc-sync/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        if self._settings.login:
            headers["Authorization"] = f"Basic {_basic(self._settings.login)}"
        if body is not None:
            digest = hashlib.md5(body, usedforsecurity=False).digest()
            headers["Content-Type"] = "application/json"
            headers["Content-MD5"] = base64.b64encode(digest).decode("ascii")
        return headers

    def _body(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise self._useless("has an encoding that was not asked for")
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > self._settings.max_body:
                raise self._useless(f"is over {self._settings.max_body} bytes long")
        return bytes(body)

    def _judge(self, reply: Reply) -> None:
        place, status = self._settings.place, reply.status
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise StateError.of("state-refused", f"{place} refuses us ({status})", self._credentials(reply))
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            raise StateError.of(
                "state-refused",
                f"{place} sends elsewhere ({status}), which is not followed",
                "Write the final address, if it can be trusted.",
            )
        if status in _REPEATED or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _FINAL):
            raise Unanswered.of("state-unreachable", f"{place} does not work: it answered {status}", _AGAIN)
        if reply.is_good and reply.body.lstrip()[:1] == b"<":
            raise Unanswered.of(
                "state-unreachable",
                f"{place} answered with a web page",
                "A proxy or a login page may stand before it. Open the address in a browser.",
            )

    def _credentials(self, reply: Reply) -> str:
        way_out = (
            "Check TF_HTTP_USERNAME and TF_HTTP_PASSWORD, and what they may do: on GitLab, reading takes the "
            "Developer role, and writing the Maintainer role."
            if self._settings.login
            else "Set TF_HTTP_USERNAME and TF_HTTP_PASSWORD. They are not taken when TF_HTTP_ADDRESS names "
            "another server."
        )
        return f"{way_out} {self.message(reply)}".strip()

    def _useless(self, why: str) -> StateError:
        return StateError.of("state-unreadable", f"the answer of {self._settings.place} {why}", _AGAIN)

    def _failed(self, fault: httpx.HTTPError) -> StateError:
        """Its own text stays out: it may quote a header."""
        place = self._settings.place
        for cause in _causes(fault):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return StateError.of(
                    "bad-certificate",
                    f"the TLS certificate of {place} cannot be trusted: {cause.verify_message}",
                    "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM takes the authority that has signed it.",
                )
            if isinstance(cause, socket.gaierror):
                found = f"{place}: the host cannot be found{self._through}"
                return Unanswered.of("state-unreachable", found, _AGAIN)
        if isinstance(fault, httpx.TimeoutException):
            summary = f"{place} did not answer within {self._settings.deadline:g} seconds{self._through}"
            return Late.of("state-unreachable", summary, _AGAIN)
        why = "cannot be reached" if isinstance(fault, httpx.ConnectError) else "broke the connection"
        return Unanswered.of("state-unreachable", f"{place} {why}{self._through}", _AGAIN)


_AGAIN = "Nothing is lost. Try again once it works."


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _basic(login: tuple[str, str]) -> str:
    return base64.b64encode(":".join(login).encode()).decode("ascii")


def _secrets(settings: HttpSettings) -> tuple[str, ...]:
    login = settings.login
    return (_basic(login), *filter(None, login[1:])) if login else ()
