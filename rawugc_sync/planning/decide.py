"""What happens to one resource: create, update, replace, delete, adopt, forget, nothing, or skip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rawugc_sync.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.model import Action, Address, Call, Change, Desired, FieldChange, Fields, Live, Record
from rawugc_sync.planning.differences import Delta, compare
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity, Suspects
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.remarks import remark
from rawugc_sync.resources._accounts import UnknownAccount
from rawugc_sync.resources._base import Case, ResourceType, Standing, Verdict
from rawugc_sync.resources._traits import Kind


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides on the resources of one collection, into a draft."""

    world: World
    options: Options
    type: ResourceType
    identity: Identity
    suspects: Suspects
    draft: Draft

    def decide(self, address: Address) -> None:
        """Add what happens to `address` to the draft; AccountsNeeded if that cannot be told yet."""
        desired, record = self.world.desired.get(address), self.world.records.get(address)
        if record and record.deposed:
            record = self._deposed(address, record, leaving=desired is None)
        try:
            if desired is None:
                assert record is not None
                self._leaving(address, record)
            elif record is None:
                self._unrecorded(desired)
            else:
                self._recorded(desired, record)
        except UnknownAccount as unknown:
            self.draft.errors.append(
                error(
                    "unknown-account",
                    str(unknown),
                    address=str(address),
                    field=_account_field(self.type, desired),
                )
            )

    # -- without a record

    def _unrecorded(self, desired: Desired) -> None:
        address = desired.address
        if unknown := self.identity.accountless.get(address):
            raise unknown
        if ids := self.identity.unclear.get(address):
            self.draft.refusals.append(_ambiguous(desired, sorted(ids)))
        elif live := self.identity.live.get(address):
            self._adopt(desired, live)
        else:
            self._create_new(desired)

    def _create_new(self, desired: Desired) -> None:
        verdict = self._verdict(desired, None, None, ())
        if verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
            return
        twins = self.suspects.of(self.type.suspicions(desired.fields, self.world.directory))
        if twins:
            self.draft.refusals.append(_question(desired, twins))
            return
        self._create(desired)

    def _create(self, desired: Desired, **more: object) -> None:
        change = Change(
            address=desired.address,
            action=Action.CREATE,
            actions=("create",),
            after=desired.fields,
            after_unknown={"id": True},
            fields=_all_fields(self.type, desired.fields),
            calls=(self.type.create(desired.fields, self.world.directory),),
            basis={"candidates": []},
            record=self._record("", desired, desired.fields, None),
        )
        self._add(desired, replace(change, **more))  # type: ignore[arg-type]

    def _adopt(self, desired: Desired, live: Live) -> None:
        delta = self._compare(desired, None, live)
        changes = tuple(c for c in delta.changes if not c.forces_replacement)
        verdict = self._verdict(desired, None, live, changes)
        fields = delta.fields
        if verdict.standing is not Standing.OPEN:
            fields = {**fields, **{c.path: c.before for c in changes}}
            changes = ()
        if verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
        else:
            remark(self.draft, desired.address, delta)
        self.draft.unverified += len(delta.unverified)
        record = self._record(live.id, desired, fields, None)
        self._add(
            desired,
            Change(
                address=desired.address,
                action=Action.ADOPT,
                actions=("update",) if changes else ("no-op",),
                id=live.id,
                importing=live.id,
                before=_before(desired.fields, {}, live),
                after=fields,
                fields=changes,
                calls=self._updates(live, changes),
                basis={"candidates": [live.id], "live": dict(live.fields)},
                record=replace(record, unverified=frozenset(delta.unverified)),
            ),
        )

    # -- with a record

    def _recorded(self, desired: Desired, record: Record) -> None:
        live = self.identity.live.get(desired.address)
        if live is None:
            self._gone(desired)
            return
        delta = self._compare(desired, record, live)
        changes = tuple(delta.changes)
        verdict = self._verdict(desired, record, live, changes)
        if verdict.standing is Standing.HISTORY:
            self._past(changes)
        elif verdict.standing is Standing.SKIP:
            self._skip(desired.address, verdict)
        elif verdict.standing is Standing.RETRY:
            self._retry(desired, live, verdict)
        else:
            remark(self.draft, desired.address, delta)
            self._change(desired, record, live, delta)

    def _change(self, desired: Desired, record: Record, live: Live, delta: Delta) -> None:
        address, changes = desired.address, tuple(delta.changes)
        touched = {change.path for change in changes}
        after = self._record(live.id, desired, delta.fields, record)
        after = replace(
            after,
            seen=delta.seen,
            deposed=record.deposed,
            unverified=frozenset((record.unverified | set(delta.unverified)) & set(delta.fields)) - touched,
        )
        forced = address in self.options.replace
        if not changes and not forced:
            self.draft.keep(address, record, after)
            return
        replacing = forced or any(change.forces_replacement for change in changes)
        base = Change(
            address=address,
            action=Action.UPDATE,
            actions=("update",),
            id=live.id,
            before=_before({**record.fields, **desired.fields}, record.fields, live),
            after={**delta.fields, **{c.path: c.after for c in changes}},
            fields=changes,
            basis={"live": dict(live.fields)},
            record=after,
        )
        if replacing:
            self._add(desired, self._replacement(base, desired, live, forced=forced))
            self._check_protection(desired, record)
        else:
            self._add(desired, replace(base, calls=self._updates(live, changes)))

    def _replacement(self, base: Change, desired: Desired, live: Live, *, forced: bool) -> Change:
        create = self.type.create(desired.fields, self.world.directory)
        delete = self.type.delete(live.id)
        first = self.type.creates_before_deleting
        assert base.record is not None
        return replace(
            base,
            action=Action.REPLACE,
            actions=("create", "delete") if first else ("delete", "create"),
            after=desired.fields,
            after_unknown={"id": True},
            calls=(create, delete) if first else (delete, create),
            record=replace(base.record, fields=dict(desired.fields), seen={}, unverified=frozenset()),
            action_reason="replace_by_request" if forced else "replace_because_cannot_update",
        )

    def _gone(self, desired: Desired) -> None:
        address = desired.address
        if not (self.type.recreates or address in self.options.recreate):
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
        self.draft.diagnostics.append(
            warning("deleted-outside", "was deleted outside git and is created again", address=str(address))
        )
        self._create(desired, drift=True)

    def _past(self, changes: tuple[FieldChange, ...]) -> None:
        self.draft.unchanged += 1
        self.draft.history += 1
        self.draft.edited += any(change.origin in ("git", "both") for change in changes)

    def _retry(self, desired: Desired, live: Live, verdict: Verdict) -> None:
        if verdict.code:
            self._skip(desired.address, verdict)
        self._create(
            desired,
            actions=("forget", "create"),
            id=live.id,
            before=_before(desired.fields, {}, live),
            basis={"live": dict(live.fields), "candidates": []},
        )

    # -- no longer wanted

    def _leaving(self, address: Address, record: Record) -> None:
        live = self.identity.live.get(address)
        if live is None:
            self._forget(address, record, None, "gone")
            return
        verdict = self._verdict(None, record, live, ())
        if verdict.standing in (Standing.HISTORY, Standing.RELEASE):
            self._forget(address, record, live, "history")
        elif verdict.standing is Standing.SKIP:
            self._skip(address, verdict)
        elif not self.options.delete:
            self.draft.diagnostics.append(
                note(
                    "not-deleted",
                    "has left the manifests and is not deleted: --no-delete",
                    address=str(address),
                )
            )
        else:
            self._delete(address, record, live)

    def _delete(self, address: Address, record: Record, live: Live) -> None:
        self._add(
            None,
            Change(
                address=address,
                action=Action.DELETE,
                actions=("delete",),
                id=live.id,
                before=_before(record.fields, record.fields, live),
                calls=tuple(self.type.delete(id) for id in (*record.deposed, live.id)),
                basis={"live": dict(live.fields)},
                action_reason="delete_because_no_resource_config",
            ),
        )
        self._check_protection(None, record, address)

    def _forget(self, address: Address, record: Record, live: Live | None, reason: str) -> None:
        before = _before(record.fields, record.fields, live) if live else record.fields
        self._add(
            None,
            Change(
                address=address,
                action=Action.FORGET,
                actions=("forget",),
                id=record.id,
                before=before,
                basis={"live": dict(live.fields)} if live else {},
                action_reason=reason,
            ),
        )

    def _deposed(self, address: Address, record: Record, *, leaving: bool) -> Record:
        """Delete what an interrupted replace left behind; forget what is gone already.

        A resource that leaves takes it along in its own delete.
        """
        objects = self.world.live.get(address.collection, {})
        still = tuple(id for id in record.deposed if id in objects)
        kept = replace(record, deposed=still)
        if kept != record:
            self.draft.refreshed[address] = kept
        for id in () if leaving else still:
            self._add(
                None,
                Change(
                    address=address,
                    action=Action.DELETE,
                    actions=("delete",),
                    id=id,
                    before=objects[id].fields,
                    calls=(self.type.delete(id),),
                    basis={"live": dict(objects[id].fields)},
                    action_reason="deposed",
                ),
            )
        return kept

    # -- shared

    def _compare(self, desired: Desired, record: Record | None, live: Live) -> Delta:
        policy = self.options.policy(desired.address, self.type)
        return compare(self.type, desired, record, live, policy=policy, directory=self.world.directory)

    def _verdict(
        self,
        desired: Desired | None,
        record: Record | None,
        live: Live | None,
        changes: tuple[FieldChange, ...],
    ) -> Verdict:
        fields = desired.fields if desired else None
        return self.type.verdict(Case(fields, record, live, changes, self.world.now))

    def _updates(self, live: Live, changes: tuple[FieldChange, ...]) -> tuple[Call, ...]:
        if not changes:
            return ()
        return self.type.update(live, {c.path: c.after for c in changes}, self.world.directory)

    def _record(self, id: str, desired: Desired, fields: Fields, old: Record | None) -> Record:
        wish = desired.lifecycle.prevent_destroy
        kept = old.prevent_destroy if old else False
        return Record(id=id, fields=dict(fields), prevent_destroy=kept if wish is None else wish)

    def _check_protection(
        self, desired: Desired | None, record: Record, address: Address | None = None
    ) -> None:
        wish = desired.lifecycle.prevent_destroy if desired else None
        if not (record.prevent_destroy if wish is None else wish):
            return
        where = desired.address if desired else address
        verb = "replaced" if desired else "deleted"
        self.draft.refusals.append(
            error(
                "prevent-destroy",
                f"would be {verb}, and preventDestroy forbids it",
                "Write lifecycle: {preventDestroy: false} for it and apply that first, if it may really go.",
                address=str(where),
            )
        )

    def _skip(self, address: Address, verdict: Verdict) -> None:
        self.draft.diagnostics.append(
            warning(verdict.code, verdict.summary, verdict.detail, address=str(address))
        )

    def _add(self, desired: Desired | None, change: Change) -> None:
        change = replace(
            change,
            drift=change.drift or any(f.origin in ("live", "both") for f in change.fields),
            depends_on=desired.references if desired else (),
            source=desired.source if desired else None,
        )
        self.draft.changes.append(
            replace(change, urgency=self.type.urgency(change), note=self.type.note(change))
        )


