"""The keys of `rawugc.yaml`, from its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from rawugc_sync.help.entries import Entry, entry
from rawugc_sync.help.markdown import code
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.schema import config_schema, inlined


def text() -> str:
    """A section for each key, as Markdown."""
    schema = config_schema()
    keys: dict[str, Any] = inlined(schema["properties"], schema["$defs"])
    return "\n\n".join(entry(name, one, _defaults(name)) for name, one in keys.items())


def _defaults(name: str) -> Iterator[Entry]:
    """What counts where a key is not written, or one of those below it."""
    value = getattr(Config(), name)
    if not isinstance(value, BaseModel):
        yield from (("default", one) for one in _told(value))
        return
    for key in type(value).model_fields:
        yield from ((f"default of {code(f'{name}.{key}')}", one) for one in _told(getattr(value, key)))


def _told(value: Any) -> Iterator[str]:
    """A default as it would be written; nothing that only means "not given"."""
    if isinstance(value, bool):
        yield code(str(value).lower())
    elif isinstance(value, int | str):
        yield code(str(value))
    elif isinstance(value, list) and value:
        yield ", ".join(code(str(one)) for one in value)
