"""What a change says of each field, ready to be laid out: symbol, values and remarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rawugc_sync.render.field_kind import FieldKind, KindOf
from rawugc_sync.render.unseen import only_unseen
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.planned import Carried, Change, FieldChange, Origin

_CARRIED = {Carried.TAKEN_OVER: "# taken over", Carried.LOST: "# lost: cannot be taken over"}
_LOSES = {Origin.LIVE: "# reverts a dashboard edit", Origin.BOTH: "# overwrites a dashboard edit"}


@dataclass(frozen=True, slots=True)
class Words:
    """Stands for a value that there is none of, such as `(known after apply)`."""

    text: str


class Unknown(str):
    """The reference to a value that is known after apply."""

    __slots__ = ()


KNOWN_AFTER_APPLY = Words("(known after apply)")
UNREADABLE = Words("(cannot be read back)")
_PLAIN = FieldKind()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field: `+` shows `after`, `-` shows `before`, `~` shows both, a blank shows `after`.

    A value may be `Words` instead. `zones` are the IANA names beside the two values of a time.
    """

    symbol: str
    name: str
    before: Value = None
    after: Value = None
    kind: FieldKind = _PLAIN
    zones: tuple[str | None, str | None] = (None, None)
    remarks: tuple[str, ...] = ()


def field_rows(change: Change, kinds: KindOf) -> list[FieldRow]:
    """The rows of one change in the order of its fields; none for what only enters or leaves the state."""
    if change.action.creates and not change.action.replaces:
        return [FieldRow(symbol="+", name="id", after=KNOWN_AFTER_APPLY), *_created(change, kinds)]
    if change.action.deletes and not change.action.creates:
        return [
            replace(_bare(name, change, kinds), symbol="-", before=value)
            for name, value in (change.before or {}).items()
        ]
    changed = [_changed(field, change, kinds) for field in change.fields]
    if change.action.replaces:
        return [FieldRow(symbol="~", name="id", before=change.id, after=KNOWN_AFTER_APPLY), *changed]
    return changed


def _bare(name: str, change: Change, kinds: KindOf) -> FieldRow:
    """The row without its values."""
    kind = kinds(change.address.collection, name)
    zones = (_zone(change.before, kind), _zone(change.after, kind))
    return FieldRow(symbol=" ", name=name, kind=kind, zones=zones)


def _zone(fields: Fields | None, kind: FieldKind) -> str | None:
    zone = (fields or {}).get(kind.zone) if kind.zone else None
    return zone if isinstance(zone, str) else None


def _created(change: Change, kinds: KindOf) -> Iterator[FieldRow]:
    own, unknown = change.after or {}, [name for name in change.after_unknown if name != "id"]
    wanted = [one.path for one in change.fields if one.path in own or one.path in unknown]
    names = dict.fromkeys((*wanted, *own, *unknown))
    after = {name: _after(name, own.get(name, KNOWN_AFTER_APPLY), change) for name in names}
    carried = {field.path: _remarks(field) for field in change.fields if field.carried}
    for name, value in after.items():
        yield replace(_bare(name, change, kinds), symbol="+", after=value, remarks=carried.get(name, ()))
    yield from (_changed(field, change, kinds) for field in change.fields if field.path not in after)


def _after(name: str, value: Value, change: Change) -> Value:
    """A value with its references to what is known after apply marked as that."""
    wanted = next((field.after for field in change.fields if field.path == name), value)
    match change.after_unknown.get(name):
        case True:
            return Unknown(wanted) if isinstance(wanted, str) else KNOWN_AFTER_APPLY
        case list(flags) if isinstance(wanted, list) and len(wanted) == len(flags):
            return [Unknown(one) if flag else one for one, flag in zip(wanted, flags, strict=True)]
    return value


def _changed(field: FieldChange, change: Change, kinds: KindOf) -> FieldRow:
    after = _after(field.path, field.after, change)
    row = replace(_bare(field.path, change, kinds), before=field.before, after=after, remarks=_remarks(field))
    if field.carried is Carried.TAKEN_OVER:
        return replace(row, symbol=" ")
    if field.known:
        return replace(row, symbol=_symbol(field.before, after))
    if change.action.adopts:
        return replace(row, symbol=" ", remarks=("(unverified)",))
    if _empty(field.before):
        return replace(row, symbol="~", before=UNREADABLE)
    return replace(row, symbol=_symbol(field.before, after), remarks=(*row.remarks, UNREADABLE.text))


def _symbol(before: Value, after: Value) -> str:
    return "+" if _empty(before) else "-" if _empty(after) else "~"


def _remarks(field: FieldChange) -> tuple[str, ...]:
    if field.carried:
        return (_CARRIED[field.carried],)
    loses = _LOSES.get(field.origin) if field.origin else None
    forces = "# forces replacement" if field.forces_replacement else None
    return tuple(remark for remark in (loses, forces, _looks_the_same(field)) if remark)


def _looks_the_same(field: FieldChange) -> str | None:
    before, after = field.before, field.after
    if not (isinstance(before, str) and isinstance(after, str)):
        return None
    told = only_unseen(before, after)
    return f"# {told}" if told else None


def _empty(value: Value) -> bool:
    return value in (None, "", [])
