"""The one normalisation before comparing, and what names have in common that look alike."""

from __future__ import annotations

import unicodedata

from rawugc_sync.words.addresses import Value


def canonical(value: Value) -> Value:
    """The one normalisation before comparing: line endings, white space around, "" for null and no items."""
    if value is None or value == []:
        return ""
    if isinstance(value, str):
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value.strip()
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    return value


def folded(name: str) -> str:
    """What names that differ only in case or Unicode normal form have in common."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
