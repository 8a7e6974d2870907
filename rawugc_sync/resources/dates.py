"""Dates as people write them: never guessed at, but told with the readings that they can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_OTHERS = {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_NAMED = re.compile(r"[^\W\d_]{3,}")
_CLOCK = re.compile(
    r"(?<![\d.+-])(?:(?:(\d{1,2})(?:[:.h](\d{2})(?::\d{2})?|(?=\s*(?:[ap]\.?m\b|uhr\b|h\b)))"
    r"(?:\s*([ap])\.?m\b\.?)?)|noon\b|midnight\b)(?![\d.])(?:\s*(?:uhr|h)\b)?",
    re.IGNORECASE | re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(
    r"(?:(?:at|um|on|the|[a-z]+day|[a-z]+tag|mittwoch|mon|tues?|wed|thur?s?|fri|sat|sun|mo|di|mi|do|fr|sa|so)\b"
    r"|[\s.,])*",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"Z|[+-]\d{2}:?\d{2}", re.IGNORECASE)
_ZONE = re.compile(r"[A-Z]{2,5}(?:[+-]\d{1,2})?|[A-Z][a-z]+(?:/[A-Za-z_]+)+", re.ASCII)
_MAX = 60


def readings(text: str) -> str | None:
    """What to say of a date that is none here: what it can mean; None when it looks like no date."""
    text = text.strip()
    if len(text) > _MAX or not any(c.isdigit() for c in text):
        return None
    for days, rest in _splits(text):
        clock, left = _clock(rest)
        left = _WORDS.sub("", left.removeprefix("T").replace(" T", " ").strip())
        if not left:
            return _told(days, clock)
        if clock and _OFFSET.fullmatch(left):
            return _told(days, clock, left.upper())
        if clock and _ZONE.fullmatch(left):
            return f"{_told(days, clock)}; {left} belongs into timezone, as a place"
    return None


def _told(days: list[datetime], clock: time | None, offset: str = "") -> str:
    could = " or ".join(f"{day:%Y-%m-%d} {clock or time(9):%H:%M}{offset}" for day in days)
    if clock is None:
        return f"is not a time; write it like {could}, with the time of day"
    if len(days) > 1:
        return f"is not a time as it stands, for it can be read as {could}; write the one that is meant"
    return f"is not a time as it stands; write {could}"


def _splits(text: str) -> Iterator[tuple[list[datetime], str]]:
    """The days that a part of the text can be, and the text without it."""
    for match, dates in chain(_numbers(text), _names(text)):
        days = sorted({day for day in map(_day, dates) if day is not None})
        if days:
            yield days, f"{text[: match[0]]} {text[match[1] :]}"


def _numbers(text: str) -> Iterator[tuple[tuple[int, int], list[tuple[int, int, int]]]]:
    if match := _YEAR_FIRST.search(text):
        year, month, day = map(int, match.groups())
        yield match.span(), [(year, month, day)]
    elif match := _YEAR_LAST.search(text):
        one, other, year = map(int, match.groups())
        year += 2000 if year < 100 else 0
        yield match.span(), [(year, one, other), (year, other, one)]


def _names(text: str) -> Iterator[tuple[tuple[int, int], list[tuple[int, int, int]]]]:
    """Days with the name of a month: December 1, 2026, or 1. Dezember 2026."""
    for name in _NAMED.finditer(text):
        short = name[0][:3].casefold()
        month = _MONTHS.index(short) + 1 if short in _MONTHS else _OTHERS.get(short)
        if month is None:
            continue
        before = re.search(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s*(?:of\s*)?[- ]?$", text[: name.start()])
        start = before.start() if before else name.start()
        day = r"\W{1,2}" if before else r"\W{0,2}(\d{1,2})(?:st|nd|rd|th)?\W{1,2}"
        if after := re.match(day + r"(\d{4})(?!\d)", text[name.end() :]):
            numbers = [int(number) for number in after.groups()]
            date = (numbers[-1], month, int(before[1]) if before else numbers[0])
            yield (start, name.end() + after.end()), [date]


def _day(date: tuple[int, int, int]) -> datetime | None:
    try:
        return datetime(*date)  # noqa: DTZ001
    except ValueError:
        return None


def _clock(text: str) -> tuple[time | None, str]:
    """The time of day in a text, and the text without it."""
    match = _CLOCK.search(text)
    if match is None:
        return None, text
    rest = text[: match.start()] + text[match.end() :]
    hour, minute, half = match.groups()
    if hour is None:
        return time(12 if match[0].casefold() == "noon" else 0), rest
    number = int(hour)
    if half and not 1 <= number <= 12:
        return None, text
    if half:
        number = number % 12 + (12 if half.casefold() == "p" else 0)
    try:
        return time(number, int(minute or 0)), rest
    except ValueError:
        return None, text
