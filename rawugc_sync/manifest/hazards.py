"""What YAML would swallow or misread in silence: hashtags taken for comments, and tabs.

Both can only be told from harmless ones by where the parser saw texts begin and end. So a cheap search
finds candidates first, and the tree builder hands over each gap between events that may hold one.
"""

from __future__ import annotations

import re
import sys
from typing import NamedTuple

from ruamel.yaml.events import AliasEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent

from rawugc_sync.manifest.advice import as_block, field_at
from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.findings import swallowed_hashtag, tab
from rawugc_sync.manifest.limits import MAX_ERRORS
from rawugc_sync.manifest.nodes import Document, Node, SequenceNode
from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import TEXTUAL
from rawugc_sync.words.diagnostics import Diagnostic

# These match every run, whatever follows, so that a run of megabytes is gone through once. The first `#` is
# spelled apart because a literal first character makes the search several times faster.
_HASHES = re.compile(r"##*")
_TABS = re.compile(r"\t[ \t]*")
_HASHTAG = re.compile(r"[ ]*#+[^\s#]")
_COMMENTED_OUT = re.compile(r"#+(?:-|[\"']?[\w.-]+[\"']?:)(?=\s|$)")
"""`#word:` or `#- item`: a key or an item that somebody has switched off."""
_RULER = re.compile(r"#[-#=*~_+ ]*")
_NEVER = sys.maxsize
_VALUE_ENDS = (ScalarEvent, AliasEvent, MappingEndEvent, SequenceEndEvent)


class Gap(NamedTuple):
    """What lies around a stretch of the file without events.

    `parent` is the open collection that `previous` stands in, `key` its key that has no value yet.
    `event` is None when the parser gave up.
    """

    previous: Event
    event: Event | None
    parent: Node
    key: str | None
    in_flow: bool


