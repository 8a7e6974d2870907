"""What the decisions on one collection are made from, and the draft that they go into."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rawugc_sync.planning import editing
from rawugc_sync.planning.changes import FieldChanges, identified, paid_for
from rawugc_sync.planning.differences import Delta, compare
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity, Suspects
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.look import payment
from rawugc_sync.planning.saying.remarks import protected
from rawugc_sync.resources.life import Case, Standing, Verdict
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.credits import Payment
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import warning
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change, Step
from rawugc_sync.words.recorded import Record, Unresolved


@dataclass(frozen=True, slots=True)
class Scene:
    """One collection of a world, who is who in it, what was asked, and what has been decided so far."""

    world: World
    options: Options
    type: ResourceType
    identity: Identity
    suspects: Suspects
    draft: Draft

    def is_released(self, address: Address) -> bool:
        """Whether it has been said that the object stays: by a `removed` block, or for its collection."""
        return address in self.identity.released

    def compare(self, desired: Desired, record: Record | None, live: Live) -> Delta:
        """How a live object differs from what is desired, and what follows from that."""
        policy = self.options.policy(desired.address, self.type)
        if record and desired.address in self.options.revert_drift:
            record = replace(record, seen={})
        delta = compare(self.type, desired, record, live, policy=policy, known=self.world.known)
        if record is None:
            return editing.of_live(self.type, desired.fields, live, delta)
        return editing.judged(self.type, record, live, delta)

    def verdict(
        self, desired: Desired | None, record: Record | None, live: Live | None, changes: FieldChanges
    ) -> Verdict:
        """What the life cycle of an object allows now."""
        fields = desired.fields if desired else None
        replacing = desired is not None and desired.address in self.options.replace
        retrying = self.options.retry_failed
        return self.type.life.verdict(
            Case(fields, record, live, changes, self.world.now, replacing, retrying)
        )

    def updates(self, live: Live, changes: FieldChanges) -> tuple[Call, ...]:
        """The calls that bring changes to a live object, but for its edits."""
        changed = {c.path: c.after for c in changes if c.path not in self.type.calls.edits}
        return self.type.calls.update(live, changed, self.world.known) if changed else ()

    def in_place(self, delta: Delta, live: Live) -> FieldChanges:
        """The changes that take no new object: none but edits, which wait, while it is not ready."""
        pending, edits = self.type.life.is_pending(live), self.type.calls.edits
        lasting = (change for change in delta.changes if not change.forces_replacement)
        return tuple(change for change in lasting if not pending or change.path in edits)

    def until_ready(self, change: Change, live: Live, record: Record, fields: Fields) -> Change:
        """A change that leaves a `record` of a live object, the wait where it is not ready, and its edits."""
        wait = (Step(wait=self.type.calls.wait),) if self.type.life.is_pending(live) else ()
        mine = record.fields.keys() | {one.path for one in change.fields}
        there = {name: v for name, v in fields.items() if name in mine and v is not None}
        edits = editing.Chain(record, self.type.calls.edits.among(there))
        steps = editing.steps(self.type, change.address, edits)
        return replace(change, steps=(*change.steps, *wait, *steps))

    def check_protection(self, address: Address, desired: Desired | None, record: Record) -> None:
        """Refuse what takes an object away that a manifest, or else the state, protects."""
        wish = desired.lifecycle.prevent_destroy if desired else None
        if record.prevent_destroy if wish is None else wish:
            self.draft.refusals.append(protected(address, replacing=desired is not None))

    def skip(self, address: Address, verdict: Verdict) -> None:
        """Say why nothing is done, or what is done is to be looked at."""
        said = warning(verdict.code, verdict.summary, verdict.detail, address=str(address))
        self.draft.diagnostics.append(said)
        if verdict.standing is Standing.BROKEN:
            self.draft.broken.append(address)

    def _payment(self, change: Change, lost: Unresolved | None) -> Payment | None:
        """What a create without an answer has cost, of which the object of a change has turned out to be."""
        live = self.world.live.get(change.address.collection, {}).get(change.id or "")
        if lost is None or lost.edit or live is None or live.id in lost.known:
            return None
        return payment(self.type, lost, live)

    def add(self, desired: Desired | None, change: Change) -> None:
        """A change is to be made."""
        lost = self.world.unresolved.get(change.address)
        change = replace(
            paid_for(identified(change, lost), self._payment(change, lost)),
            drift=change.drift or any(field.loses_an_edit for field in change.fields),
            depends_on=desired.references if desired else change.depends_on,
            source=desired.source if desired else None,
        )
        life = self.type.life
        self.draft.changes.append(
            replace(change, urgency=life.urgency(change, self.world.now), note=life.note(change))
        )
