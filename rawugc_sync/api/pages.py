"""Web pages in place of answers: whoever wrote one, it was not RawUGC, which speaks JSON alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from rawugc_sync.api.body import parsed
from rawugc_sync.api.faults import named
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import Intercepted, OutcomeUnknown
from rawugc_sync.words.planned import Call

if TYPE_CHECKING:
    from rawugc_sync.api.reply import Reply

_KINDS = ("text/html", "application/xhtml+xml")
_BOM = b"\xef\xbb\xbf"
_ALIKE = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)

CODE = "not-rawugc"
_BETWEEN = (
    "Something between here and RawUGC has written it: a proxy, a firewall, or the login page of a network "
    "or a company. Check the base URL, and open it in a browser on this machine: the server is "
)


def is_page(reply: Reply) -> bool:
    """Whether a reply is a web page, by its first character, or by its type where it is no JSON.

    A success without a body is none, whatever it calls itself: a change may well be answered by nothing.
    """
    body = reply.body if isinstance(reply.body, bytes) else b""
    if body.removeprefix(_BOM).lstrip().startswith(b"<"):
        return True
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    silent = _is_success(reply) and not body.strip()
    return kind in _KINDS and not silent and not _is_json(body)


def check_author(call: Call, reply: Reply, settings: Settings) -> None:
    """Raise for a reply that RawUGC cannot have written.

    With a 2xx nobody knows what became of the call; with a refusal nothing did. What a gateway says of
    itself, with another 5xx or a 408, means the same whoever says it, and so does a redirect or a 429.
    """
    if reply.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        summary = f"a proxy would not let {named(call)} through ({reply.status})"
        detail = f"{_BETWEEN}{settings.host}."  # without a proxy of ours there is no URL to put a name into
        if settings.proxy:
            detail = f"It wants to know who you are: put user and password into its URL.{settings.on_the_way}"
        raise Intercepted(error(CODE, summary, detail), reply.status)
    if not (_is_success(reply) or _is_refusal(reply)) or not is_page(reply):
        return
    summary = f"{named(call)} was answered with a web page ({reply.status}), so not by RawUGC"
    said = error(CODE, summary, f"{_BETWEEN}{settings.host}.{settings.on_the_way}")
    if _is_success(reply):
        raise OutcomeUnknown(said)  # without its status: somebody else's is none of this call
    raise Intercepted(said, reply.status)


def _is_success(reply: Reply) -> bool:
    return reply.status in range(200, 300)


def _is_refusal(reply: Reply) -> bool:
    client_error = reply.status in range(400, 500) and reply.status not in _ALIKE
    return client_error or reply.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED


def _is_json(body: bytes) -> bool:
    try:
        parsed(body)
    except ValueError:
        return False
    return True
