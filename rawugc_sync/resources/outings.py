"""How a resource goes out to the public, and which of them would go out twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.moment import moment

_MINUTE, _DAY = 60_000, 86_400_000
_KEEP_ONE = "Remove one of the two, or the accounts that both name from one of them"


@dataclass(frozen=True, slots=True)
class Outing:
    """When a resource goes out (Unix ms; None: at once), to which accounts, and what people see then.

    `accounts`: what tells an account apart → its name for people. `shows`: its video, its caption. What
    is `lasting` of that is not to go out again within a day unasked. `platforms_only`: all that is known of
    its accounts is on which platforms they are.
    """

    at: int | None
    timezone: str | None
    accounts: Mapping[str, str]
    shows: Mapping[str, str]
    lasting: frozenset[str] = frozenset()
    platforms_only: bool = False

    @property
    def caption(self) -> str:
        """The text under what people see."""
        return self.shows.get("caption", "")


Outings = Mapping[Address, Outing]


def told_twice(outings: Outings, among: Collection[Address] | None = None) -> Iterator[Diagnostic]:
    """An error at each of two that go out to the same account in the same minute with the same to see.

    With `among`, only where one of the two is of these.
    """
    seen: defaultdict[tuple[str, int, str, str], list[Address]] = defaultdict(list)
    for address, one in outings.items():
        for account in one.accounts if one.at is not None else ():
            for what, shown in one.shows.items():
                assert one.at is not None
                seen[account, one.at // _MINUTE, what, shown].append(address)
    partners = {
        (address, next(other for other in group if other != address)): None
        for group in seen.values()
        if len(group) > 1
        for address in sorted(group)
    }
    for address, other in partners:
        if among is not None and address not in among and other not in among:
            continue
        one = outings[address]
        assert one.at is not None
        yield _twice(address, one, outings[other], f"at {moment(one.at, one.timezone)}: {other}")


def told_at_once(outings: Outings, now: int, among: Collection[Address]) -> Iterator[Diagnostic]:
    """An error for each of `among` that goes out at once beside another that shows the same.

    Another that goes out at once, too, or within a day with what is lasting.
    """
    for address in sorted(among):
        one = outings[address]
        for other, its in sorted(outings.items()) if one.at is None else ():
            if other == address or not _meet(one, its, now):
                continue
            when = "" if its.at is None else f" goes out at {moment(its.at, its.timezone)}, and"
            yield _twice(address, one, its, f"at once: {other}{when}")


def meet(one: Outing, other: Outing, now: int) -> bool:
    """Whether one of two goes out a second time: what `told_twice` or `told_at_once` would tell of them."""
    if one.at is None or other.at is None:
        return (one.at is None and _meet(one, other, now)) or (other.at is None and _meet(other, one, now))
    shared = not one.accounts.keys().isdisjoint(other.accounts)
    return shared and one.at // _MINUTE == other.at // _MINUTE and bool(_same(one, other))


def _meet(one: Outing, its: Outing, now: int) -> bool:
    """Whether something that goes out at once comes too near to another one."""
    if one.accounts.keys().isdisjoint(its.accounts):
        return False
    if its.at is None:
        return bool(_same(one, its))
    return its.at - now <= _DAY and not one.lasting.isdisjoint(_same(one, its))


def _same(one: Outing, other: Outing) -> list[str]:
    return [what for what, shown in one.shows.items() if other.shows.get(what) == shown]


def _twice(address: Address, one: Outing, other: Outing, when: str) -> Diagnostic:
    names = ", ".join(sorted(one.accounts[key] for key in one.accounts.keys() & other.accounts.keys()))
    same = " and ".join(_same(one, other))
    return error(
        "posted-twice",
        f"would go out twice on {names} {when} has the same {same}",
        f"{_KEEP_ONE}, or give one of them another time.",
        address=str(address),
        field=None if one.at is None else "scheduledFor",
    )
