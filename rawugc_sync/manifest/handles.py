"""Accounts that are written as people mention them: `accounts: @glowlab`."""

from __future__ import annotations

import re

from rawugc_sync.manifest.advice import statement
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind

_NAME = re.compile(r"(?:([\w-]+)/)?@?([\w.-]+)")
_EXAMPLE = "tiktok"


def as_handles(field: str, text: str) -> str:
    """How to write the accounts that a text names as the list that a field takes."""
    names = [f"{platform or _EXAMPLE}/{name}" for platform, name in _NAME.findall(text)]
    written = f"{field}: [{', '.join(names or [f'{_EXAMPLE}/glowlab'])}]"
    return f"Write a list of platform/username, with the platform of each: {written}"


def handles_at(document: Document, line: int) -> str | None:
    """How to write the accounts on a line, if they are what stands there; else None."""
    parts = statement(document.line(line))
    field = parts.key or _above(document, line)
    return as_handles(field, parts.text) if "@" in parts.text and takes_handles(field) else None


def takes_handles(field: str) -> bool:
    """Whether a field of any collection holds accounts by their names."""
    traits = (type_.traits.get(field) for type_ in registered().values())
    return any(trait and trait.kind is Kind.ACCOUNTS and trait.sent_as for trait in traits)


def _above(document: Document, line: int) -> str:
    """The key that an item of a list belongs to."""
    while line > 1 and document.line(line).lstrip().startswith("-"):
        line -= 1
    parts = statement(document.line(line))
    return "" if parts.text else parts.key
