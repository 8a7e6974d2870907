"""Whether what a change rests on has moved while its run was under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.planning.staleness import describe
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change

_NEXT = "It is left as it is. The next plan shows it."


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run has sent to one object so far, whether it was carried out or not."""

    fields: Fields
    deleted: bool = False


NOTHING_SENT = Sent({})


def moved(
    type_: ResourceType, change: Change, call: Call, was: Live | None, now: Live | None, sent: Sent
) -> Diagnostic | None:
    """What has moved under a call of a change, less what its own run has sent; None when it may go.

    `was` is the object as the plan read it, `now` as it was read again; None where it is not there.
    """
    if was is None:
        return None
    if now is None:
        return None if sent.deleted or _only_removes(change, call) else _gone()
    before, after = (_shown(type_, change.before or {}, live) for live in (was, now))
    differing = {
        name
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
        and not (name in sent.fields and type_.fields.same(name, after.get(name), sent.fields[name]))
    }
    if not differing:
        return None
    differences = describe(_only(before, differing), _only(after, differing))
    summary = "was changed outside git while this run waited, and is not overwritten"
    return error("stale", summary, " ".join([*differences, _NEXT]))


def _only_removes(change: Change, call: Call) -> bool:
    """Whether it is all one if the object is gone already: not where a new one is to take its place."""
    left = change.calls[change.calls.index(call) :]
    return call.removes is not None and not any(one.id_fields for one in left)


def _gone() -> Diagnostic:
    return error("stale", "was deleted outside git while this run waited", _NEXT)


def _shown(type_: ResourceType, managed: Fields, live: Live) -> Fields:
    """What the API shows of an object, in the spelling of what is managed where that is another one."""
    observed = {
        name: type_.fields.observed(name, managed, live)
        for name in managed
        if type_.fields.shows(name, managed, live)
    }
    return {**live.fields, **observed}


def _only(fields: Mapping[str, object], names: set[str]) -> dict[str, object]:
    return {name: fields.get(name) for name in names}
