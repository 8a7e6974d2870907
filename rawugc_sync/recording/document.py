"""A document that is kept beside a state, as rows: `version`, `workspace`, and a row a line; and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.documents import Kind, Whose
from rawugc_sync.words.errors import StateError

VERSION = 1

Row = Mapping[str, Any]


class Broken(StateError):
    """A document, or a row of it, cannot be understood."""


def dump(kind: Kind, workspace: str, rows: Iterable[Row]) -> bytes:
    """The text of a document, ASCII: a row a line, so that version control shows what has come."""
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    head = f'{{"version": {VERSION}, "workspace": {json.dumps(workspace)}, "{kind.name}": ['
    return f"{head}\n{lines}\n]}}\n".encode("ascii")


def rows_in(data: bytes | None, place: str, kind: Kind, whose: Whose) -> list[Row]:
    """The rows that `dump` wrote, none where there is no data. StateError, which names the `place`."""
    if data is None:
        return []
    try:
        document = JsonObject.of(json.loads(data.decode("utf-8")))
        version, workspace = document.number("version"), document.text("workspace")
        rows: list[Row] = [row.values for row in document.objects(kind.name)] if version == VERSION else []
    except (ValueError, RecursionError) as broken:
        raise broken_in(place, kind, broken) from None
    if version > VERSION:
        raise kind.newer(place, version, VERSION)
    if whose.differs(workspace):
        summary = f"{place} holds the {kind.name} of the workspace {workspace}, and this is {whose.workspace}"
        detail = "Give each workspace a place of its own, or write its new name behind `workspace` there."
        raise StateError.of(f"{kind.name}-foreign", summary, detail)
    return rows


def broken_in(place: str, kind: Kind, why: object) -> Broken:
    """The error for what cannot be understood."""
    return Broken.of(
        f"{kind.name}-broken",
        f"{place} cannot be used: {why}",
        "Restore the last version that can be read, or move it away: the next apply begins a new one.",
    )
