"""Finds in a journal the runs that have left something which the state does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rawugc_sync.words.left import Left
from rawugc_sync.words.recorded import State


def is_news(entry: Mapping[str, Any], serial: int) -> bool:
    """Whether what the run did that begins here is not in a state of this serial already."""
    began: int = entry["serial"]
    return began >= serial


def left_in(state: State | None, entries: Iterable[Mapping[str, Any]]) -> list[Left]:
    """The runs of a journal that can be folded, each once, the oldest first.

    One that has written nothing of itself, as older versions had it, is not among them.
    """
    serial = state.serial if state else 0
    found: list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]] = []
    entries_of: list[Mapping[str, Any]] = []
    for entry in entries:
        if entry["kind"] != "run":
            entries_of.append(entry)
            continue
        news, notes, entries_of = is_news(entry, serial), entry.get("run"), []
        serial = max(serial, entry["serial"])
        if news and isinstance(notes, Mapping):
            known = next((its for other, its in found if other == notes), None)
            if known is None:
                found.append((notes, entries_of))
            else:
                entries_of = known  # this is a copy, and may have more
    return [Left(notes, tuple(its)) for notes, its in found]
