"""What a run makes of the receipts: pure, from what it has read and what it has done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.receipt import Receipt
from rawugc_sync.recording.run import Run
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.resources.outings import Outing
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import CREATED_BEFORE, Change

Types = Mapping[str, ResourceType]
Senders = Mapping[Address, Run]
NOBODY: Senders = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run has read: collection → id → object. `whole` are those of which that is all there is.

    `held` are the objects, by collection and id, that a hold has deleted or was about to.
    """

    live: Mapping[str, Mapping[str, Live]]
    whole: frozenset[str]
    held: frozenset[tuple[str, str]] = frozenset()

    def is_held(self, one: Receipt) -> bool:
        """Whether a hold has deleted the object of a receipt, or was about to."""
        return (one.collection, one.id) in self.held


def after_reading(receipts: Iterable[Receipt], seen: Seen, types: Types, now: int) -> Iterator[Receipt]:
    """The receipts as what was read says: confirmed, moved, or gone before they went out.

    What is confirmed stays as it is, whatever becomes of its object.
    """
    for one in receipts:
        if one.is_confirmed or one.collection not in seen.live:
            yield one
        elif (live := seen.live[one.collection].get(one.id)) is not None:
            yield from _as_live(one, live, types[one.collection])
        elif one.collection not in seen.whole or (one.at <= now and not seen.is_held(one)):
            yield one


def after_run(
    receipts: Iterable[Receipt], run: Run, types: Types, senders: Senders = NOBODY
) -> list[Receipt]:
    """The receipts with what a run has let go out, moved or taken back.

    `senders` are the runs that had sent what this one found to be made: it goes out by what was said of them.
    """
    found = list(receipts)
    for result in run.results:
        if result.fate is Fate.APPLIED or _has_deleted(result) or _is_in_doubt(result):
            sender = senders.get(result.change.address, run)
            found = _after(found, result, sender, types[result.change.address.collection])
    return found


def lets_out(results: Iterable[Result], types: Types) -> bool:
    """Whether any of these changes is about what goes out."""
    sides = ((one.change, side) for one in results for side in (one.change.before, one.change.after))
    lives = ((types[change.address.collection].life, side or {}) for change, side in sides)
    return any(life.outing(side, UNREAD) for life, side in lives)


def _as_live(one: Receipt, live: Live, type_: ResourceType) -> Iterator[Receipt]:
    shown = type_.life.showing(live, {}, UNREAD)
    if shown is not None:
        at = one.at if shown.at is None else shown.at
        yield replace(one, at=at, is_confirmed=type_.life.published(live))


def _after(receipts: Sequence[Receipt], result: Result, run: Run, type_: ResourceType) -> list[Receipt]:
    change = result.change
    if not _has_a_say(change):
        return list(receipts)
    mine = {(type_.collection, id) for id in (change.id, result.id) if id is not None}
    before = [one for one in receipts if (one.collection, one.id) in mine and not one.is_confirmed]
    kept = [one for one in receipts if one not in before]
    if _is_in_doubt(result) and before:
        return list(receipts)  # what is read next says when it goes out, or that it does not
    is_out = result.fate is Fate.APPLIED or _is_in_doubt(result)
    out = type_.life.outing(change.after or {}, UNREAD) if is_out else None
    return [*kept, *_receipts(out, result, run, before)] if out else kept


def _has_deleted(result: Result) -> bool:
    """Whether the old object is gone, though the new one is not there."""
    return result.partial and not _is_in_doubt(result) and result.change.actions[:1] == ("delete",)


def _is_in_doubt(result: Result) -> bool:
    """Whether its object is known, and nobody can tell whether the last call for it was carried out."""
    return result.partial and result.fate is Fate.UNRESOLVED


def _has_a_say(change: Change) -> bool:
    """Whether it decides of what goes out; what is taken over as it is was decided elsewhere."""
    action = change.action
    made = action.creates or action.updates or change.action_reason == CREATED_BEFORE
    return made or action.deletes


def _receipts(out: Outing, result: Result, run: Run, before: Sequence[Receipt]) -> Iterator[Receipt]:
    """One an account; a role that was not asked this time stands by what it said of the object before."""
    address = str(result.change.address)
    approved = {role: names for one in before for role, names in one.approved.items()}
    approved |= {one.role: one.by for one in run.approvals if one.address == address}
    for account in out.accounts.values() or ("",):
        yield Receipt(
            collection=result.change.address.collection,
            address=address,
            id=result.id or "",
            account=account,
            at=run.at if out.at is None else out.at,
            commit=run.commit,
            clean=run.clean,
            environment=run.environment,
            run=run.id,
            plan=run.plan,
            approved=approved,
        )
