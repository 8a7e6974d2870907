"""What a plan says beside its changes: fields that it does not write, and why it refuses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rawugc_sync.planning.differences import Delta
from rawugc_sync.planning.draft import Draft
from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.resources.characters import UnusableCharacter
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, Where, error, note, warning
from rawugc_sync.words.live import Live
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Carried, FieldChange
from rawugc_sync.words.recorded import Unresolved


def remark(
    draft: Draft,
    type_: ResourceType,
    address: Address,
    delta: Delta,
    fates: Mapping[str, Carried] | None = None,
) -> None:
    """Add the drift that is kept or stops the plan, and what cannot be compared, to the draft.

    `fates` says of the fields of a replaced object which are taken over and which are lost.
    """

    def stays(name: str) -> bool:
        """Whether the value that is live is live afterwards."""
        return fates is None or fates.get(name) is Carried.TAKEN_OVER

    fate = "left as it is" if fates is None else "taken over"
    draft.diagnostics += [
        _drift_kept(type_, address, change, delta.fields, fate) for change in delta.kept if stays(change.path)
    ]
    draft.refusals += [_drift_stop(type_, address, change, delta.fields) for change in delta.stopped]
    draft.diagnostics += [_comes_back(address, name) for name in delta.returning]
    if delta.unverified:
        draft.diagnostics.append(_unverified(address, delta.unverified))
    draft.diagnostics += [_released(address, name) for name in delta.released if stays(name)]


def _drift_kept(
    type_: ResourceType, address: Address, change: FieldChange, fields: Fields, fate: str
) -> Diagnostic:
    summary = f"{_was_changed(type_, change, fields)} and is {fate}"
    return warning("drift-kept", summary, _take_over(address), address=str(address), field=change.path)


def _drift_stop(type_: ResourceType, address: Address, change: FieldChange, fields: Fields) -> Diagnostic:
    summary = f"{_was_changed(type_, change, fields)}, which stops the plan"
    return error("drift-stop", summary, _take_over(address), address=str(address), field=change.path)


def _was_changed(type_: ResourceType, change: FieldChange, fields: Fields) -> str:
    return f"was changed outside git to {value_text(type_, change.path, change.before, fields)}"


def _take_over(address: Address) -> str:
    return f"Take it over into the manifest, or undo it with --revert-drift {address}."


def _comes_back(address: Address, name: str) -> Diagnostic:
    return warning(
        "comes-back",
        "reads back differently each time it is written, so it is not written again",
        "RawUGC may rewrite it. List it in lifecycle: {ignoreChanges: […]} to silence this.",
        address=str(address),
        field=name,
    )


def _unverified(address: Address, names: Sequence[str]) -> Diagnostic:
    summary = f"{', '.join(names)}: taken as the manifest has it, for nothing live can be compared"
    return note("unverified", summary, address=str(address))


def _released(address: Address, name: str) -> Diagnostic:
    summary = "has left the manifest and is no longer managed; its live value stays"
    return note("unmanaged", summary, address=str(address), field=name)


def value_text(type_: ResourceType, name: str, value: Value, fields: Fields, length: int = 60) -> str:
    """The value of a field in at most about `length` characters; a time in the zone of `fields`."""
    trait = type_.fields.traits[name]
    if value in (None, "", []):
        return "nothing"
    if trait.kind is Kind.TIME:
        return moment(value, fields.get(trait.zone or ""))
    if not isinstance(value, str):
        return shortened(json.dumps(value, ensure_ascii=False), length)
    return f'"{shortened(value, length)}"'


def shortened(text: str, length: int) -> str:
    """A text on one line, cut to at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


_HALLMARKS = 300
_NAMED = 10
"""How many ids a remark names; the rest is counted."""


def unknown_account(
    type_: ResourceType, address: Address, desired: Desired | None, unknown: UnknownAccount
) -> Diagnostic:
    """The error for an account that is not connected, at the field that names it."""
    fields = desired.fields if desired else ()
    field = next((name for name in fields if type_.fields.traits[name].kind is Kind.ACCOUNTS), None)
    return error("unknown-account", str(unknown), address=str(address), field=field)


def unusable_character(address: Address, unusable: UnusableCharacter) -> Diagnostic:
    """The error for a character that nothing can be generated with, at the field that names it."""
    where: Where = {"address": str(address), "field": unusable.field}
    return error(unusable.code, str(unusable), unusable.way_out, **where)


def ambiguous(type_: ResourceType, desired: Desired, found: Mapping[str, Live]) -> Diagnostic:
    """The refusal where more than one live object, or more than one resource, could be meant."""
    ids, lines = _candidates(type_, desired, found)
    address = desired.address
    fate = "Or rename or delete one of them, so that only one matches."
    which = f"Say which one it is (keep one line):\nimports:\n{lines}\n{fate}"
    return error(
        "ambiguous",
        _could_be(type_, desired, found, ids),
        which if type_.calls.deletable else _which_or_none(address, ids, lines),
        address=str(address),
    )


