"""Identity without a record: which item is which, by what they share, and where that cannot be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

Wanted = TypeVar("Wanted", bound=Hashable)
Offered = TypeVar("Offered", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)

Keys: TypeAlias = Mapping[Item, Iterable[Hashable]]
"""Item → what it may share with others."""


@dataclass(slots=True)
class Matches(Generic[Wanted, Offered]):
    """`partners`: one to one. `unclear`: what is wanted → what it could be, in more than one way."""

    partners: dict[Wanted, Offered] = field(default_factory=dict)
    unclear: dict[Wanted, frozenset[Offered]] = field(default_factory=dict)

    @property
    def found(self) -> set[Wanted]:
        """What is wanted and needs no further phase."""
        return {*self.partners, *self.unclear}

    @property
    def taken(self) -> set[Offered]:
        """What is offered and takes part in no further phase."""
        return set(self.partners.values()).union(*self.unclear.values())


def match(
    phases: Iterable[tuple[Keys[Wanted], Keys[Offered]]], never: Mapping[Wanted, frozenset[Offered]]
) -> Matches[Wanted, Offered]:
    """Pair what is wanted with what is offered and shares a key, phase by phase; only one-to-one pairs count.

    What has more than one partner in a phase is unclear, on either side, and takes part in no later one.
    `never` is what something wanted is known not to be.
    """
    matches: Matches[Wanted, Offered] = Matches()
    for wanted, offered in phases:
        found, taken = matches.found, matches.taken
        _pair(
            matches,
            {one: tuple(keys) for one, keys in wanted.items() if one not in found},
            {one: tuple(keys) for one, keys in offered.items() if one not in taken},
            never,
        )
    return matches


def _pair(
    matches: Matches[Wanted, Offered],
    wanted: Keys[Wanted],
    offered: Keys[Offered],
    never: Mapping[Wanted, frozenset[Offered]],
) -> None:
    by_key: defaultdict[Hashable, set[Offered]] = defaultdict(set)
    for other, keys in offered.items():
        for key in keys:
            by_key[key].add(other)
    partners = {
        one: {other for key in keys for other in by_key.get(key, ())} - never.get(one, frozenset())
        for one, keys in wanted.items()
    }
    suitors: defaultdict[Offered, set[Wanted]] = defaultdict(set)
    for one, others in partners.items():
        for other in others:
            suitors[other].add(one)
    for one, others in partners.items():
        if len(others) == 1 and all(len(suitors[other]) == 1 for other in others):
            matches.partners[one] = next(iter(others))
        elif others:
            matches.unclear[one] = frozenset(others)
