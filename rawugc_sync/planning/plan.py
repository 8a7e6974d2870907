"""Puts a plan together: identity, a decision on each resource, the rules, the order, the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rawugc_sync.planning import caps, late, rules
from rawugc_sync.planning.budget import Opening, Timeline, budget_of, timeline
from rawugc_sync.planning.deadlines import with_deadlines
from rawugc_sync.planning.decide import decide
from rawugc_sync.planning.digest import change_digest, given, plan_digest
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.held import as_recorded, set_apart
from rawugc_sync.planning.holding import held_by, held_up, without
from rawugc_sync.planning.identity import Identity, Suspects, identify
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.moves import follow
from rawugc_sync.planning.naming import with_files
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.planning.outputs import never_given, outputs_after, with_outputs
from rawugc_sync.planning.pricing import Prices, with_prices
from rawugc_sync.planning.ruling.ruling import ruled
from rawugc_sync.planning.saying import fates
from rawugc_sync.planning.saying.advice import advice
from rawugc_sync.planning.saying.blocks import outdated, removable, unusable
from rawugc_sync.planning.saying.connections import inactive
from rawugc_sync.planning.saying.disclosures import disclosures
from rawugc_sync.planning.saying.first_apply import first_apply
from rawugc_sync.planning.saying.renames import similar_ones
from rawugc_sync.planning.saying.strangers import strangers
from rawugc_sync.planning.saying.trades import traded
from rawugc_sync.planning.saying.twins import twins
from rawugc_sync.planning.saying.unchecked import unchecked
from rawugc_sync.planning.scene import Scene
from rawugc_sync.planning.seen import seen
from rawugc_sync.planning.takedowns import lapsed, remembering
from rawugc_sync.planning.trades import in_turn, trades_of
from rawugc_sync.planning.twice import check_twice
from rawugc_sync.planning.unseen import Seeing, see
from rawugc_sync.planning.uploading import assigned_anew, with_uploads
from rawugc_sync.planning.usage import Usage, next_public, usage_of
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.outputs import unknown_in
from rawugc_sync.words.planned import Change, Plan, StateInfo
from rawugc_sync.words.recorded import Moves, outputs_of


def make_plan(world: World, options: Options) -> Plan:
    """The plan that turns live into desired.

    Raises Needed when a change takes a look-up that the world does not have yet: read it and call
    again. Everything else that is wrong stands in the plan.
    """
    following = follow(world.state, world.blocks, options, world.desired)
    strange = list(strangers(world, options))
    wrong = {one.address for one in strange}
    remarks = [one for one in removable(world, options) if one.address not in wrong]
    options = options.with_also(following.touched)
    world = with_files(replace(world.moved(following.moves), known=world.known.at_risk()))
    apart = set_apart(world, options)
    world, remarks = apart.world, [*remarks, *apart.notes]
    outputs, before = outputs_of(world.records), None
    while outputs != before:  # a chain of what is made from one another takes a turn for each link
        told = replace(world, desired=with_outputs(world.desired, outputs))
        draft = Draft(refusals=[*following.refusals], errors=[*strange], diagnostics=[*remarks])
        draft.refreshed |= apart.settled
        plan = _attempt(told, options, following.moves, draft)
        outputs, before = outputs_after(told, draft), outputs
    return plan


def _attempt(world: World, options: Options, moves: Moves, draft: Draft) -> Plan:
    """The plan for outputs as `world.desired` has them."""
    draft.errors += unusable(world, options)
    identity = identify(world, options)
    _decide_all(world, options, identity, moves, draft)
    draft.diagnostics += outdated(world, options, draft.followed)
    check_twice(world, options, draft)
    for address, names in never_given(world, draft, outputs_after(world, draft)).items():
        draft.diagnostics.append(fates.never_given(address, names))
        draft.broken.append(address)
    finished = _finished_all(world, draft)
    trades = trades_of(world, finished)
    draft.diagnostics += [*disclosures(world, options, identity, draft), *advice(world, options, identity)]
    wanted = in_turn(trades, finished)
    draft.refusals += [*rules.check(world, options, wanted), *traded(trades)]
    for type_ in world.types.values():
        draft.diagnostics += similar_ones(world, type_, wanted)
    seeing = see(world, wanted, draft)
    changes = with_prices(Prices(options.prices, world.spending.prices), with_uploads(world, seeing.changes))
    draft.diagnostics = [*_without_notes(draft.diagnostics, seeing), *seeing.notes]
    own = ruled(world, options, wanted)
    draft.refusals += own.refusals
    draft.diagnostics += own.diagnostics
    lateness = late.sort_out(world, options, changes)
    draft.diagnostics += lateness.warnings
    draft.refusals += lateness.refusals
    held = held_by(lateness.changes, {*draft.broken, *draft.unresolved})
    draft.diagnostics += [held_up(change, blockers) for change, blockers in held]
    sent = assigned_anew(without(lateness.changes, held), lateness.changes) if held else lateness.changes
    draft.refusals += caps.beyond(options.caps, world.spending, sent, world.now)
    draft.diagnostics[:0] = first_apply(world, options, identity, draft)
    course = timeline(sent, world.opening)
    takes = budget_of(course, world.reads, sent, world.opening.limit)
    changes = with_deadlines(world, lateness.changes, _afresh(world, sent, course).leaving)
    plan = replace(_plan(world, draft, changes, moves, takes), left_out=seeing.left_out)
    if not (options.review or options.calendars):
        return plan
    from rawugc_sync.planning.review import for_review  # most plans are made without one

    return for_review(plan, world, options, draft, sent)


def _afresh(world: World, sent: tuple[Change, ...], course: Timeline) -> Timeline:
    """How a run of its own goes, which whoever decides later begins; not the one that is under way."""
    if world.begun is None:
        return course
    return timeline(sent, Opening.fresh(world.limit, world.reads, world.types))


def _without_notes(diagnostics: Iterable[Diagnostic], seeing: Seeing) -> Iterator[Diagnostic]:
    """Without what is noted of changes that are left out."""
    gone = {str(one.address) for one in seeing.left_out}
    return (d for d in diagnostics if d.severity is not Severity.NOTE or d.address not in gone)


def _decide_all(world: World, options: Options, identity: Identity, moves: Moves, draft: Draft) -> None:
    for collection, addresses in _by_collection(world, options).items():
        type_ = world.types[collection]
        scene = Scene(world, options, type_, identity, Suspects(world, type_, identity), draft)
        for address in addresses:
            decide(scene, address, moves.previous)
        draft.diagnostics += twins(world, type_)
    draft.diagnostics += inactive(world, identity, options)
    draft.diagnostics += unchecked(world.known)
    draft.changes = as_recorded(world.held, draft.changes)


def _plan(world: World, draft: Draft, changes: tuple[Change, ...], moves: Moves, takes: Budget) -> Plan:
    state = world.state
    return Plan(
        workspace=world.workspace,
        organization_id=world.organization_id,
        state=StateInfo(serial=state.serial, lineage=state.lineage) if state else StateInfo(),
        changes=changes,
        unchanged=draft.unchanged,
        budget=takes,
        diagnostics=tuple(draft.diagnostics),
        errors=tuple(draft.errors),
        refusals=tuple(draft.refusals),
        history=(draft.history - draft.edited, draft.edited),
        refreshed=draft.refreshed,
        owed=draft.owed,
        unresolved=tuple(draft.unresolved),
        broken=tuple(draft.broken),
        look_again=draft.look_again,
        moves=moves,
        lapsed=lapsed(world),
        bookkeeping=_bookkeeping(world, draft) + bool(state and state.moved != moves.made),
        digest=plan_digest(world.organization_id, changes),
    )


def _finished_all(world: World, draft: Draft) -> tuple[Change, ...]:
    usage, outlook = usage_of(world), Outlook.of(world, draft.changes)
    ordered = sorted(draft.changes, key=lambda change: (change.address, change.id or ""))
    return tuple(_finished(change, usage, outlook) for change in ordered)


def _finished(change: Change, usage: Usage, outlook: Outlook) -> Change:
    """A change with what is known of it only once all is decided."""
    world = outlook.world
    users = usage.users(change.address, _touched(world, change))
    live = world.live.get(change.address.collection, {}).get(change.id or "")
    if live is not None and "live" in change.basis:
        footing = world.types[change.address.collection].spelling.footing(live)
        change = replace(change, basis={**change.basis, "live": footing})
    change = replace(change, basis={**change.basis, **seen(world, change)})
    unknown = {**change.after_unknown, **unknown_in(change.after or {})}
    return replace(
        change,
        after_unknown=unknown,
        digest=change_digest(change),
        given=given(world.desired.get(change.address), world.records.get(change.address)),
        takedown=remembering(world, change),
        used_by=users,
        next_public=next_public(users, outlook.fields, world.types, world.now),
    )


def _touched(world: World, change: Change) -> Iterator[str]:
    """The fields that a change touches, and the outputs of what it makes, takes instead or waits for."""
    yield from (one.path for one in change.fields if one.carried is None)
    is_another = change.action.adopts and change.address in world.records
    if change.action.creates or change.takes_time or is_another:
        yield from world.types[change.address.collection].life.gives


def _bookkeeping(world: World, draft: Draft) -> int:
    """Guards that git has set or lifted: they count from the next apply on, which somebody has to make."""
    guards = [(world.records.get(address), after) for address, after in draft.refreshed.items() if after]
    return sum(before is not None and before.prevent_destroy != now.prevent_destroy for before, now in guards)


def _by_collection(world: World, options: Options) -> dict[str, list[Address]]:
    addresses: Iterable[Address] = sorted({*world.desired, *world.records, *world.unresolved})
    grouped: dict[str, list[Address]] = {}
    for address in addresses:
        if options.includes(address):
            grouped.setdefault(address.collection, []).append(address)
    return grouped
