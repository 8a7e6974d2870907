"""Puts keys into the order of the schema, each with the comments that are about it."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.writing.formatting.parts import Block, Entry, Flow, Line, Node, Written, anchors
from rawugc_sync.writing.formatting.places import Place

_BLANK = Line(0, "")


def arrange(written: Written, place: Place) -> None:
    """Order the keys of a file, where no alias would come to stand before its anchor."""
    if written.root is None:
        return
    first = written.root.entries[:1]
    _arrange(written.root, place)
    ends_in_comment = bool(written.top) and written.top[-1].text.startswith("#")
    if ends_in_comment and written.root.entries[:1] != first:
        written.top.append(_BLANK)  # else the file's comment would seem to be about its new first key


def _arrange(node: Node, place: Place) -> None:
    if not isinstance(node, Block | Flow):
        return
    for entry in node.entries:
        _lift(entry)
        _arrange(entry.value, place.below(entry.name))
        _lift(entry)  # for another key may be first now
    if place.order and node.entries and node.entries[0].key:
        node.entries = _ordered(node.entries, place)


def _ordered(entries: list[Entry], place: Place) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: place.rank(entry.name))
    if ordered == entries or not _may_be(ordered, entries):
        return entries
    first, then = ordered[0], entries[0]
    if _begins_blank(first) and not _begins_blank(then):
        # The blank line keeps the two apart, whichever is first.
        then.above.insert(0, first.above.pop(0))
    return ordered


def _begins_blank(entry: Entry) -> bool:
    return bool(entry.above) and not entry.above[0].text


def _may_be(ordered: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Whether an anchor stays in its order with all that give or use its name."""
    numbers = {id(entry): number for number, entry in enumerate(entries)}
    latest_giver: dict[str, int] = {}
    latest: dict[str, int] = {}
    for entry in ordered:
        number = numbers[id(entry)]
        given, used = anchors(entry)
        if any(number < latest.get(name, -1) for name in given):
            return False
        if any(number < latest_giver.get(name, -1) for name in used):
            return False
        for name in given:
            latest_giver[name] = max(number, latest_giver.get(name, -1))
        for name in given | used:
            latest[name] = max(number, latest.get(name, -1))
    return True


def _lift(item: Entry) -> None:
    """Put the comments between a dash and what is about to stand beside it above the dash."""
    value = item.value
    if item.key or not isinstance(value, Block) or value.anchor:
        return
    if item.beside:
        item.above.append(Line(0, item.beside))
        item.beside = ""
    item.above += value.entries[0].above
    value.entries[0].above = []
