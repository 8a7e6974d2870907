"""What is said of a change that was not made, or not as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error, note
from rawugc_sync.words.errors import ApiError, Intercepted, Interrupted, OutcomeUnknown, Problem, Unauthorized
from rawugc_sync.words.planned import Change, Edit

GENERATING = "generating"
FAILED = "generation-failed"
_GOES_ON = "Run apply again: it goes on waiting, and nothing is generated twice."
_UNKNOWN = "It may have been carried out all the same; the next plan shows it."


def refused(
    change: Change, failed: ApiError, type_: ResourceType, edit: Edit | None = None
) -> Iterator[Diagnostic]:
    """What the API said, each of its field errors at its field, which may be within that of an edit."""
    address = str(change.address)
    for one in failed.diagnostics:
        unknown = isinstance(failed, OutcomeUnknown)
        detail = f"{one.detail} {_UNKNOWN}".strip() if unknown else one.detail
        yield error(one.code, one.summary, detail, address=address)
    fields = failed.fields if isinstance(failed, Problem) else {}
    names = {trait.sent_as: name for name, trait in type_.fields.traits.items() if trait.sent_as}
    for name, messages in fields.items():
        field = f"{edit.field}.{name}" if edit else _spelled(name, names, change.after or {})
        yield from (error("validation-failed", message, address=address, field=field) for message in messages)


def ends_the_run(failed: ApiError) -> bool:
    """A wrong key, a stop, no way through a proxy or the rate limit: the next call would end alike."""
    closed = isinstance(failed, Intercepted) and failed.status in (401, 407)
    return (
        closed
        or isinstance(failed, Unauthorized | Interrupted)
        or failed.diagnostics[0].code == "rate-limited"
    )


def skipped(change: Change, blockers: Sequence[Address]) -> Diagnostic:
    """A change that was not attempted, for it depends on something that was not made."""
    names = ", ".join(str(address) for address in blockers)
    return error("skipped", f"waits for {names}, which was not applied", address=str(change.address))


def partly(change: Change, carried: int) -> Diagnostic:
    """So many of the calls of a change were carried out."""
    done = ", ".join(f"{call.method} {call.path}" for call in change.calls[:carried])
    summary = f"{carried} of its {len(change.calls)} calls had been carried out: {done}"
    return error("partly", summary, "The next plan shows what is left.", address=str(change.address))


def halfway(change: Change) -> Diagnostic:
    """A change that was interrupted between two calls."""
    summary = "was interrupted between two calls"
    return error("interrupted", summary, "Run apply again.", address=str(change.address))


def not_ready(change: Change, patience: str) -> Diagnostic:
    """An object that was not ready in the time that was given to it."""
    summary = f"was not ready after {patience}"
    return error(GENERATING, summary, _GOES_ON, address=str(change.address))


def never_ready(change: Change, why: str) -> Diagnostic:
    """An object that the API has given up."""
    return error(FAILED, f"was made, and failed: {why}", address=str(change.address))


def not_waited_for(change: Change) -> Diagnostic:
    """An object that was not ready when the run ended."""
    summary = "was not ready when the run ended"
    return error(GENERATING, summary, _GOES_ON, address=str(change.address))


def put_off(change: Change) -> Diagnostic:
    """An object that this run was not to wait for."""
    return note(GENERATING, "is not ready yet", _GOES_ON, address=str(change.address))


def held_up(change: Change, blockers: Sequence[Address]) -> Diagnostic:
    """A change that waits for objects which this run was not to wait for."""
    names = ", ".join(str(address) for address in blockers)
    return note(GENERATING, f"waits for {names}", address=str(change.address))


def _spelled(name: str, names: Mapping[str, str], written: Mapping[str, Any]) -> str:
    """The manifest's name of a field that the API calls `name`."""
    own = names.get(name)
    return own if own is not None and own in written else name