class Hazards:
    """Goes through the candidates of one file in step with the parser."""

    def __init__(self, document: Document) -> None:
        self.errors: list[Diagnostic] = []
        self._document = document
        self._text = document.text
        self._candidates = _candidates(document.text)
        self._explained: set[int] = set()

    @property
    def next(self) -> int:
        """The index of the next candidate; beyond any text when there is none."""
        return self._candidates[-1]

    def advance(self, gap: Gap, event: Event) -> int:
        """Judge the candidates before the end of `event`, behind the gap; returns where the next is."""
        start = event.start_mark.index
        self.judge(start, gap)
        if _is_text(event, ("|", ">")):
            self._judge_header(start)
        while self.next < event.end_mark.index:
            self._candidates.pop()
        return self.next

    def judge(self, index: int, gap: Gap) -> None:
        """Judge the candidates of a gap that ends at `index`."""
        while self.next < index:
            self._judge(self._candidates.pop(), gap)
            if len(self.errors) == MAX_ERRORS:
                self._candidates = [_NEVER]

    def lines(self) -> set[int]:
        """The lines on which a hashtag was swallowed, or the text that it belongs to begins."""
        found = {d.source.line for d in self.errors if d.code == "hashtag" and d.source is not None}
        return found | self._explained

    def _judge(self, at: int, gap: Gap) -> None:
        line, column = self._document.place(at)
        line_start = at - column + 1
        in_comment = "#" in self._text[max(line_start, gap.previous.end_mark.index) : at]
        if self._text[at] == "\t" and not in_comment:
            self.errors.append(tab(self._document, line, column))
            return
        while self.next < line_start + len(self._document.line(line)):
            self._candidates.pop()  # all within this comment
        if in_comment:
            return
        if self._text[line_start:at].strip():
            self._judge_beside(at, line_start, gap)
        elif not self._is_aside(line, column, gap):
            self._judge_below(at, line, gap)

    def _is_aside(self, line: int, column: int, gap: Gap) -> bool:
        """Whether a comment line is no text: a rule across the page, or what was commented out.

        Where text would have gone on, the latter could be either, and is taken for text.
        """
        comment = self._document.line(line)[column - 1 :].rstrip()
        return is_aside(comment, deep=not gap.in_flow and column > gap.parent.column)

    def _judge_beside(self, at: int, line_start: int, gap: Gap) -> None:
        """A comment behind something on its line: behind a value, or where a value should begin?"""
        before = self._text[line_start:at]
        awaits_value = gap.key is not None or (
            isinstance(gap.parent, SequenceNode) and not before.strip(" -")
        )
        behind_value = isinstance(gap.previous, _VALUE_ENDS) and gap.previous.end_mark.index > line_start
        if not (isinstance(gap.event, ScalarEvent) if awaits_value else behind_value):
            return
        if _is_text(gap.previous, ("'", '"')) and not awaits_value:
            self._add_hashtag(at, "Put it before the closing quote.")
        elif gap.in_flow:
            self._add_hashtag(at, "Put the text in quotes.")
        elif isinstance(gap.previous, MappingEndEvent | SequenceEndEvent) and not awaits_value:
            self._add_hashtag(at, "")
        elif awaits_value or not isinstance(gap.previous, ScalarEvent):
            self._add_hashtag(at, self._as_block(self._document.place(at)[0]))
        else:
            self._add_hashtag(at, self._as_block(gap.previous.start_mark.line + 1))

    def _judge_below(self, at: int, line: int, gap: Gap) -> None:
        """A comment line: does it stand where text would have gone on, or right behind a text?"""
        previous = gap.previous
        if gap.key is not None:
            cuts = isinstance(gap.event, ScalarEvent) and not gap.in_flow
        elif gap.in_flow:  # behind a comma nothing goes on
            end = previous.end_mark.index
            cuts = isinstance(previous, ScalarEvent) and "," not in self._text[end:at]
        else:
            cuts = isinstance(previous, ScalarEvent | AliasEvent)
        if not cuts:
            return
        above = previous.start_mark.line + 1
        if gap.in_flow:
            self._add_hashtag(at, "Put the text in quotes.")
        elif _is_text(previous, ("|", ">")) and gap.key is None:
            self._add_hashtag(at, "Indent it as far as the text above it.")
        elif _is_text(previous, ("'", '"')) and gap.key is None:
            self._add_hashtag(at, "Put it before the closing quote.")
        else:
            self._explained.add(above)
            self._add_hashtag(at, self._as_block(above, self._end_of_hashtags(line)))

    def _as_block(self, line: int, last: int = 0) -> str:
        """How to write the text as a block; nothing where a field takes no text, such as a time or a URL."""
        is_text = takes_text(field_at(self._document, line))
        return as_block(self._document, line, last) if is_text else ""

    def _end_of_hashtags(self, line: int) -> int:
        """The last line of those that follow a line and begin like a hashtag."""
        while line < len(self._document.lines) and _HASHTAG.match(self._document.line(line + 1)):
            line += 1
        return line

    def _judge_header(self, start: int) -> None:
        """A comment behind the `|` or `>` that begins a block."""
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        if self.next < end and self._text[self.next] == "#" and "#" not in self._text[start : self.next]:
            self._add_hashtag(self.next, "Begin the text on the next line.")

    def _add_hashtag(self, at: int, way_out: str) -> None:
        self.errors.append(swallowed_hashtag(self._document, *self._document.place(at), way_out))


def is_aside(comment: str, *, deep: bool = False) -> bool:
    """Whether a comment is a rule across the page or, unless it stands `deep`, what was commented out."""
    if _RULER.fullmatch(comment):
        return True
    return not deep and _COMMENTED_OUT.match(comment) is not None


def takes_text(field: str) -> bool:
    """Whether a key may have a text: a field that does in some collection, or any other key."""
    traits = [type_.fields.traits[field] for type_ in registered().values() if field in type_.fields.traits]
    return not traits or any(trait.kind in TEXTUAL for trait in traits)


def _is_text(event: Event, styles: tuple[str, str]) -> bool:
    return isinstance(event, ScalarEvent) and event.style in styles


def _candidates(text: str) -> list[int]:
    """Last first, so that the next one can be popped; ends in one that is never reached."""
    found = [m.start() for m in _HASHES.finditer(text) if text[m.end() : m.end() + 1].strip()]
    if "\t" in text:
        harmless = ("", "\n", "#")
        tabs = [m.start() for m in _TABS.finditer(text) if text[m.end() : m.end() + 1] not in harmless]
        found = sorted(found + tabs)
    return [_NEVER, *reversed(found)]
