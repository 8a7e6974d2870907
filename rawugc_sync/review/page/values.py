"""A value of a field as a page shows it: a text in pieces, a time, media, or words that stand for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from rawugc_sync.render.field_kind import FieldKind
from rawugc_sync.render.field_rows import Unknown, Words
from rawugc_sync.review.media.shown import Gallery, Shown
from rawugc_sync.review.page.pieces import Piece, Pieces, sides
from rawugc_sync.review.page.times import When, when
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.uploads import FileUrl, plain

_TEXTS = ("text", "line")
_LATER = "known once it is made"


@dataclass(frozen=True, slots=True)
class Side:
    """One of a field's two values; of these four, the one that shows it is set."""

    pieces: Pieces = ()
    when: When | None = None
    media: tuple[Shown, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """What it takes to show values: how media are shown, and now (Unix ms)."""

    gallery: Gallery
    now: int

    def one(self, value: Value, kind: FieldKind, zone: str | None) -> Side:
        """A value that stands by itself."""
        if isinstance(value, Words):
            return Side(words=value.text)
        if kind.kind == "media":
            return Side(media=tuple(self._media(value, kind)))
        if isinstance(value, Unknown):
            return Side(words=f"{value}: {_LATER}")
        if kind.kind == "time" and isinstance(value, int) and not isinstance(value, bool):
            return Side(when=when(value, zone, self.now))
        return Side(pieces=(Piece(as_text(value)),))

    def both(
        self, before: Value, after: Value, kind: FieldKind, zones: tuple[str | None, str | None]
    ) -> tuple[Side, Side]:
        """Two values side by side, with the words marked that differ."""
        if kind.kind in _TEXTS and isinstance(before, str) and isinstance(after, str):
            old, new = sides(before, after)
            return Side(pieces=old), Side(pieces=new)
        return self.one(before, kind, zones[0]), self.one(after, kind, zones[1])

    def _media(self, value: Value, kind: FieldKind) -> Iterator[Shown]:
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, Words):
                yield Shown(kind="other", name=item.text)
            elif isinstance(item, Unknown):
                yield Shown(kind="other", name=str(item), note=_LATER)
            else:
                yield self.gallery.shown(item, kind.takes)


def as_text(value: Value) -> str:
    """Texts as they are, lists of them with commas, everything else as JSON; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, FileUrl):
        return f"file {value.file.path}" if value.file else f"file {value[:19]}…"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return ", ".join(map(as_text, value))
    return json.dumps(plain(value), ensure_ascii=False)
