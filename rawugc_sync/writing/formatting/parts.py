"""What a manifest is made of as it is written: entries with their comments, values with their spelling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Line(NamedTuple):
    """A comment on a line of its own, or a blank line, whose text is empty; `column` is from 0."""

    column: int
    text: str


@dataclass(slots=True)
class Scalar:
    """A plain or quoted text: `source` is how it is spelled, without its anchor; `text` is what is read."""

    anchor: str
    source: str
    text: str


@dataclass(slots=True)
class Alias:
    """`*name`."""

    name: str


@dataclass(slots=True)
class BlockText:
    """A text behind `|` or `>`, the `sign`, as lines without their margin.

    Blank lines at its end are there only where they are a part of it (`|+`).
    """

    anchor: str
    sign: str
    lines: list[str]
    text: str

    @property
    def keeps(self) -> bool:
        """Whether it ends in blank lines."""
        return self.lines[-1:] == [""]


@dataclass(slots=True)
class Flow:
    """A list or mapping in brackets. `opening` is empty for the mapping in `[key: value]`.

    `source` is how it is spelled, without its anchor, by an owner that begins at `column`; `whole`
    says that its lines can be joined: no comment and no text goes over the end of one.
    """

    anchor: str
    opening: str
    entries: list[Entry]
    source: str = ""
    column: int = 0
    whole: bool = True


@dataclass(slots=True)
class Block:
    """A list or mapping by indentation; `tail` are the comments at its end."""

    anchor: str
    entries: list[Entry]
    tail: list[Line] = field(default_factory=list)


Node: TypeAlias = Scalar | Alias | BlockText | Flow | Block


@dataclass(slots=True, eq=False)
class Entry:
    """A key with its value, or an item of a list, whose `key` and `name` are empty.

    `key` is how the key is spelled, its anchor included, `name` what is read. `above` are the lines that
    belong to it, `beside` is the comment on its line. Each is itself alone: two are never equal.
    """

    key: str
    name: str
    value: Node
    above: list[Line]
    beside: str
    key_anchor: str = ""


@dataclass(slots=True)
class Written:
    """A whole file: `top` and `bottom` are the lines around its root, `---` and `...` among them."""

    top: list[Line]
    root: Block | Flow | None
    beside: str
    bottom: list[Line]


def anchors(entry: Entry) -> tuple[set[str], set[str]]:
    """The names that an entry gives, and those that it uses, with all below it."""
    value = entry.value
    if isinstance(value, Alias):
        return {entry.key_anchor} - {""}, {value.name}
    given, used = {entry.key_anchor, value.anchor} - {""}, set[str]()
    for below in value.entries if isinstance(value, Flow | Block) else ():
        given_below, used_below = anchors(below)
        given |= given_below
        used |= used_below
    return given, used
