"""What one account may see: how much in a day or a week, how soon after each other, and what not again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from rawugc_sync.policy.goings import Going
from rawugc_sync.policy.scene import Found, Scene, grouped
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.wording import span
from rawugc_sync.resources.normal import canonical
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.rules import MaxPosts, MinGap, NoRepeat

MOST_OTHERS = 20
"""How many of those that are too many are named with each: the nearest."""


def counts(check: MaxPosts, scene: Scene) -> Iterator[Found]:
    """Each of too many that go out on one account in a day or a week, by the clocks of each."""
    for account, goings in scene.by_account.items():
        for begin, group in _by_days(goings, check.per).items():
            if len(group) <= check.most:
                continue
            when = f"on {begin}" if check.per == "day" else f"in the week from {begin}"
            said = f"is one of {len(group)} that go out on {account} {when}, and {check.most} may"
            for at, one in enumerate(group):
                if not one.subject.is_over:
                    yield Found(one.subject, one.field, said, _nearest(group, at))


def gaps(check: MinGap, scene: Scene) -> Iterator[Found]:
    """Each that goes out too soon after another one on its account, or before it."""
    pairs = (
        (account, one, other)
        for account, goings in scene.by_account.items()
        for one, other in _neighbours(goings)
        if not one.apart(other, check.seconds)
    )
    for one, other, accounts in _together(pairs):
        said = f"{one.words}, less than {span(check.seconds)} from {other.subject.name} on {accounts}"
        yield Found(one.subject, one.field, f"{said}, which {other.words}", (other.subject,))


def repeats(check: NoRepeat, scene: Scene) -> Iterator[Found]:
    """Each that shows on an account what another one shows there too soon before or after."""
    alike = scene.once(_alike)
    for field in check.of:
        pairs = (
            (account, one, other)
            for account, group in alike(scene, field)
            for one, other in _neighbours(group)
            if not one.apart(other, check.seconds)
        )
        for one, other, accounts in _together(pairs):
            said = f"is the same as in {other.subject.name}, which {other.words} on {accounts}"
            within = f"{said}, less than {span(check.seconds)} from it"
            yield Found(one.subject, field, within, (other.subject,))


_Pair: TypeAlias = tuple[str, Going, Going]


def _together(pairs: Iterable[_Pair]) -> Iterator[tuple[Going, Going, str]]:
    """Each two that clash, once, with all accounts on which they do."""
    found: defaultdict[tuple[int, int], list[_Pair]] = defaultdict(list)
    for pair in pairs:
        found[id(pair[1]), id(pair[2])].append(pair)
    for several in found.values():
        _, one, other = several[0]
        yield one, other, " and ".join(account for account, _, _ in several)


def _by_days(goings: Sequence[Going], per: str) -> Mapping[date, list[Going]]:
    """First day of the day or the week, which begins on Monday → what goes out in it."""
    if per == "day":
        return grouped(goings, lambda one: one.local.date())
    return grouped(goings, lambda one: one.local.date() - timedelta(days=one.local.weekday()))


def _alike(scene: Scene, field: str) -> list[tuple[str, list[Going]]]:
    """Accounts, each with two or more on it that have the same value of a field, in the order of time."""

    def value(one: Going) -> Value:
        return canonical(one.subject.fields.get(field))

    return [
        (account, group)
        for account, goings in scene.by_account.items()
        for same, group in grouped((one for one in goings if isinstance(value(one), str)), value).items()
        if same and len(group) > 1
    ]


def _neighbours(goings: Sequence[Going]) -> Iterator[tuple[Going, Going]]:
    """Each that is not over with the one before it, and with the one behind it."""
    for earlier, later in pairwise(goings):
        if not later.subject.is_over:
            yield later, earlier
        if not earlier.subject.is_over:
            yield earlier, later


def _nearest(group: Sequence[Going], at: int) -> tuple[Subject, ...]:
    most = MOST_OTHERS + 1
    begin = max(0, min(at - MOST_OTHERS // 2, len(group) - most))
    return tuple(one.subject for one in group[begin : begin + most] if one is not group[at])
