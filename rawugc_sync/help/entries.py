"""One key of a manifest or of `rawugc.yaml` as a section, with those below it."""

from __future__ import annotations

from collections.abc import Iterable

from rawugc_sync.help.markdown import code, prose
from rawugc_sync.help.values import Schema, below, said

Entry = tuple[str, str]
"""What is said of a key: of which matter, and what, as Markdown."""


def entry(name: str, schema: Schema, told: Iterable[Entry] = ()) -> str:
    """The section of a key: what it means, what it takes, what else is told, and the keys below it."""
    matters = [("value", said(schema)), *told]
    lines = [f"- {matter}: {text}" for matter, text in matters]
    lines += [_under(path, one, needed=needed) for path, one, needed in below(schema, name)]
    parts = [f"## {name}", prose(schema.get("description", "")), "\n".join(lines)]
    return "\n\n".join(filter(None, parts))


def _under(path: str, schema: Schema, *, needed: bool) -> str:
    means = prose(schema.get("description", ""))
    takes = f"{said(schema)}{', required' if needed else ''}"
    return f"- {code(path)}: {takes}{f'. {means}' if means else ''}"