def _before(managed: Fields, recorded: Fields, live: Live) -> Fields:
    """The whole managed object: as live where that shows, else as recorded."""
    seen = {**recorded, **live.fields}
    return {name: seen[name] for name in managed if name in seen}


def _all_fields(type_: ResourceType, fields: Fields) -> tuple[FieldChange, ...]:
    traits = type_.traits
    return tuple(FieldChange(path=n, after=v, known=traits[n].returned) for n, v in fields.items())


def _account_field(type_: ResourceType, desired: Desired | None) -> str | None:
    fields = desired.fields if desired else ()
    return next((name for name in fields if type_.traits[name].kind is Kind.ACCOUNTS), None)


def _ambiguous(desired: Desired, ids: list[str]) -> Diagnostic:
    lines = "\n".join(f"  - {{to: {desired.address}, id: {id}}}" for id in ids)
    return error(
        "ambiguous",
        f"could be {' or '.join(ids)}: more than one object matches, or several resources match one",
        f"Rename one of them, or say which it is with one of these lines:\nimports:\n{lines}",
        address=str(desired.address),
    )


def _question(desired: Desired, ids: list[str]) -> Diagnostic:
    return error(
        "possible-duplicate",
        f"may be out already as {' or '.join(ids)}, which shares its video or caption on one of its platforms",
        "Look at it in the dashboard. If it is the same, delete one of the two; if not, say so:\n"
        f"imports:\n  - {{to: {desired.address}, not: [{', '.join(ids)}]}}",
        address=str(desired.address),
    )
