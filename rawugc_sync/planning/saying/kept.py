"""What a plan says of a replacement beside its fields: what is lost, and why it must not be."""

from __future__ import annotations

from rawugc_sync.planning.carrying import Carry
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.saying.remarks import value_text
from rawugc_sync.resources.life import Verdict
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.words.planned import Carried


def tell(draft: Draft, type_: ResourceType, address: Address, carried: Carry) -> None:
    """Add what the new object cannot take over to the draft, and the refusals to make it."""
    where = str(address)
    for one in carried.shown:
        if one.carried is Carried.LOST:
            value = value_text(type_, one.path, one.before, carried.fields)
            summary = f"is {value} outside git, which its replacement cannot take over: it is lost"
            draft.diagnostics.append(warning("lost-by-replace", summary, address=where, field=one.path))
    if names := ", ".join(carried.unseen):
        summary = f"has what RawUGC does not show at its default once it is replaced: {names}"
        draft.diagnostics.append(note("not-taken-over", summary, address=where))
    draft.refusals += [_refusal(address, *objection) for objection in carried.objections]


def untimely(address: Address, verdict: Verdict) -> Diagnostic:
    """The refusal of a replacement with a live time that cannot be sent any more."""
    summary = f"would be replaced with the time that it has outside git: {verdict.summary}"
    return _refusal(address, None, summary, "Write the time that it is to have into the manifest.")


def _refusal(address: Address, field: str | None, summary: str, way_out: str = "") -> Diagnostic:
    return error(
        "kept-by-replace",
        summary,
        way_out
        or f"Take what is live over into the manifest with rawugc-sync pull {address}, "
        f"or undo it with --revert-drift {address}.",
        address=str(address),
        field=field,
    )
