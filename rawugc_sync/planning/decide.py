"""What happens to one resource: create, update, replace, delete, adopt, forget, nothing, or skip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rawugc_sync.planning import changes as build
from rawugc_sync.planning.carrying import carry, resumed
from rawugc_sync.planning.changes import FieldChanges
from rawugc_sync.planning.differences import Delta, compare
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity, Suspects
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.look import Sight, may_repeat
from rawugc_sync.planning.saying.kept import tell, untimely
from rawugc_sync.planning.saying.remarks import (
    alike,
    ambiguous,
    import_mismatch,
    possible_duplicate,
    protected,
    remark,
    unknown_account,
    unresolved,
)
from rawugc_sync.planning.taking import mismatch
from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.resources.life import Case, Standing, Verdict
from rawugc_sync.resources.outings import meet
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import note, warning
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Action, Call, Change, FieldChange
from rawugc_sync.words.recorded import Record, Unresolved

LATE_MS = 10_000
"""How long a new object may stay out of its list; then its absence counts."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides on the resources of one collection, into a draft.

    `previous`: address → the one that it has moved from.
    """

    world: World
    options: Options
    type: ResourceType
    identity: Identity
    suspects: Suspects
    draft: Draft
    previous: Mapping[Address, Address]

    def decide(self, address: Address) -> None:
        """Add what happens to `address` to the draft; Needed if that cannot be told yet."""
        before = self.draft.mark()
        self._decide(address)
        if address in self.previous:
            self.draft.show_move(address, self.previous[address], self.world.records.get(address), before)

    def _decide(self, address: Address) -> None:
        desired, record = self.world.desired.get(address), self.world.records.get(address)
        waits = address in self.world.unresolved and address not in self.identity.imported
        if record and record.deposed and not waits:
            leaving = desired is None and not self._is_released(address)
            record = self._deposed(address, record, leaving=leaving)
        try:
            if waits:
                self._unresolved(address, desired, self.world.unresolved[address])
            else:
                self._dispatch(address, desired, record)
        except UnknownAccount as unknown:
            self.draft.errors.append(unknown_account(self.type, address, desired, unknown))

    def _dispatch(self, address: Address, desired: Desired | None, record: Record | None) -> None:
        if desired is not None and record is not None:
            self._recorded(desired, record)
        elif desired is not None:
            self._unrecorded(desired)
        elif record is not None:
            self._leaving(address, record)
        else:  # a lost create that is neither there nor wanted any more
            self.draft.refreshed[address] = None

    # -- without a record

    def _unrecorded(self, desired: Desired) -> None:
        address = desired.address
        if unknown := self.identity.accountless.get(address):
            raise unknown
        if ids := self.identity.unclear.get(address):
            self._ask_which(desired, ids)
        elif live := self.identity.live.get(address):
            self._adopt(desired, live)
        else:
            self._create_new(desired)

    def _create_new(self, desired: Desired) -> None:
        verdict = self._verdict(desired, None, None, ())
        if verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
            return
        if lost := self._lost_twin(desired):
            summary = f"may be {lost} again, which may or may not have been created: it waits for that"
            said = warning("unresolved", summary, "Settle the other one first.", address=str(desired.address))
            self.draft.diagnostics.append(said)
            return
        traces = self.type.identity.suspicions(desired.fields, self.world.known)
        others = self.identity.never.get(desired.address, frozenset())
        if twins := [id for id in self.suspects.of(traces) if id not in others]:
            self.draft.refusals.append(possible_duplicate(self.type, desired.address, twins))
            return
        self._add(desired, build.creation(self.type, desired, self.world.known))

    def _lost_twin(self, desired: Desired) -> Address | None:
        """An unresolved create of what is equal or goes out with the same: it would be out twice."""
        for other, lost in self.world.unresolved.items():
            if other.collection != desired.address.collection or other == desired.address:
                continue
            open_still = self.identity.lost[other].sight is not Sight.OURS
            if open_still and self._is_twin(desired.fields, lost.content):
                return other
        return None

    def _is_twin(self, fields: Fields, sent: Fields) -> bool:
        if self.type.identity.fingerprint(sent) == self.type.identity.fingerprint(fields):
            return True
        ours, its = (self.type.life.outing(one, self.world.known) for one in (fields, sent))
        return ours is not None and its is not None and meet(ours, its, self.world.now)

    def _ask_which(self, desired: Desired, ids: Iterable[str]) -> None:
        objects = self.world.live[self.type.collection]
        found = {id: self.type.fields.differing(desired.fields, objects[id]) for id in sorted(ids)}
        ask = alike if desired.address in self.identity.alike else ambiguous
        self.draft.refusals.append(ask(desired.address, found))

    def _adopt(self, desired: Desired, live: Live, old: Record | None = None) -> None:
        """Take over what matches; `old` is the record of an object that is not live any more."""
        delta = self._compare(desired, None, live)
        by_block = desired.address in self.identity.imported
        if by_block and (wrong := mismatch(self.type, desired, live)):
            told = [import_mismatch(desired, live, name, value) for name, value in wrong.items()]
            self.draft.refusals += told
            return
        changes = tuple(change for change in delta.changes if not change.forces_replacement)
        verdict = self._verdict(desired, None, live, changes)
        fields = delta.fields
        if verdict.standing is not Standing.OPEN:
            fields = {**fields, **{change.path: change.before for change in changes}}
            changes = ()
        if verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
        else:
            remark(self.draft, self.type, desired.address, delta)
        self.draft.unverified += len(delta.unverified)
        change = build.adoption(desired, live, fields, changes, self._updates(live, changes))
        assert change.record is not None
        record = replace(change.record, unverified=frozenset(delta.unverified))
        reason = "import_block" if by_block else None
        record = build.inherited(desired, record, old)
        self._add(desired, replace(change, record=record, action_reason=reason))

    # -- after a create without an answer

    def _unresolved(self, address: Address, desired: Desired | None, pending: Unresolved) -> None:
        """Found: taken over. Absent, and nothing that is public: started over. Else a person decides."""
        found = self.identity.lost[address]
        if found.sight is Sight.OURS:
            live = self.world.live[address.collection][found.ids[0]]
            self._found(address, desired, replace(pending.record, id=live.id), live)
        elif found.sight is Sight.NOTHING and self._is_absent(pending):
            self._dispatch(address, desired, self.world.records.get(address))
        else:
            self.draft.unresolved.append(address)
            again = may_repeat(self.type, pending, found)
            self.draft.diagnostics.append(unresolved(address, found.ids, again=again))
            if found.sight is Sight.NOTHING:
                self.draft.look_again = max(self.draft.look_again, self._left(pending))

    def _is_absent(self, pending: Unresolved) -> bool:
        return self.type.calls.repeats_lost_creates and not pending.exists and self._left(pending) == 0

    def _left(self, pending: Unresolved) -> int:
        """Milliseconds for which it may still be missing in its list; never more than ten seconds."""
        return min(max(0, LATE_MS - (self.world.listed_at - pending.sent_at)), LATE_MS)

    def _found(self, address: Address, desired: Desired | None, record: Record, live: Live) -> None:
        record = self._deposed(address, record, leaving=desired is None)
        if desired is None:
            self._leaving(address, record, live)
            return
        delta = self._compare(desired, record, live)
        changes = tuple(change for change in delta.changes if not change.forces_replacement)
        forced = {c.path: c.before for c in delta.changes if c.forces_replacement}
        fields = {**delta.fields, **forced}
        change = build.adoption(desired, live, fields, changes, self._updates(live, changes))
        assert change.record is not None
        kept = build.inherited(desired, change.record, record)
        self._add(desired, replace(change, record=kept, action_reason="created_before"))

    # -- with a record

    def _recorded(self, desired: Desired, record: Record) -> None:
        live = self.identity.live.get(desired.address)
        if live is None:
            self._gone(desired, record)
            return
        if live.id != record.id:
            self._adopt(desired, live, record)
            return
        delta = self._compare(desired, record, live)
        changes = tuple(delta.changes)
        really = replace(desired, fields={**desired.fields, **build.left_as_live(desired, live, delta)})
        verdict = self._verdict(really, record, live, changes)
        replacing = desired.address in self.options.replace or any(c.forces_replacement for c in changes)
        if verdict.standing is Standing.HISTORY:
            self._past(changes)
        elif verdict.standing is Standing.RETRY:
            self._retry(desired, record, live, delta, verdict)
        elif verdict.standing is not Standing.RELEASE and replacing:
            self._replace(desired, record, live, delta, verdict)
        elif verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
        else:
            remark(self.draft, self.type, desired.address, delta)
            self._change(desired, record, live, delta)

    def _change(self, desired: Desired, record: Record, live: Live, delta: Delta) -> None:
        changes = tuple(delta.changes)
        after = build.refreshed(desired, live, delta, record)
        if not changes:
            self.draft.keep(desired.address, record, after)
            return
        calls = self._updates(live, changes)
        self._add(desired, build.update(desired, record, live, delta, after, calls))

    def _replace(self, desired: Desired, record: Record, live: Live, delta: Delta, verdict: Verdict) -> None:
        """A new object with what the old one has and git leaves alone; only then it is known what is sent."""
        carried = carry(self.type, desired, record, live, delta, self.world.known)
        sent = self._verdict(replace(desired, fields=carried.fields), record, live, tuple(delta.changes))
        if verdict.standing is Standing.SKIP and sent.standing is not Standing.OPEN:
            self._skip(desired.address, verdict)
            return
        remark(self.draft, self.type, desired.address, delta, carried.fates)
        tell(self.draft, self.type, desired.address, carried)
        if sent.standing is Standing.SKIP:
            self.draft.refusals.append(untimely(desired.address, sent))
        if carried.objections:
            return
        kept = {name: delta.seen[name] for name in delta.returning}
        after = replace(build.refreshed(desired, live, delta, record), seen=kept)
        change = build.update(desired, record, live, delta, after, ())
        # A create that fails would leave nothing where the old one was.
        known = self.world.known.for_sure()
        self._add(desired, build.replacement(self.type, change, live, known, carried))
        self._check_protection(desired.address, desired, record)

    def _retry(self, desired: Desired, record: Record, live: Live, delta: Delta, verdict: Verdict) -> None:
        if verdict.code:
            self._skip(desired.address, verdict)
        carried = carry(self.type, desired, record, live, delta, self.world.known)
        remark(self.draft, self.type, desired.address, delta, carried.fates)
        tell(self.draft, self.type, desired.address, carried)
        if not carried.objections:
            made = build.creation(self.type, desired, self.world.known, record, carried)
            self._add(desired, build.retry(made, desired, live, delta, carried))

    def _gone(self, desired: Desired, record: Record) -> None:
        address = desired.address
        if ids := self.identity.unclear.get(address):
            self._ask_which(desired, ids)
            return
        ours = record.replacing or address in self.options.recreate
        if not (self.type.life.recreates or ours):
            self.draft.diagnostics.append(
                warning(
                    "deleted-outside",
                    "was deleted outside git and is not created again",
                    f"Remove it from the manifests, or create it again with --recreate {address}.",
                    address=str(address),
                )
            )
            return
        verdict = self._verdict(desired, None, None, ())
        if verdict.standing is Standing.SKIP:
            self._skip(address, verdict)
            return
        if record.replacing:
            said = note(
                "replacing", "its replacement was interrupted and is finished now", address=str(address)
            )
        else:
            summary = "was deleted outside git and is created again"
            said = warning("deleted-outside", summary, address=str(address))
        self.draft.diagnostics.append(said)
        carried = resumed(self.type, desired, record) if record.replacing else None
        change = build.creation(self.type, desired, self.world.known, record, carried)
        self._add(desired, replace(change, drift=not record.replacing))

    def _past(self, changes: FieldChanges) -> None:
        self.draft.unchanged += 1
        self.draft.history += 1
        self.draft.edited += any(change.origin in ("git", "both") for change in changes)

    # -- no longer wanted

    def _leaving(self, address: Address, record: Record, found: Live | None = None) -> None:
        live = found or self.identity.live.get(address)
        if live is None and record.replacing and record.replacing.deleted and not record.deposed:
            self.draft.refreshed[address] = (
                None  # we have deleted it, and nobody wants its replacement any more
            )
            return
        reason = None if self.options.destroy else "delete_because_no_resource_config"
        if live is None and record.deposed and not self._is_released(address):
            self._remove(address, record, build.remains(self.type, address, record, reason))
            return
        if live is None or self._is_released(address):
            self._release(address, record, live)
            return
        verdict = self._verdict(None, record, live, ())
        if verdict.standing in (Standing.HISTORY, Standing.RELEASE):
            why = "history" if verdict.standing is Standing.HISTORY else "failed"
            self._add(None, build.release(address, record, live, why))
        elif verdict.standing is Standing.SKIP:
            self._skip(address, verdict)
        else:
            self._remove(address, record, build.deletion(self.type, address, record, live, reason))

    def _is_released(self, address: Address) -> bool:
        """Whether it has been said that the object stays: by a `removed` block, or for its collection."""
        return address in self.identity.released

    def _release(self, address: Address, record: Record, live: Live | None) -> None:
        """Let go of it; what a replace has left behind is deleted before, for nobody will know it then."""
        if record.deposed and not self.options.delete:
            summary = "is not forgotten before its old object is deleted, which --no-delete forbids"
            self.draft.diagnostics.append(note("not-deleted", summary, address=str(address)))
            return
        left_out = address.collection in self.world.left_out
        why = "gone" if live is None else "left_out" if left_out else "removed_block"
        change = build.release(address, record, live, why)
        self._add(None, replace(change, depends_on=(address,) if record.deposed else ()))

    def _remove(self, address: Address, record: Record, change: Change) -> None:
        if not self.options.delete:
            summary = "has left the manifests and is not deleted: --no-delete"
            self.draft.diagnostics.append(note("not-deleted", summary, address=str(address)))
            return
        self._add(None, change)
        self._check_protection(address, None, record)

    def _deposed(self, address: Address, record: Record, *, leaving: bool) -> Record:
        """Delete what an interrupted replace left behind; forget what is gone already.

        A resource that leaves takes it along in its own delete.
        """
        objects = self.world.live.get(address.collection, {})
        still = tuple(id for id in record.deposed if id in objects)
        kept = replace(record, deposed=still)
        if kept != record:
            self.draft.refreshed[address] = kept
        for id in still if self.options.delete and not leaving else ():
            self._add(None, build.clean_up(self.type, address, objects[id]))
        return kept

    # -- shared

    def _compare(self, desired: Desired, record: Record | None, live: Live) -> Delta:
        policy = self.options.policy(desired.address, self.type)
        if record and desired.address in self.options.revert_drift:
            record = replace(record, seen={})
        return compare(self.type, desired, record, live, policy=policy, known=self.world.known)

    def _verdict(
        self, desired: Desired | None, record: Record | None, live: Live | None, changes: FieldChanges
    ) -> Verdict:
        fields = desired.fields if desired else None
        replacing = desired is not None and desired.address in self.options.replace
        return self.type.life.verdict(Case(fields, record, live, changes, self.world.now, replacing))

    def _updates(self, live: Live, changes: tuple[FieldChange, ...]) -> tuple[Call, ...]:
        if not changes:
            return ()
        return self.type.calls.update(live, {c.path: c.after for c in changes}, self.world.known)

    def _check_protection(self, address: Address, desired: Desired | None, record: Record) -> None:
        wish = desired.lifecycle.prevent_destroy if desired else None
        if record.prevent_destroy if wish is None else wish:
            action = Action.REPLACE if desired else Action.DELETE
            self.draft.refusals.append(protected(address, action))

    def _skip(self, address: Address, verdict: Verdict) -> None:
        said = warning(verdict.code, verdict.summary, verdict.detail, address=str(address))
        self.draft.diagnostics.append(said)

    def _add(self, desired: Desired | None, change: Change) -> None:
        change = replace(
            change,
            drift=change.drift or any(field.loses_an_edit for field in change.fields),
            depends_on=desired.references if desired else change.depends_on,
            source=desired.source if desired else None,
        )
        self.draft.changes.append(
            replace(change, urgency=self.type.life.urgency(change), note=self.type.life.note(change))
        )
