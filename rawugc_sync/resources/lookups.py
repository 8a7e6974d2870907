"""Look-ups: what a plan may have to know beside its collections, each with its path and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from rawugc_sync.resources import accounts, characters
from rawugc_sync.resources.accounts import Directory
from rawugc_sync.resources.characters import Cast


class Needed(Exception):
    """A plan needs a look-up to go on: read the one called `name`, and plan again."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Known(Protocol):
    """What was read for a look-up. Some of it may be there and yet of no use for what has to succeed."""

    def at_risk(self) -> Self:
        """The same for what loses nothing when it fails."""
        ...

    def for_sure(self) -> Self:
        """The same for what has to succeed."""
        ...


K = TypeVar("K", bound=Known)


@dataclass(frozen=True, slots=True)
class Lookup(Generic[K]):
    """A list that is read when something needs it: `GET path`, whose entries stand under `array`.

    `read` takes the body of the answer, and raises ValueError when it holds no such list. `nothing` is
    what stands in for a list that may not be read. `advisory`: it tells of what is to be created alone, and
    where it may not be read, a plan goes on without.
    """

    name: str
    path: str
    array: str
    read: Callable[[Any], K]
    nothing: K
    advisory: bool = False


ACCOUNTS = Lookup("accounts", "/social/accounts", accounts.ARRAY, Directory.read, Directory(()))
CHARACTERS = Lookup("characters", "/characters", characters.ARRAY, Cast.read, Cast(None), advisory=True)

LOOKUPS: Mapping[str, Lookup[Any]] = {one.name: one for one in (ACCOUNTS, CHARACTERS)}
"""Every look-up, by its name."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """What was looked up so far: name of the look-up → what was read."""

    read: Mapping[str, Known] = field(default_factory=dict)

    def get(self, lookup: Lookup[K]) -> K | None:
        """What was read; None for what was not looked up."""
        return cast("K | None", self.read.get(lookup.name))

    def need(self, lookup: Lookup[K]) -> K:
        """What was read; raises Needed for what was not looked up."""
        if (found := self.get(lookup)) is None:
            raise Needed(lookup.name)
        return found

    def having(self, lookup: Lookup[K], known: K) -> Lookups:
        """With one more."""
        return Lookups({**self.read, lookup.name: known})

    def or_nothing(self) -> Lookups:
        """With nothing found by whatever was not looked up, but for what is advisory."""
        nothing = {name: one.nothing for name, one in LOOKUPS.items() if not one.advisory}
        return Lookups({**nothing, **self.read})

    def at_risk(self) -> Lookups:
        """The same for what loses nothing when it fails."""
        return Lookups({name: known.at_risk() for name, known in self.read.items()})

    def for_sure(self) -> Lookups:
        """The same for what has to succeed."""
        return Lookups({name: known.for_sure() for name, known in self.read.items()})


UNREAD = Lookups()
"""Nothing was looked up."""
