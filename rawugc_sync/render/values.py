"""One value as one line of safe text."""

from __future__ import annotations

import json

from rawugc_sync.render.field_kind import FieldKind
from rawugc_sync.render.field_rows import KNOWN_AFTER_APPLY, Unknown, Words
from rawugc_sync.render.safe import safe
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.moment import moment
from rawugc_sync.words.uploads import FileUrl


def shown(value: Value, kind: FieldKind, zone: str | None) -> str:
    """Texts in quotes, files by their paths, times for people, everything else as JSON; always safe."""
    if isinstance(value, Words):
        return value.text
    if value is None:
        return "(not set)"
    if isinstance(value, Unknown):
        return safe(f"{value} {KNOWN_AFTER_APPLY.text}")
    if isinstance(value, FileUrl):
        return safe(f"file {value.file.path}" if value.file else f"file {value[:19]}…")
    if isinstance(value, str):
        return f'"{safe(value)}"'
    if kind.kind == "time" and isinstance(value, int) and not isinstance(value, bool):
        return safe(moment(value, zone))
    return safe(json.dumps(value, ensure_ascii=False, default=list))