def alike(type_: ResourceType, desired: Desired, found: Mapping[str, Live]) -> Diagnostic:
    """The refusal of a create beside an object that is nearly the same."""
    ids, lines = _candidates(type_, desired, found)
    return error(
        "ambiguous",
        f"could be {_any_of(ids)}, {type_.identity.nearness}",
        _which_or_none(desired.address, ids, lines),
        address=str(desired.address),
    )


def _could_be(type_: ResourceType, desired: Desired, found: Mapping[str, Live], ids: Sequence[str]) -> str:
    if len(ids) > 1:
        return f"could be {_any_of(ids)}: more than one live object matches"
    differs = type_.fields.differing(desired.fields, found[ids[0]])
    if type_.fields.whole and differs:
        return f"could be {ids[0]}, which is another in {', '.join(differs)}"
    return f"could be {ids[0]}, which it matches together with another resource"


def _which_or_none(address: Address, ids: Sequence[str], lines: str) -> str:
    return (
        f"Say which one it is (keep one line), or that it is none of them:\nimports:\n{lines}\n"
        f"  - {{to: {address}, not: [{', '.join(ids)}]}}"
    )


def _candidates(type_: ResourceType, desired: Desired, found: Mapping[str, Live]) -> tuple[list[str], str]:
    """The ids, the equal ones first, and the lines of an `imports` block for them."""
    differs = {id: type_.fields.differing(desired.fields, live) for id, live in found.items()}
    ids = sorted(found, key=lambda id: bool(differs[id]))
    lines = "\n".join(
        f"  - {{to: {desired.address}, id: {id}}}  # {_told_apart(type_, found[id], differs[id])}"
        for id in ids[:_NAMED]
    )
    if more := ids[_NAMED:]:
        lines += f"\n  # … and {len(more)} more"
    return ids, lines


def _told_apart(type_: ResourceType, live: Live, differs: Sequence[str]) -> str:
    equality = f"differs in {', '.join(differs)}" if differs else "equal in all that can be read"
    return ", ".join(filter(None, (shortened(type_.spelling.hallmarks(live), _HALLMARKS), equality)))


def _any_of(ids: Sequence[str]) -> str:
    """`per_1 or per_2`, or the first of many and how many more."""
    named = " or ".join(ids[:_NAMED])
    return f"{named} or one of {len(ids) - _NAMED} more" if len(ids) > _NAMED else named


def possible_duplicate(type_: ResourceType, address: Address, ids: Sequence[str]) -> Diagnostic:
    """The refusal of a new object that may be out already."""
    return error(
        "possible-duplicate",
        f"may be out already as {_any_of(ids)}, which shares its {type_.identity.telltale}",
        "Look at it in the dashboard. If it is the same, write imports: [{to, id}] or delete one of the two. "
        f"If it is none of these, say so:\nimports:\n  - {{to: {address}, not: [{', '.join(ids)}]}}",
        address=str(address),
    )


def import_mismatch(
    desired: Desired, live: Live, name: str, found: Value, *, by_block: bool = False
) -> Diagnostic:
    """The refusal to take an object for a resource that it cannot become; `found` is what is live."""
    shown, wanted = (json.dumps(value, ensure_ascii=False) for value in (found, desired.fields[name]))
    others = "import another object, or remove the block" if by_block else "or import another object"
    return error(
        "import-mismatch",
        f"is {shown} in {live.id} and {wanted} here, and cannot be changed",
        f"So they are not the same. Write into {name} what is live, {others}.",
        address=str(desired.address),
        field=name,
    )


def protected(address: Address, *, replacing: bool) -> Diagnostic:
    """The refusal to delete or replace what is protected."""
    way_out = "If it may really go, apply lifecycle: {preventDestroy: false} for it first."
    if not replacing:
        keep = f"removed: [{{from: {address}, destroy: false}}]"
        way_out = f"{way_out} To let go of it and keep it live, write {keep}."
    summary = f"would be {'replaced' if replacing else 'deleted'}, and preventDestroy forbids it"
    return error("prevent-destroy", summary, way_out, address=str(address))


def unresolved(address: Address, lost: Unresolved, ids: Sequence[str], *, again: bool) -> Diagnostic:
    """The warning of what may or may not have happened: it blocks its address, nothing else.

    `again` says that the next apply sends it once more if it does not show; else a person decides.
    """
    ways = (
        f"rawugc-sync state resolve {address} --adopt ID (it is there), --recreate (it is not), or --forget."
    )
    may = f" It may be {_any_of(ids)}." if ids else ""
    there = f" for a version above {lost.edit.above}" if lost.edit else ""
    return warning(
        "unresolved",
        f"{lost.doubt}; the next apply looks for it, and creates it if it is not there"
        if again
        else f"{lost.doubt}, and {'that call is' if lost.edit else 'is'} not sent again",
        f"To settle it now, look into the dashboard, and say so: {ways}"
        if again
        else f"Look into the dashboard{there}.{may} Then say so: {ways}",
        address=str(address),
    )
