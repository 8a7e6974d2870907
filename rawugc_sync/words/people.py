"""Who is who: which names are one person's.

A name is a login, an e-mail address, a person of `approvals.people`, or an author as git has them,
`NAME <EMAIL>`, who is known by both. Names are compared whole and without case. Addresses that GitHub and
GitLab hand out instead of an author's own (`123+ana@users.noreply.github.com`) are known by their login, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from unicodedata import normalize

_AUTHOR = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>\s*")
_STAND_IN = re.compile(
    r"(?:[0-9]+\+)?(?P<github>[^@+]+)@users\.noreply\.github\.com"
    r"|[0-9]+-(?P<gitlab>[^@]+)@users\.noreply\.gitlab\.com"
)
"""The address of an account that keeps its own to itself."""


@dataclass(frozen=True)
class People:
    """A person → the logins and addresses that are theirs, too, as `approvals.people` has them."""

    people: Mapping[str, Iterable[str]]

    def same(self, one: str, other: str) -> bool:
        """Whether two names are one person's."""
        return not self._all_of(one).isdisjoint(self._all_of(other))

    def person_of(self, text: str) -> str:
        """One name for all that a person goes by: the key in `people`, else the address, else the name."""
        names = _names(text)
        owners = sorted(owner for name in names for owner in self._owners.get(name, ()))
        return owners[0] if owners else names[-1]

    def names_of(self, text: str) -> list[str]:
        """The name as it is written, and all that `people` joins with it, as they are written there."""
        joined = [one for person, others in self.people.items() for one in (person, *others)]
        return list(dict.fromkeys([text, *(one for one in joined if self.same(one, text))]))

    def knows(self, text: str) -> bool:
        """Whether somebody in `people` goes by a name."""
        return any(name in self._owners for name in _names(text))

    def _all_of(self, text: str) -> set[str]:
        """What somebody is known by: their own names, and all that people have who share one of them."""
        names = set(_names(text))
        owners = {owner for name in names for owner in self._owners.get(name, ())}
        return names.union(*(self._names_of[owner] for owner in owners))

    @cached_property
    def _names_of(self) -> Mapping[str, frozenset[str]]:
        """Person → all names of theirs."""
        return {
            person: frozenset(name for one in (person, *others) for name in _names(one))
            for person, others in self.people.items()
        }

    @cached_property
    def _owners(self) -> Mapping[str, tuple[str, ...]]:
        """Name → the people who go by it."""
        owners: dict[str, tuple[str, ...]] = {}
        for person, names in self._names_of.items():
            for name in names:
                owners[name] = (*owners.get(name, ()), person)
        return owners


def _names(text: str) -> list[str]:
    """What somebody is known by, folded: the name of an author, the login of a stand-in, the address last."""
    author = _AUTHOR.fullmatch(text)
    name, email = map(_folded, (author["name"], author["email"]) if author else ("", text))
    account = _STAND_IN.fullmatch(email)
    login = (account["github"] or account["gitlab"]) if account else ""
    return [one for one in (name, login, email) if one] or [_folded(text)]


def _folded(text: str) -> str:
    return normalize("NFC", text.strip().casefold())
