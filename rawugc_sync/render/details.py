"""One object of the API for people: a line for each field, and what it holds below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rawugc_sync.render.safe import safe
from rawugc_sync.render.table import shown, when

_TIMES = frozenset({"createdAt", "completedAt", "updatedAt", "analyzedAt"})


def details(fields: Mapping[str, Any]) -> str:
    """`name: value`, in the order of the answer; without what is null or empty."""
    return "\n".join(_fields(fields))


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        if value is None or value in ("", [], {}):
            continue
        below = list(_below(value))
        if below:
            yield f"{safe(name)}:"
            yield from (f"  {line}" for line in below)
        else:
            yield f"{safe(name)}: {shown(when(value) if name in _TIMES else value)}"


def _below(value: Any) -> Iterator[str]:
    """The lines of a value that takes more than one; nothing for one that fits beside its name."""
    if isinstance(value, Mapping):
        yield from _fields(value)
    elif isinstance(value, list):
        yield from _items(value)
    elif isinstance(value, str) and "\n" in value.strip():
        yield from safe(value.strip(), keep_newlines=True).split("\n")


def _items(items: list[Any]) -> Iterator[str]:
    for item in items:
        first, *rest = list(_below(item)) or [shown(item)]
        yield f"- {first}"
        yield from (f"  {line}" for line in rest)
