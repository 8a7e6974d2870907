"""What of a comment there is room for: whole objects, the weightiest first, and how many are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from rawugc_sync.words.count import count

_GAP = "\n\n"


class Rank(IntEnum):
    """What gets its room first."""

    SUMMARY = 0
    STOP = 1
    WARNING = 2
    CHANGE = 3
    NOTE = 4
    WORD = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One object, as Markdown. `shorter` is what stands for it where there is no room, the shortest first.

    `weight` orders those of one rank: the least goes first. `noun` is what it is counted as.
    """

    whole: str
    rank: Rank
    noun: str
    shorter: tuple[str, ...] = ()
    weight: tuple[int, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """From the shortest to the whole."""
        return (*self.shorter, self.whole)


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a title, which is not shown without one of them; `gap` is what stands between two."""

    items: Sequence[Item]
    title: str = ""
    gap: str = "\n"


@dataclass(frozen=True, slots=True)
class Comment:
    """A whole comment: paragraphs that are always there, sections, and its last line.

    `elsewhere` is a sentence that says where the whole is. With what is always there, it must be short.
    """

    head: Sequence[str]
    sections: Sequence[Section]
    last: str
    elsewhere: str


Place: TypeAlias = tuple[int, int]
"""Of which section, and the how many-th there."""


@dataclass(slots=True)
class _Room:
    """How many characters are left, and what was chosen for them."""

    left: int
    chosen: dict[Place, str] = field(default_factory=dict)

    def takes(self, characters: int) -> bool:
        if characters > self.left:
            return False
        self.left -= characters
        return True


def fitted(comment: Comment, limit: int) -> str:
    """The comment with its final newline in at most `limit` Unicode code points (at least 1 000)."""
    items = _items(comment)
    whole = _laid_out(comment, {at: item.whole for at, item in items.items()}, "")
    if len(whole) <= limit:
        return whole
    most = _left_out([*items.values()], [one for one in items.values() if one.shorter], comment, limit)
    room = _Room(limit - len(_laid_out(comment, {}, most)))
    _choose(comment.sections, items, room)
    missing = [item for at, item in items.items() if at not in room.chosen]
    short = [item for at, item in items.items() if room.chosen.get(at, item.whole) != item.whole]
    return _laid_out(comment, room.chosen, _left_out(missing, short, comment, limit))


def _items(comment: Comment) -> dict[Place, Item]:
    return {
        (number, place): item
        for number, section in enumerate(comment.sections)
        for place, item in enumerate(section.items)
    }


def _choose(sections: Sequence[Section], items: Mapping[Place, Item], room: _Room) -> None:
    """As many as there is room for, as short as they can be; then as many of those as long as they can be."""
    ranked = sorted(items.items(), key=lambda one: (one[1].rank, one[1].weight))
    begun: set[int] = set()
    for at, item in ranked:
        title = 0 if at[0] in begun else len(_GAP) + len(sections[at[0]].title)
        if room.takes(len(item.forms[0]) + len(_GAP) + title):
            room.chosen[at] = item.forms[0]
            begun.add(at[0])
    for level in range(1, max((len(item.forms) for item in items.values()), default=0)):
        for at, item in ranked:
            form = item.forms[min(level, len(item.forms) - 1)]
            if at in room.chosen and room.takes(len(form) - len(room.chosen[at])):
                room.chosen[at] = form


def _laid_out(comment: Comment, chosen: Mapping[Place, str], left_out: str) -> str:
    parts = list(comment.head)
    for number, section in enumerate(comment.sections):
        places = ((number, place) for place in range(len(section.items)))
        if shown := [chosen[at] for at in places if at in chosen]:
            parts += [section.title, section.gap.join(shown)]
    return _GAP.join(part for part in (*parts, left_out, comment.last) if part) + "\n"


def _left_out(missing: Sequence[Item], short: Sequence[Item], comment: Comment, limit: int) -> str:
    """`Left out, to stay within 65000 characters: 3 changes, details of 2 changes.`, and where they are."""
    parts = [
        *(count(number, noun) for noun, number in Counter(one.noun for one in missing).items()),
        *(f"details of {count(number, noun)}" for noun, number in Counter(one.noun for one in short).items()),
    ]
    return f"Left out, to stay within {limit} characters: {', '.join(parts)}. {comment.elsewhere}"
