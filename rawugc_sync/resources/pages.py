"""How a list is asked for where it comes in pages, and what a page says of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Told(NamedTuple):
    """What a page says: whether there are `more`, its own number and size, and how many objects there are.

    A number is None where the page does not say it.
    """

    more: bool
    number: float | None
    size: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class Pages:
    """A list in pages, numbered from 1: `most` is how many objects one can be asked to hold."""

    most: int = 100

    def query(self, number: int) -> dict[str, str]:
        """What asks for a page, beside the query of its list."""
        return {"page": str(number), "limit": str(self.most)}

    def told(self, body: Mapping[str, Any]) -> Told | None:
        """What the answer with a page says; None when that is not even whether there are more."""
        said = body.get("pagination")
        if not isinstance(said, Mapping) or not isinstance(more := said.get("hasMore"), bool):
            return None
        return Told(more, _number(said, "page"), _number(said, "pageSize"), _number(said, "total"))


def _number(said: Mapping[str, Any], name: str) -> float | None:
    value = said.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
