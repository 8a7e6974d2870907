"""Single values of rules, read from what is written: each as it is meant, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import Node, Scalar, SequenceNode
from rawugc_sync.words.spans import seconds_in

T = TypeVar("T")

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week as rules write them; the first is 0."""

MIDNIGHT = 24 * 60
"""The end of a day, in minutes."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_MOST = 1_000_000


class Complaint(NamedTuple):
    """What is wrong with a node, in words that follow the name of its key, and a way out."""

    summary: str
    detail: str
    node: Node


class Unfit(Exception):
    """A value that cannot be meant."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints)
        self.complaints = complaints


def unfit(summary: str, detail: str, node: Node) -> Unfit:
    """One thing that is wrong."""
    return Unfit(Complaint(summary, detail, node))


def several(node: Node, item: Callable[[Node], T], example: str) -> tuple[T, ...]:
    """The items of a list that has some, all of which are told when they are wrong."""
    if not isinstance(node, SequenceNode):
        raise unfit("must be a list", f"Write {example}.", node)
    if not node.items:
        raise unfit("is an empty list, which says nothing", f"Write {example}.", node)
    read: list[T] = []
    complaints: list[Complaint] = []
    for one in node.items:
        try:
            read.append(item(one))
        except Unfit as wrong:
            complaints += wrong.complaints
    if complaints:
        raise Unfit(*complaints)
    return tuple(read)


def text(node: Node) -> str:
    """A text that says something."""
    if not isinstance(node, Scalar):
        raise unfit("must be a text", "Put it in quotes if it begins with [ or {.", node)
    if not node.text.strip():
        raise unfit("is empty", "Write something, or remove the line.", node)
    return node.text


def choice(node: Node, known: Iterable[str]) -> str:
    """One of the known words."""
    words = tuple(known)
    word = text(node)
    if word not in words:
        raise unfit(f"is {word}, which is none of {', '.join(words)}", nearest(word.casefold(), words), node)
    return word


def number(node: Node, least: int) -> int:
    """A whole number, `least` or more."""
    digits = text(node)
    if not (digits.isascii() and digits.isdigit() and least <= int(digits[:9]) <= _MOST and len(digits) < 9):
        raise unfit(f"must be a whole number from {least} on", "", node)
    return int(digits)


def span(node: Node) -> int:
    """Seconds, written as 90s, 30m, 4h, 30d or 2w."""
    written = text(node)
    if not (seconds := seconds_in(written)):
        detail = "Write a whole number with s, m, h, d or w behind it, such as 30m, 4h or 30d."
        raise unfit(f"is {written}, which is no span of time", detail, node)
    return seconds


def day(node: Node) -> date:
    """A day, written as 2026-12-31."""
    try:
        return day_in(text(node))
    except ValueError as wrong:
        raise unfit(str(wrong), "Write year, month and day: 2026-12-31.", node) from None


def day_in(written: str) -> date:
    """The day that a text is; ValueError says why it is none."""
    if not _DATE.fullmatch(written):
        raise ValueError(f"is {written}, which is no date")
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"is {written}, which is no day of the calendar") from None


def weekday(node: Node) -> int:
    """A day of the week; Monday is 0."""
    written = text(node)
    if written not in DAYS:
        short = written.casefold()[:3]
        way_out = f"Write {short}." if short in DAYS else f"Known are {', '.join(DAYS)}."
        raise unfit(f"names {written}, which is no day of the week here", way_out, node)
    return DAYS.index(written)


def clock(node: Node) -> int:
    """Minutes since midnight, written as 08:00; 24:00 is the end of a day."""
    written = text(node)
    match = _CLOCK.fullmatch(written)
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if match is None or int(match[2]) > 59 or minutes > MIDNIGHT:
        detail = "Write hours and minutes from 00:00 to 24:00, such as '08:00' or '20:30'."
        raise unfit(f"is {written}, which is no time of day", detail, node)
    return minutes


def link(node: Node) -> str:
    """A URL that a page may link to."""
    written = text(node)
    if not re.fullmatch(r"https://[^\s/?#@]+([/?#]\S*)?", written) or not written.isprintable():
        raise unfit("must be a URL that begins with https://", "", node)
    return written
