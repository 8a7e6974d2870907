"""Accounts that are written as people mention them: `accounts: @glowlab`."""

from __future__ import annotations

import re

from rawugc_sync.manifest.advice import field_at, statement
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind

_LINK = re.compile(
    r"https?://(?:[\w-]+\.)*(tiktok|instagram|youtube)\.com/@?([\w.-]+)[^\s,\]]*", re.IGNORECASE
)
_APART = re.compile(r"\b(tiktok|instagram|youtube)\s*[:/]\s*@?(?=[\w.-])", re.IGNORECASE)
_NAME = re.compile(r"(?:([\w-]+)/)?@?([\w.-]+)")
_EXAMPLE = "tiktok"


def as_handles(field: str, text: str) -> str:
    """How to write the accounts that a text names as the list that a field takes."""
    text = _APART.sub(r"\1/", _LINK.sub(r"\1/\2", text))
    names = [f"{platform or _EXAMPLE}/{name}" for platform, name in _NAME.findall(text)]
    written = f"{field}: [{', '.join(names or [f'{_EXAMPLE}/glowlab'])}]"
    return f"Write a list of platform/username, with the platform of each: {written}"


def handles_at(document: Document, line: int) -> str | None:
    """How to write the accounts on a line, if they are what stands there; else None."""
    text, field = statement(document.line(line)).text, field_at(document, line)
    return as_handles(field, text) if "@" in text and takes_handles(field) else None


def takes_handles(field: str) -> bool:
    """Whether a field of any collection holds accounts by their names."""
    traits = (type_.fields.traits.get(field) for type_ in registered().values())
    return any(trait and trait.kind is Kind.ACCOUNTS and trait.sent_as for trait in traits)
