"""What a reply means for its call: an answer, or the error that says what is known to have happened."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from rawugc_sync.api.body import parsed
from rawugc_sync.api.faults import named
from rawugc_sync.api.pages import check_author, is_page
from rawugc_sync.api.problems import refusal
from rawugc_sync.api.reply import Reply
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, BadAnswer
from rawugc_sync.words.planned import Call

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}")


@dataclass(frozen=True)
class Answer:
    """A call that was done. `body` is the parsed JSON object, None where there is none to rely on.

    `left` is when its request left, by the client's monotonic clock: what a body shows is not older.
    `raw` is what came of the body of a call that changes something, whether or not it could be read.
    """

    status: int
    body: Any
    left: float = 0.0
    raw: bytes = b""


def judged(call: Call, reply: Reply, settings: Settings) -> Answer:
    """The answer, or an ApiError as the status table of the API page has it."""
    check_author(call, reply, settings)
    if reply.status in range(200, 300):
        return _done(call, reply)
    if reply.status == HTTPStatus.NOT_FOUND and call.missing_is_done:
        return Answer(reply.status, None)
    if reply.status < HTTPStatus.BAD_REQUEST:
        raise _redirect(call, reply)
    body = b"" if isinstance(reply.body, ApiError) else reply.body
    raise refusal(call, reply.status, body, settings, page=is_page(reply))


def _done(call: Call, reply: Reply) -> Answer:
    """A 2xx: done, whatever its body, unless the body is what the call was for."""
    raw = b"" if call.method == "GET" else reply.raw
    try:
        return Answer(reply.status, _content(call, reply.body), raw=raw)
    except ApiError as fault:
        if call.method == "GET" or call.file is not None:
            raise
        if call.id_fields:
            # The status says that the object exists, however its body was lost: more is known
            # than after a lost answer, and nobody may conclude that there is nothing.
            raise BadAnswer(fault.diagnostics, reply.status) from fault
        return Answer(reply.status, None, raw=raw)


def _content(call: Call, body: bytes | ApiError) -> Mapping[str, Any]:
    if isinstance(body, ApiError):
        raise body
    try:
        return parsed(body)
    except ValueError:
        what = "is not the JSON that the API promises" if body else "is empty"
        raise BadAnswer(error("bad-answer", f"the answer to {named(call)} {what}", _HINT)) from None


_HINT = "Something else than RawUGC may have answered; check the base URL."


def _redirect(call: Call, reply: Reply) -> BadAnswer:
    host = _host(reply.headers.get("location", ""))
    towards = f" to {host}" if host else ""
    return BadAnswer(
        error(
            "redirected",
            f"RawUGC answered {named(call)} with {reply.status}, a redirect{towards}",
            "Redirects are not followed, so that the key stays with its host; check the base URL.",
        ),
        reply.status,
    )


def _host(url: str) -> str:
    """The host of a URL from the server, when it is fit to be shown."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""
