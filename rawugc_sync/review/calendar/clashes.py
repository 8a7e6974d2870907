"""Which posts come too near to one another on one account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.words.calendar import Entry, Fate

NEAR_MS = 30 * 60_000
"""Two posts on one account that are less than this apart clash."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, and the workspace that it is of where that is another one."""

    entry: Entry
    workspace: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Another post that comes too near, on which `accounts`; it goes out `later` by so many milliseconds.

    Not `sure`: one of the two shows its platforms alone, so it may go to another account there.
    """

    other: Placed
    accounts: tuple[str, ...]
    later: int
    sure: bool


def clashes(entries: Iterable[Placed], now: int) -> Mapping[Placed, tuple[Clash, ...]]:
    """What each one clashes with, in the order of time; what goes out at once does at `now` (Unix ms).

    What is removed clashes with nothing, nor do two that are public already.
    """
    found: defaultdict[Placed, list[Clash]] = defaultdict(list)
    for one, other in _near(entries, now):
        accounts, sure = _shared(one.entry, other.entry)
        if accounts and not (one.entry.is_public and other.entry.is_public):
            apart = _at(other.entry, now) - _at(one.entry, now)
            found[one].append(Clash(other, accounts, apart, sure))
            found[other].append(Clash(one, accounts, -apart, sure))
    return {one: tuple(sorted(those, key=lambda clash: clash.later)) for one, those in found.items()}


def _near(entries: Iterable[Placed], now: int) -> Iterator[tuple[Placed, Placed]]:
    going = sorted(
        (one for one in entries if one.entry.fate is not Fate.REMOVED), key=lambda one: _at(one.entry, now)
    )
    for number, one in enumerate(going):
        for other in going[number + 1 :]:
            if _at(other.entry, now) - _at(one.entry, now) >= NEAR_MS:
                break
            yield one, other


def _at(entry: Entry, now: int) -> int:
    return now if entry.at is None else entry.at


def _shared(one: Entry, other: Entry) -> tuple[tuple[str, ...], bool]:
    """The accounts of both, and whether they are known to be the same."""
    if one.platforms_only:
        one, other = other, one
    if other.platforms_only:
        return tuple(name for name in one.accounts if on_one_of(name, other.accounts)), False
    theirs = {name.casefold() for name in other.accounts}
    return tuple(name for name in one.accounts if name.casefold() in theirs), True


def on_one_of(account: str, platforms: Iterable[str]) -> bool:
    """Whether a handle, or a platform by itself, is on one of some platforms."""
    return account.partition("/")[0].casefold() in {name.casefold() for name in platforms}
