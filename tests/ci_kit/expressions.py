"""GitHub's expressions, as far as the kit uses them; anything else is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(\d+)|(==|!=|&&|\|\||[!()>,])|([A-Za-z_][\w.-]*))")
_WHOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def filled(text: Any, known: Mapping[str, Any]) -> str:
    """A value of YAML with its `${{ … }}` replaced."""
    return _WHOLE.sub(lambda found: _text(evaluated(found[1], known)), _text(text))


def holds(condition: str | None, known: Mapping[str, Any], *, failed: bool = False) -> bool:
    """Whether a step or job with this `if` runs; without a word about status, only if nothing has failed."""
    text = (condition or "").strip()
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    if failed and not re.search(r"\bcancelled\(\)", text):
        return False
    return bool(evaluated(text, known)) if text else True


def evaluated(text: str, known: Mapping[str, Any]) -> Any:
    """What an expression is, with the contexts that are `known`."""
    reader = _Reader(text, known)
    value = reader.either()
    assert reader.next is None, f"{text!r} goes on with {reader.next!r}"
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Reader:
    def __init__(self, text: str, known: Mapping[str, Any]) -> None:
        self._known = known
        self._tokens = []
        at, text = 0, text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found, f"{text!r} has {text[at:]!r}, which is not known here"
            self._tokens.append(found[0].strip())
            at = found.end()

    @property
    def next(self) -> str | None:
        return self._tokens[0] if self._tokens else None

    def _take(self, *expected: str) -> str | None:
        return self._tokens.pop(0) if self.next in expected else None

    def either(self) -> Any:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._take("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> Any:
        value = self._single()
        while operator := self._take("==", "!=", ">"):
            other = self._single()
            if operator == ">":
                value = float(value or 0) > float(other)
            else:
                value = (_text(value).lower() == _text(other).lower()) is (operator == "==")
        return value

    def _single(self) -> Any:
        if self._take("!"):
            return not self._single()
        if self._take("("):
            value = self.either()
            assert self._take(")")
            return value
        token = self._tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.isdigit():
            return int(token)
        return self._called(token) if self._take("(") else self._looked_up(token)

    def _called(self, name: str) -> Any:
        arguments = []
        while not self._take(")"):
            arguments.append(self.either())
            self._take(",")
        if name == "contains":
            return _text(arguments[1]).lower() in _text(arguments[0]).lower()
        if name == "format":
            return arguments[0].format(*map(_text, arguments[1:]))
        return {"cancelled": False}[name]

    def _looked_up(self, path: str) -> Any:
        value: Any = self._known
        context, *rest = path.split(".")
        value = value[context]
        for part in rest:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value
