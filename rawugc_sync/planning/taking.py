"""Takes over a live object that a person names by its id: whether it can be the resource, and its record."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning import editing
from rawugc_sync.planning.changes import record_of
from rawugc_sync.planning.differences import Delta, compare
from rawugc_sync.resources.life import Drift
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record


def mismatch(type_: ResourceType, desired: Desired, live: Live) -> dict[str, Value]:
    """Field → what is live, where they differ for good: with one, it is not this resource."""
    forced = [change for change in _delta(type_, desired, live).changes if change.forces_replacement]
    ignored = desired.lifecycle.ignore_changes
    other = type_.identity.contradictions(desired.fields, live).items()
    return {change.path: change.before for change in forced} | {n: v for n, v in other if n not in ignored}


def taken(type_: ResourceType, desired: Desired, live: Live) -> Record:
    """The record of a live object as it is: of each field that the manifest sets, the live value.

    So the next plan shows what the manifest changes as an edit of git. What live does not tell is as
    the manifest has it, unverified.
    """
    delta = _delta(type_, desired, live)
    shown = {change.path: change.before for change in delta.changes}
    fields = {name: shown.get(name, value) for name, value in delta.fields.items()}
    known = {name: value for name, value in fields.items() if value is not None}
    record = record_of(live.id, desired, known, None)
    record = replace(record, unverified=frozenset(delta.unverified), adopted=delta.stand_ins)
    return editing.entered(type_, record, live)


def _delta(type_: ResourceType, desired: Desired, live: Live) -> Delta:
    """Without a record there is no drift, and no account to spell in another way."""
    return compare(type_, desired, None, live, policy=Drift.REVERT, known=UNREAD)
