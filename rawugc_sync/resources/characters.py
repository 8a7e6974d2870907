"""Characters: who can appear in a generated video, by username. Source: `GET /characters` of the API page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from rawugc_sync.words.hints import did_you_mean

ARRAY = "characters"


class UnusableCharacter(Exception):
    """A username that no character has who can be cast; `field` names it, `way_out` says what to do."""

    def __init__(self, field: str, code: str, summary: str, way_out: str) -> None:
        super().__init__(summary)
        self.field, self.code, self.way_out = field, code, way_out


class Cast:
    """The characters there are: username → whether it is active. None when they may not be read."""

    def __init__(self, active: Mapping[str, bool] | None) -> None:
        self._active = active

    @classmethod
    def read(cls, answer: Any) -> Cast:
        """From the answer of `GET /characters`; entries without a username are passed over.

        Of several with one name, one that is active is enough. ValueError without a list of characters.
        """
        entries = answer.get(ARRAY) if isinstance(answer, Mapping) else None
        if not isinstance(entries, list):
            raise ValueError(f"has no list called {ARRAY}")  # noqa: TRY004
        return cls(_by_name(entry for entry in entries if isinstance(entry, Mapping)))

    def at_risk(self) -> Self:
        """The same: nothing goes out with a character that is not there."""
        return self

    def for_sure(self) -> Self:
        """The same."""
        return self

    def check(self, field: str, username: str) -> None:
        """UnusableCharacter unless the one that a field names can be cast, as far as that is known."""
        if self._active is None or self._active.get(username):
            return
        if username in self._active:
            summary = f"the character {username} is not active"
            raise UnusableCharacter(field, "inactive-character", summary, self._others())
        hint = did_you_mean(username, self._usable, self._others())
        raise UnusableCharacter(field, "unknown-character", f"there is no character called {username}", hint)

    @property
    def _usable(self) -> list[str]:
        return sorted(name for name, active in (self._active or {}).items() if active)

    def _others(self) -> str:
        if not self._usable:
            return "No character is active; leave the field out."
        return f"Active are {', '.join(self._usable[:_NAMED])}; rawugc-sync characters list shows all."


_NAMED = 5
"""How many usernames a way out names."""


def _by_name(entries: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    active: dict[str, bool] = {}
    for entry in entries:
        if isinstance(name := entry.get("username"), str) and name:
            active[name] = active.get(name, False) or entry.get("isActive") is not False
    return active
