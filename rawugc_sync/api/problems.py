"""A refusal as the user must read it: the status table of the API page, and RFC 7807 documents."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from rawugc_sync.api.body import parsed
from rawugc_sync.api.faults import named
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, OutcomeUnknown, Problem, Unauthorized
from rawugc_sync.words.planned import Call

MAX_TEXT = 300
MAX_FIELDS = 30


class _Meaning(NamedTuple):
    code: str
    summary: str
    advice: str = ""


_MEANINGS: Mapping[int, _Meaning] = {
    400: _Meaning("validation-failed", "RawUGC finds {call} invalid"),
    401: _Meaning(
        "unauthorized",
        "RawUGC does not accept the API key",
        "Check {key}; keys come from the RawUGC dashboard.",
    ),
    402: _Meaning("no-credits", "not enough credits for {call}", "Add credits in the RawUGC dashboard."),
    403: _Meaning("scope-missing", "the API key may not do {call}", "It probably lacks the scope `{scope}`."),
    404: _Meaning("not-found", "{call}: no such resource", "It was removed outside git."),
    409: _Meaning("conflict", "{call} conflicts with what is there now"),
    422: _Meaning("validation-failed", "RawUGC finds {call} invalid"),
}
_OTHER = _Meaning("refused", "RawUGC refused {call}")
_GATEWAY = "The answer is a web page: a gateway or a proxy before RawUGC may have written it."


def refusal(call: Call, status: int, body: bytes, settings: Settings, *, page: bool = False) -> ApiError:
    """The error for a 4xx or 5xx. The server's text is cut, and never shows the key.

    `page`: it came as a web page, as those of a gateway do.
    """
    document = _Document(body, settings.key)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        summary = f"RawUGC answered {named(call)} with {status}"
        detail = f"{_GATEWAY}{settings.on_the_way}" if page else _sentence(document.text)
        return OutcomeUnknown(error("outcome-unknown", summary, detail), status)
    meaning = _MEANINGS.get(status, _OTHER)
    if status == 404 and call.method in ("GET", "POST") and call.path.count("/") == 1:
        meaning = _Meaning("not-found", "{call}: there is no such path", "Check the base URL.")
    elif status == 404 and call.method == "GET":  # whoever asks may have mistyped it
        meaning = meaning._replace(advice="")
    words = {"call": named(call), "scope": _scope(call), "key": settings.key_from}
    # The field errors of a write are told one by one, each at its field.
    fields = document.lines() if call.method == "GET" else []
    said = [meaning.advice.format(**words), *map(_sentence, (document.text, *fields))]
    kind = Unauthorized if status == HTTPStatus.UNAUTHORIZED else Problem
    summary = f"{meaning.summary.format(**words)} ({status})"
    return kind(error(meaning.code, summary, " ".join(filter(None, said))), status, document.fields)


def _sentence(said: str) -> str:
    return said if not said or said.endswith((".", "!", "?", "…")) else f"{said}."


def masked(text: str, key: str) -> str:
    """`text` without the key, as it is or as a server may well have encoded it before echoing it."""
    in_json = json.dumps(key)[1:-1]
    in_base64 = base64.b64encode(key.encode()).decode()
    forms = {key, quote(key, safe=""), quote_plus(key), in_json, in_base64, in_base64.rstrip("=")}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, "***")
    return text


class _Document:
    """What a problem document says, whatever shape it has: HTML and garbage say nothing."""

    def __init__(self, body: bytes, key: str) -> None:
        self._key = key
        try:
            content = parsed(body)
        except ValueError:
            content = {}
        self.text = self._cut(content.get("detail")) or self._cut(content.get("title"))
        self.fields = self._fields(content.get("errors"))

    def lines(self) -> list[str]:
        return [f"{name}: {message}" for name, messages in self.fields.items() for message in messages]

    def _fields(self, errors: object) -> dict[str, Sequence[str]]:
        if not isinstance(errors, dict):
            errors = {"": errors}
        pairs = [(self._cut(name), self._messages(said)) for name, said in errors.items()]
        return {name: messages for name, messages in pairs[:MAX_FIELDS] if messages}

    def _messages(self, said: object) -> tuple[str, ...]:
        found = said if isinstance(said, list) else [said]
        return tuple(filter(None, map(self._cut, found[:MAX_FIELDS])))

    def _cut(self, said: object) -> str:
        text = masked(said, self._key).strip() if isinstance(said, str) else ""
        return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"


def _scope(call: Call) -> str:
    """The likely scope: the page names none, so it is guessed from the path, `personas:write`."""
    return f"{call.path.split('/')[1]}:{'read' if call.method == 'GET' else 'write'}"
