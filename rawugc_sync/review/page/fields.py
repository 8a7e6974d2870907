"""The fields of a change for people who read: what is new, what differs, what is lost, what stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.render.field_kind import FieldKind, KindOf
from rawugc_sync.render.field_rows import KNOWN_AFTER_APPLY, FieldRow, field_rows
from rawugc_sync.render.unseen import only_unseen
from rawugc_sync.review.page.prompts import Example, example
from rawugc_sync.review.page.values import Showing, Side
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.outputs import known_in
from rawugc_sync.words.planned import Carried, Change, FieldChange, Managed, Origin

_ORDER = ("line", "text", "media", "time", "accounts")
"""What the public reads and sees comes first."""
_POSTED = ("text", "media", "time")
_SHORT = 60
"""Characters of a value that stands in a row with others."""
_CARRIED = {
    Carried.TAKEN_OVER: "Only RawUGC has this; it is taken over into the new one.",
    Carried.LOST: "Only RawUGC has this; it cannot be taken over, and is lost.",
}
_EDITS = {
    Origin.LIVE: "Somebody changed this in the RawUGC dashboard; that edit is undone.",
    Origin.BOTH: "Somebody changed this in the RawUGC dashboard, too; that edit is overwritten.",
}
_UNREADABLE = "RawUGC does not show this value, so nobody can check what it is now (unverified)."
_FORCES = "This cannot be changed where it is, so a new one takes its place."


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field. Without `before` it is new, or it `stays` as it is; without `after` it goes.

    `lost` says what becomes of somebody's edit, `broken` how it breaks rules of the brand, `remarks` what
    else there is to know. `example` is a prompt that is filled in.
    """

    name: str
    before: Side | None = None
    after: Side | None = None
    stays: bool = False
    lost: str | None = None
    broken: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    example: Example | None = None

    @property
    def is_short(self) -> bool:
        """Whether it takes but a line: a plain value that stands by itself."""
        side = self.after or self.before
        alone = not (self.before and self.after)
        more = side is None or side.media or self.example or self.broken
        return alone and side is not None and not more and _is_line(side)


@dataclass(frozen=True, slots=True)
class FieldsView:
    """`shown` are those that a card shows at once, `folded` those that stay as they are."""

    shown: tuple[FieldView, ...]
    folded: tuple[FieldView, ...]

    def breaking(self, broken: Mapping[str, Sequence[str]]) -> FieldsView:
        """The same with how each breaks rules: field → sentences."""
        return FieldsView(_breaking(self.shown, broken), _breaking(self.folded, broken))


def _breaking(views: Sequence[FieldView], broken: Mapping[str, Sequence[str]]) -> tuple[FieldView, ...]:
    return tuple(replace(one, broken=tuple(broken.get(one.name, ()))) for one in views)


def fields_of(change: Change, kinds: KindOf, showing: Showing, managed: tuple[Managed, ...]) -> FieldsView:
    """All fields of what a change is about. What is posted is shown whole: its caption, media and time."""
    rows = [row for row in field_rows(change, kinds) if row.name != "id"]
    whole = _whole(change)
    kept = whole.keys() - {row.name for row in rows}
    kind_of = {name: kinds(change.address.collection, name) for name in whole}
    posted = any(kind.caption for kind in kind_of.values())
    shown = [(row.kind, _touched(row, change, showing, managed)) for row in rows]
    views = [(kind, _kept(name, kind, whole, showing)) for name, kind in kind_of.items() if name in kept]
    return FieldsView(
        _sorted([*shown, *(one for one in views if posted and one[0].kind in _POSTED)]),
        _sorted([one for one in views if not (posted and one[0].kind in _POSTED)]),
    )


def _whole(change: Change) -> Fields:
    """What a change is about, afterwards; what is not known yet says so."""
    if change.after is None:
        return change.before or {}
    unknown = {name: KNOWN_AFTER_APPLY for name in change.after_unknown if name != "id"}
    return {**known_in(change.after), **unknown}


def _is_line(side: Side) -> bool:
    text = "".join(piece.text for piece in side.pieces)
    return len(text) <= _SHORT and "\n" not in text


def _sorted(views: list[tuple[FieldKind, FieldView]]) -> tuple[FieldView, ...]:
    return tuple(view for _, view in sorted(views, key=lambda one: _rank(one[0])))


def _rank(kind: FieldKind) -> int:
    return _ORDER.index(kind.kind) if kind.kind in _ORDER else len(_ORDER)


def _touched(row: FieldRow, change: Change, showing: Showing, managed: tuple[Managed, ...]) -> FieldView:
    field = next((one for one in change.fields if one.path == row.name), None)
    before, after = _both(row, showing)
    return FieldView(
        name=row.name,
        before=before,
        after=after,
        lost=_EDITS.get(field.origin) if field and field.origin and field.loses_an_edit else None,
        remarks=tuple(_remarks(field, made=change.action.creates)) if field else (),
        example=_example(row.after, row.kind, managed) if after else None,
    )


def _both(row: FieldRow, showing: Showing) -> tuple[Side | None, Side | None]:
    if row.symbol == "-":
        return showing.one(row.before, row.kind, row.zones[0]), None
    if row.symbol == "~":
        return showing.both(row.before, row.after, row.kind, row.zones)
    return None, showing.one(row.after, row.kind, row.zones[1])


def _remarks(field: FieldChange, *, made: bool) -> Iterator[str]:
    """`made`: it is a new object that gets the value."""
    if field.carried:
        yield _CARRIED[field.carried]
    if field.forces_replacement:
        yield _FORCES
    if not (field.known or made):
        yield _UNREADABLE
    if isinstance(field.before, str) and isinstance(field.after, str):
        told = only_unseen(field.before, field.after)
        yield from [f"Both versions {_alike(told)}."] if told else []


def _alike(told: str) -> str:
    return told.replace("looks the same", "look the same", 1)


def _example(value: Value, kind: FieldKind, managed: tuple[Managed, ...]) -> Example | None:
    return example(value, kind.blanks, managed) if isinstance(value, str) and kind.blanks else None


def _kept(name: str, kind: FieldKind, whole: Fields, showing: Showing) -> FieldView:
    zone = whole.get(kind.zone) if kind.zone else None
    side = showing.one(whole[name], kind, zone if isinstance(zone, str) else None)
    return FieldView(name=name, after=side, stays=True)
