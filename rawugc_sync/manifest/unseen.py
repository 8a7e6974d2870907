"""Characters that look like YAML's own or like nothing: named at their place, or mended, in the syntax only.

Inside of texts they are left alone: a caption may have its dash, its quotes and its wide blank.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent

from rawugc_sync.manifest.advice import as_block
from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.limits import MAX_ERRORS
from rawugc_sync.manifest.nodes import Document, Node, Scalar, SequenceNode
from rawugc_sync.words.diagnostics import Diagnostic, error

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u200b-\u200d\u2060\u2061-\u2064\ufe0e"
UNSEEN = re.compile(f"[{_BLANKS}{_NOTHING}]")
"""Blanks that are no space, and what has no width at all."""

ODD = re.compile(f"[{_BLANKS}{_NOTHING}\uff1a\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u2013\u2014\u2022]")
_MOST_PARSED = 10_000_000
"""Characters that the parser reads at most to find those of one file: some seconds."""

_OPEN, _CLOSE = "\u201c\u201e\u00ab\u00bb\u2018", "\u201d\u201c\u00bb\u00ab\u2019"
_SUSPECT = re.compile(
    rf"""^(?P<lead>[ ]*(?:-[ ]+)*)
    (?:(?P<dash>[\u2013\u2014\u2022][ ]+))?
    (?P<indent>[ {_BLANKS}{_NOTHING}]*)
    (?:(?P<key>[\w.-][\w.{_BLANKS}{_NOTHING}-]*)(?P<colon>[ ]*(?:[:\uff1a]))
       (?P<gap>[ {_BLANKS}{_NOTHING}]*)(?P<value>.*))?""",
    re.VERBOSE | re.MULTILINE,
)
_QUOTED = re.compile(rf"[{_OPEN}](?P<inner>[^\n]*)[{_CLOSE}]\s*")
_NAMES = {
    "\u00a0": "a no-break space",
    "\u2007": "a figure space",
    "\u202f": "a narrow no-break space",
    "\u3000": "an ideographic space",
    "\u200b": "a zero-width space",
    "\u00ad": "a soft hyphen",
    "\uff1a": "a full-width colon",
}


@dataclass(frozen=True, slots=True)
class Odd:
    """One odd character of the syntax, or a run of them: where it stands, and what belongs there."""

    start: int
    end: int
    mend: str
    why: str
    way_out: str


def odd_ones(text: str, parse: Callable[[str], Iterable[Event]]) -> list[Odd]:
    """The odd characters in the syntax of a text, in its order.

    One of them may end a text for the parser, so that what follows looks like syntax: each line is judged
    only when all above it are mended. Where that would take too long, those further down are not looked for.
    """
    found: list[Odd] = []
    if text.isascii() or ODD.search(text) is None:
        return found
    at, gone, parsed = 0, 0, 0
    while parsed <= _MOST_PARSED and (line := _first_line(text, at, parse(text))):
        found += (replace(one, start=one.start + gone, end=one.end + gone) for one in line)
        parsed += line[-1].end
        before = len(text)
        text = mended(text, line)
        gone += before - len(text)
        at = text.find("\n", line[-1].start) + 1 or len(text)
    return found


def _first_line(text: str, at: int, events: Iterable[Event]) -> list[Odd]:
    """Those of the first line from `at` on that has any."""
    document, within = Document("", text), _Texts(text, events)
    for match in _SUSPECT.finditer(text, at):
        if line := [one for one in _of_line(document, match) if not within.covers(one.start)]:
            return line
    return []


def mended(text: str, odd: Iterable[Odd]) -> str:
    """The text with what belongs there instead."""
    parts, at = [], 0
    for one in odd:
        parts += [text[at : one.start], one.mend]
        at = one.end
    return "".join((*parts, text[at:]))


def errors(document: Document, odd: Sequence[Odd]) -> list[Diagnostic]:
    """An error for each run of them."""
    ends = {one.end for one in odd}
    first = islice((one for one in odd if one.start not in ends), MAX_ERRORS)
    return [
        error("invisible-character", one.why, one.way_out, **document.at(*document.place(one.start)))
        for one in first
    ]


def in_value(node: Node) -> Diagnostic | None:
    """The error for the first of them in a value that is no text, such as a URL; None where there is none."""
    if isinstance(node, Scalar):
        return None if node.text.isascii() else _in_scalar(node)
    items = node.items if isinstance(node, SequenceNode) else ()
    return next((wrong for item in items if (wrong := in_value(item)) is not None), None)


def _in_scalar(node: Scalar) -> Diagnostic | None:
    found = UNSEEN.search(node.text)
    if found is None:
        return None
    # Where the file spells it as it is; behind an escape or a reference the value's place has to do.
    at = node.doc.line(node.line).find(found[0], node.column - 1)
    summary = f"{name(found[0])}, stands in a value that is no text"
    return error(
        "invisible-character", summary, "Delete it.", **node.doc.at(node.line, max(at + 1, node.column))
    )


def name(character: str) -> str:
    """`U+00A0, a no-break space`."""
    code = f"U+{ord(character):04X}"
    return f"{code}, {_NAMES[character]}" if character in _NAMES else code


def _of_line(document: Document, match: re.Match[str]) -> Iterator[Odd]:
    text = document.text
    if match["dash"]:
        yield _sign(text, match.start("dash"), "-", "a list has `-` before its items")
    yield from _unseen(text, match, "indent")
    if match["key"] is None:
        return
    yield from _unseen(text, match, "key")
    end = match.end("colon") - 1
    if text[end] == "\uff1a":
        more = "" if text[end + 1 : end + 2] in ("", "\n", " ") else " "
        yield Odd(end, end + 1, f":{more}", *_told(text[end], "YAML needs `:` behind a key", "Write `: `."))
    yield from _unseen(text, match, "gap")
    if quoted := _QUOTED.fullmatch(match["value"]):
        start = match.start("value")
        yield from _quotes(document, start, start + len(match["value"].rstrip()), quoted["inner"])


def _unseen(text: str, match: re.Match[str], part: str) -> Iterator[Odd]:
    for one in UNSEEN.finditer(text, *match.span(part)):
        mend = " " if part != "key" and re.match(f"[{_BLANKS}]", one[0]) else ""
        why = "it is no space for YAML" if mend else "it is a part of the word for YAML"
        yield Odd(*one.span(), mend, *_told(one[0], why, "Write a space." if mend else "Delete it."))


def _sign(text: str, at: int, sign: str, why: str) -> Odd:
    return Odd(at, at + 1, sign, *_told(text[at], why, f"Write `{sign}`."))


def _quotes(document: Document, start: int, end: int, inner: str) -> Iterator[Odd]:
    """Quotes of typography around a whole value: YAML's quotes, or a part of the text? fmt cannot know."""
    if any(c in inner for c in f'"\\{_OPEN}{_CLOSE}'):
        return
    opens, closes = document.text[start], document.text[end - 1]
    why = f"`{opens}…{closes}` around a whole value are no quotes for YAML, but a part of the text"
    block = as_block(document, document.place(start)[0])
    yield Odd(start, start + 1, opens, why, f'Write `"` instead. Or shall they be published? {block}')


def _told(character: str, why: str, way_out: str) -> tuple[str, str]:
    return f"{name(character)}, stands where it counts: {why}", f"{way_out} fmt mends it."


class _Texts:
    """Where a file has texts that may hold any character; its events are read as far as is asked."""

    def __init__(self, text: str, events: Iterable[Event]) -> None:
        self._text = text
        self._events = iter(events)
        self._spans: list[tuple[int, int]] = []
        self._read = -1

    def covers(self, index: int) -> bool:
        """Whether a character is inside of a text."""
        while self._read <= index and self._next():
            pass
        at = bisect_right(self._spans, (index, -1)) - 1
        return at >= 0 and self._spans[at][0] < index < self._spans[at][1]

    def _next(self) -> bool:
        try:
            event = next(self._events, None)
        except YAMLError:
            event = None  # what comes behind is judged by its line alone
        if event is None:
            self._read = len(self._text)
            return False
        self._read = event.start_mark.index
        if isinstance(event, ScalarEvent) and event.value:
            self._add(event)
        return True

    def _add(self, event: Event) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style == "":  # whose first line may be a key, or have an odd beginning
            if ODD.match(self._text, start):
                return
            start = self._text.find("\n", start, end)
        if start >= 0:
            self._spans.append((start, end))
