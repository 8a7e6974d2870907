"""Two texts → the pieces of each, which together are the whole text, with what went and what came told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

from rawugc_sync.render.word_diff import Word, steps, words_of

Fate: TypeAlias = Literal["kept", "gone", "new"]

_COMPARED = 20_000
"""Characters up to which texts are compared word by word: it takes long, and nobody reads more."""
_ALIKE = 0.25
"""Below this share of kept words, nothing is marked but the whole."""


class Piece(NamedTuple):
    """A stretch of a text, with its line breaks."""

    text: str
    fate: Fate = "kept"


Pieces: TypeAlias = tuple[Piece, ...]


def sides(before: str, after: str) -> tuple[Pieces, Pieces]:
    """The pieces of the old text, then those of the new one; joined, each is its text to the letter."""
    whole = (_whole(before, "gone"), _whole(after, "new"))
    if max(len(before), len(after)) > _COMPARED:
        return whole
    found = list(steps(words_of(before), words_of(after)))
    kept = sum(len(came) for same, _, came in found if same)
    if kept < _ALIKE * sum(len(came) for _, _, came in found):
        return whole
    old = _pieces((("kept" if same else "gone", gone) for same, gone, _ in found), len(before))
    return old, _pieces((("kept" if same else "new", came) for same, _, came in found), len(after))


def _whole(text: str, fate: Fate) -> Pieces:
    return (Piece(text, fate),) if text else ()


def _pieces(stretches: Iterable[tuple[Fate, list[Word]]], length: int) -> Pieces:
    """Stretches in a row of one fate are one; `length` leaves out the newline that words end with."""
    return tuple(_cut(_tidied(_joined(stretches)), length))


def _joined(stretches: Iterable[tuple[Fate, list[Word]]]) -> Iterator[Piece]:
    told = ((fate, words) for fate, words in stretches if words)
    for fate, run in groupby(told, key=lambda stretch: stretch[0]):
        yield Piece("".join(word.text for _, words in run for word in words), fate)


def _tidied(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The blanks before a changed word stay with what was kept before it."""
    kept = Piece("")
    for piece in pieces:
        if piece.fate == "kept":
            kept = piece
            continue
        words = piece.text.lstrip(" ") if kept.text else ""
        blanks = piece.text[: -len(words)] if words else ""
        yield Piece(kept.text + blanks)
        yield piece._replace(text=words or piece.text)
        kept = Piece("")
    yield kept


def _cut(pieces: Iterable[Piece], length: int) -> Iterator[Piece]:
    for piece in pieces:
        text = piece.text[:length]
        length -= len(text)
        if text:
            yield piece._replace(text=text)
