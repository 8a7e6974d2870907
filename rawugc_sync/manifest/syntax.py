"""What the parser refuses, in the words of someone who wrote a caption, with a way out.

The parser's own messages only choose the explanation; they are never shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import ScalarEvent

from rawugc_sync.manifest.advice import as_block, statement
from rawugc_sync.manifest.events import Event, Mark
from rawugc_sync.manifest.findings import MEANINGS, directive, several_documents, special_start, tab
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.words.diagnostics import Diagnostic, error

_ONLY_BEFORE_SPACE = "-?"
_TOKENS = ("quoted", "flow", "anchor", "alias", "tag", "block scalar", "directive", "simple key")
_MISPLACED = (
    "could not find expected ':'",
    "did not find expected key",
    "did not find expected '-' indicator",
)
_GLUED = re.compile(r"\s*(?:-\s+)*(?P<key>[\w-]+):\S")


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and why the parser gave up: places are line and column from 1, `last` is the event before it.

    `begins` is where the token at fault begins (`index` in the text), `stops` where it went wrong.
    """

    document: Document
    problem: str
    begins: tuple[int, int]
    stops: tuple[int, int]
    index: int
    last: Event

    @property
    def is_misplaced(self) -> bool:
        """Whether it is a line that fits neither as a key nor as a part of the text above."""
        return self.problem in _MISPLACED

    def error(self, code: str, summary: str, detail: str) -> Diagnostic:
        """An error where the token at fault begins."""
        return error(code, summary, detail, **self.document.at(*self.begins))


def failure(document: Document, raised: Exception, last: Event) -> Failure:
    """What an exception of the parser says, with places that are inside the file."""
    if not isinstance(raised, MarkedYAMLError) or raised.problem_mark is None:
        return Failure(document, "", (1, 1), (1, 1), 0, last)
    in_token = raised.context_mark and any(token in raised.context for token in _TOKENS)
    begin = raised.context_mark if in_token else raised.problem_mark
    stops = _inside(document, raised.problem_mark)
    return Failure(document, raised.problem, _inside(document, begin), stops, begin.index, last)


def explain(found: Failure) -> Diagnostic:
    """The error for one failure."""
    for rule in _RULES:
        if (diagnostic := rule(found)) is not None:
            return diagnostic
    return found.error("syntax", "this is not valid YAML", as_block(found.document, found.begins[0]))


def _inside(document: Document, mark: Mark) -> tuple[int, int]:
    # At the end of the file the parser counts one line more than there is.
    line = min(mark.line + 1, len(document.lines))
    return line, min(mark.column, len(document.line(line))) + 1


def _tab(found: Failure) -> Diagnostic | None:
    line, column = found.stops
    excerpt = found.document.line(line)
    indentation = excerpt[: len(excerpt) - len(excerpt.lstrip())]
    if "\t" in indentation:
        return tab(found.document, line, indentation.index("\t") + 1)
    return tab(found.document, line, column) if excerpt[column - 1 : column] == "\t" else None


def _directive(found: Failure) -> Diagnostic | None:
    line = found.begins[0]
    return directive(found.document, line) if found.document.line(line).startswith("%") else None


def _escape(found: Failure) -> Diagnostic | None:
    if "escape" not in found.problem and "hexdecimal" not in found.problem:
        return None
    summary = "a `\\` in double quotes begins an escape, and this is none that YAML knows"
    detail = "Write `\\\\` for a backslash and other characters as they are, or use single quotes."
    return error("escape", summary, detail, **found.document.at(*found.stops))


def _open_quote(found: Failure) -> Diagnostic | None:
    if found.problem not in ("found unexpected end of stream", "found unexpected document indicator"):
        return None
    advice = as_block(found.document, found.begins[0])
    detail = f"Close it. Or is it a part of the text? {advice}"
    return found.error("quote", "the quote that opens here is never closed", detail)


def _open_bracket(found: Failure) -> Diagnostic | None:
    """The file ends where brackets are still open."""
    if found.problem != "did not find expected node content" or found.document.text[found.index :].strip():
        return None
    place = found.document.at(*_inside(found.document, found.last.start_mark))
    detail = "Close each `[` with `]` and each `{` with `}`."
    return error("syntax", "the file ends inside of brackets", detail, **place)


def _colon(found: Failure) -> Diagnostic | None:
    """`: ` where no key can be."""
    if found.problem != "mapping values are not allowed in this context":
        return None
    line, column = found.stops
    parts = statement(found.document.line(line))
    if column <= parts.column:
        return _glued(found, found.last.start_mark.line + 1) or _deeper_key(found)
    if parts.text[0] in MEANINGS:
        return None
    summary = "a text cannot hold `: `: YAML reads it as another key"
    return found.error("text", summary, as_block(found.document, line))


def _deeper_key(found: Failure) -> Diagnostic:
    """A line with `: ` below an unfinished text: a key too deep, or text with a colon."""
    above = found.last.start_mark.line + 1
    summary = "YAML reads this line as a part of the text above it, which cannot hold `: `"
    advice = as_block(found.document, above, found.stops[0])
    detail = f"Is it a key? Indent it like the keys around it. Is it text? {advice}"
    return found.error("indentation", summary, detail)


def _ended_quote(found: Failure) -> Diagnostic | None:
    """Text after a closing quote: `"so soft" she said`."""
    last = found.last
    if not isinstance(last, ScalarEvent) or last.style not in ("'", '"'):
        return None
    line, column = last.start_mark.line + 1, last.start_mark.column + 1
    is_key = column < statement(found.document.line(line)).column
    if is_key or last.end_mark.line + 1 != found.stops[0]:
        return None
    return special_start(found.document, line, column)


def _special(found: Failure) -> Diagnostic | None:
    """A text that begins with a character of YAML's own."""
    line, column = found.begins
    parts = statement(found.document.line(line))
    first = parts.text[:1]
    if column < parts.column or first not in MEANINGS:
        return None
    if first in _ONLY_BEFORE_SPACE and parts.text[1:2].strip():
        return None
    return special_start(found.document, line, parts.column)


def _after_end(found: Failure) -> Diagnostic | None:
    if found.problem != "did not find expected <document start>":
        return None
    return several_documents(found.document, *found.begins)


def _misplaced(found: Failure) -> Diagnostic | None:
    if not found.is_misplaced:
        return None
    if (glued := _glued(found, found.begins[0])) is not None:
        return glued
    if isinstance(found.last, ScalarEvent) and found.last.style in ("|", ">"):
        summary = f"this line is indented less than the text from line {found.last.start_mark.line + 1}"
        detail = "Indent every line of a block deeper than its key, and as far as its first line."
        return found.error("indentation", summary, detail)
    if statement(found.document.line(found.begins[0])).key:
        detail = "Indent keys that belong together by the same number of spaces."
        return found.error("indentation", "this line is not indented like its neighbours", detail)
    detail = "Is it text? Indent it deeper than its key; several lines are best a block: `key: |`."
    return found.error("syntax", "this line is neither `key: value` nor a part of the text above", detail)


def _glued(found: Failure, line: int) -> Diagnostic | None:
    """`key:value`, which is a text."""
    match = _GLUED.match(found.document.line(line))
    if match is None:
        return None
    key, column = match["key"], match.end() - 1
    detail = f"Write `{key}: ` before the value."
    return error("syntax", f"a space is missing after `{key}:`", detail, **found.document.at(line, column))


_RULES = (
    _tab,
    _directive,
    _escape,
    _open_quote,
    _open_bracket,
    _colon,
    _ended_quote,
    _special,
    _after_end,
    _misplaced,
)
