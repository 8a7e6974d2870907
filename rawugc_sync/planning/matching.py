"""Identity without a record: which live object is which resource, and where that cannot be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from rawugc_sync.words.addresses import Address

Keys = Mapping[Hashable, Iterable[Hashable]]


@dataclass(slots=True)
class Matches:
    """`partners`: address → id. `unclear`: address → the ids that it could be, more than one way."""

    partners: dict[Address, str] = field(default_factory=dict)
    unclear: dict[Address, frozenset[str]] = field(default_factory=dict)

    def settled(self) -> set[Hashable]:
        """The addresses and ids that need no further phase."""
        taken: set[Hashable] = {*self.partners, *self.partners.values(), *self.unclear}
        return taken.union(*self.unclear.values())


Never = Mapping[Address, frozenset[str]]


def match(phases: Iterable[tuple[Keys, Keys]], never: Never) -> Matches:
    """Pair addresses with ids that share a key, phase by phase; only one-to-one pairs count.

    A phase holds the keys of the addresses and those of the ids. An address or an id that has more
    than one partner in a phase is unclear, and takes part in no later one. `never` are the ids that
    an address is known not to be.
    """
    matches = Matches()
    for wanted, offered in phases:
        settled = matches.settled()
        _pair(
            matches,
            {a: tuple(keys) for a, keys in wanted.items() if a not in settled},
            {i: tuple(keys) for i, keys in offered.items() if i not in settled},
            never,
        )
    return matches


def _pair(matches: Matches, wanted: Keys, offered: Keys, never: Never) -> None:
    by_key: defaultdict[Hashable, set[str]] = defaultdict(set)
    for id, keys in offered.items():
        for key in keys:
            by_key[key].add(id)  # type: ignore[arg-type]
    partners = {
        a: set().union(*(by_key.get(key, ()) for key in keys)) - never.get(a, frozenset())  # type: ignore[call-overload]
        for a, keys in wanted.items()
    }
    suitors: defaultdict[str, set[Hashable]] = defaultdict(set)
    for address, ids in partners.items():
        for id in ids:
            suitors[id].add(address)
    for address, ids in partners.items():
        if len(ids) == 1 and all(len(suitors[id]) == 1 for id in ids):
            matches.partners[address] = next(iter(ids))  # type: ignore[index]
        elif ids:
            matches.unclear[address] = frozenset(ids)  # type: ignore[index]
