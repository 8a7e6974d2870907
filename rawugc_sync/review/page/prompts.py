"""A prompt as RawUGC may fill it in: with a product, a message and a character of this workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rawugc_sync.review.page.pieces import Piece, Pieces
from rawugc_sync.words.planned import Managed
from rawugc_sync.words.uploads import Late

Blanks = Sequence[tuple[str, str, str]]
"""Words in braces, each with the collection and the field that an example comes from."""


@dataclass(frozen=True, slots=True)
class Example:
    """`pieces` is the prompt, new where something was filled in; `sources` tell from where each word is."""

    pieces: Pieces
    sources: tuple[str, ...]


def example(prompt: str, blanks: Blanks, managed: Sequence[Managed]) -> Example | None:
    """The prompt with all that is known filled in; None where it has no blank."""
    used = [blank for blank in blanks if f"{{{blank[0]}}}" in prompt]
    if not used:
        return None
    found = {blank[0]: _sample(blank[1], blank[2], managed) for blank in used}
    return Example(
        tuple(_filled(prompt, {word: text for word, (_, text) in found.items()})),
        tuple(_source(word, address) for word, (address, _) in found.items()),
    )


def _sample(collection: str, field: str, managed: Sequence[Managed]) -> tuple[str, str | None]:
    """The first resource that has such a text, and the text; None without one."""
    for one in managed:
        value = one.values.get(field) if one.address.collection == collection else None
        if isinstance(value, str) and value and not isinstance(value, Late):
            return str(one.address), value
    return "", None


def _filled(prompt: str, texts: dict[str, str | None]) -> Iterator[Piece]:
    pattern = "|".join(map(re.escape, texts))
    for at, part in enumerate(re.split(rf"\{{({pattern})\}}", prompt)):
        text = texts[part] if at % 2 else None
        if text is not None:
            yield Piece(text, "new")
        elif part:
            yield Piece(f"{{{part}}}" if at % 2 else part)


def _source(word: str, address: str) -> str:
    return f"{{{word}}} is taken from {address}" if address else f"{{{word}}} is filled in by RawUGC"
