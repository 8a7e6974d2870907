"""One call to bytes and back: headers, body, and limits on what is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from http import HTTPStatus

from rawugc_sync import __version__
from rawugc_sync.api.body import encoded
from rawugc_sync.api.faults import classified, named
from rawugc_sync.api.form import Form, Outbox
from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.paths import checked
from rawugc_sync.api.reply import Reply
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.transport import DeadlineTransport, open_transport
from rawugc_sync.api.uploads import deadline
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, BadAnswer, RawugcError
from rawugc_sync.words.planned import Call

API_VERSION = "2026-03-06"

# Not httpx.Client but its transports: no cookies, redirects or netrc, which would all have to be
# kept from the key; and only the encoding below, since others can unpack without bound.
_ENCODINGS = ("", "identity", "gzip")

PATIENCE = 20.0
"""Seconds for a look at storage."""

_GONE = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""What storage answers for a file that is not there; a signed URL that has run out is forbidden."""

_LOG = logging.getLogger(__name__)


class Wire:
    """Sends a call once and reads its reply. Raises NotSent, OutcomeUnknown or BadAnswer."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport, outbox: Outbox) -> None:
        self._settings = settings
        self._outbox = outbox
        self._transport = transport
        self._base = settings.base_url.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {settings.key}",
            "RawUGC-Version": API_VERSION,
            "User-Agent": f"rawugc-sync/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }

    def exchange(self, call: Call, query: Mapping[str, str]) -> Reply:
        """The reply to one request; a body that cannot be read is an error inside it."""
        settings = self._settings_for(call)
        request = self._request(call, query)
        if call.file is not None:  # else the transport has the deadline of all requests
            request.extensions["deadline"] = settings.deadline
        try:
            response = self._transport.handle_request(request)
        except httpx.HTTPError as fault:
            raise classified(fault, call, settings) from fault
        try:
            read = bytearray()
            broken = self._read(call, response, settings, read)
            raw = bytes(read)
            return Reply(response.status_code, response.headers, broken or raw, raw)
        finally:
            response.close()

    def is_gone(self, url: str) -> bool:
        """Whether storage says that a file is no longer there. It is asked with no key and no other header.

        False for anything but a clear answer: then the URL is used as it is.
        """
        with suppress(httpx.HTTPError, httpx.InvalidURL, RawugcError), self._way_to(url) as transport:
            request = httpx.Request("HEAD", url, extensions={"deadline": PATIENCE})
            response = transport.handle_request(request)
            response.close()
            _LOG.info("HEAD %s %s", request.url.host, response.status_code)
            return response.status_code in _GONE
        return False

    @contextmanager
    def _way_to(self, url: str) -> Iterator[httpx.BaseTransport]:
        """The way to a host that need not be RawUGC's: its own proxy, and its own certificate."""
        if not isinstance(self._transport, DeadlineTransport):
            yield self._transport
            return
        at = httpx.URL(url)
        base = f"{at.scheme}://{at.netloc.decode('ascii')}"
        transport = open_transport(replace(self._settings, base_url=base))
        try:
            yield transport
        finally:
            transport.close()

    def close(self) -> None:
        self._transport.close()

    def _settings_for(self, call: Call) -> Settings:
        if call.file is None:
            return self._settings
        return replace(self._settings, deadline=deadline(self._settings.deadline, call.file.size))

    def _request(self, call: Call, query: Mapping[str, str]) -> httpx.Request:
        url = httpx.URL(self._base + checked(call.path), params=dict(query) or None)
        if call.file is not None:
            form = Form(call.file, self._outbox)
            return httpx.Request(call.method, url, headers=self._headers | form.headers, content=form)
        if call.body is None:
            return httpx.Request(call.method, url, headers=self._headers)
        headers = self._headers | {"Content-Type": "application/json"}
        return httpx.Request(call.method, url, headers=headers, content=encoded(call.body))

    def _read(
        self, call: Call, response: httpx.Response, settings: Settings, body: bytearray
    ) -> ApiError | None:
        """Read a body to its end; why that cannot be, when `body` has what came until then."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in _ENCODINGS:
            return _bad(f"the answer to {named(call)} has an encoding that was not asked for")
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self._settings.max_body:
                    return _bad(f"the answer to {named(call)} is over {self._settings.max_body} bytes long")
        except httpx.HTTPError as fault:
            return classified(fault, call, settings)
        return None


def _bad(summary: str) -> BadAnswer:
    return BadAnswer(error("bad-answer", summary))
