"""Makes a plan: a workspace's manifests and state against the live API."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from rawugc_sync.api.client import Reader
from rawugc_sync.api.pacing import Delay
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.origins import traced
from rawugc_sync.planning.budget import Opening
from rawugc_sync.planning.drift import make_drift
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.reading.lookups import look_up_readable
from rawugc_sync.reading.read import Extent, Reading, Wanted, read, read_rest
from rawugc_sync.reconciling.changed import Saying, aside, told_unread, wanting, witnesses
from rawugc_sync.reconciling.deliberate import objections, paused
from rawugc_sync.reconciling.knowing import knowing
from rawugc_sync.reconciling.known import check_known
from rawugc_sync.reconciling.options import options_of
from rawugc_sync.reconciling.policy import Policy, policy_of, with_policy
from rawugc_sync.reconciling.reach import edited, settled, standing, unlisted, unlooked, unread
from rawugc_sync.reconciling.request import Request
from rawugc_sync.reconciling.stop_mark import stop_notes
from rawugc_sync.reconciling.world import wanted, world_of
from rawugc_sync.resources.lookups import ACCOUNTS, LOOKUPS, Lookup, Needed
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Desired
from rawugc_sync.words.diagnostics import Diagnostic, Severity, note, warning
from rawugc_sync.words.planned import Change, Plan, StateInfo
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace

if TYPE_CHECKING:
    from rawugc_sync.workspace.authors import Authors


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it takes to apply it.

    `settles` is the commit of which nothing is left open once all of it is done; None where it is about a
    part, or lacks one.
    """

    plan: Plan
    request: Request
    manifests: Manifests
    state: State | None
    reading: Reading
    policy: Policy
    settles: str | None = None

    @property
    def known(self) -> Mapping[str, frozenset[str]]:
        """The ids that the lists showed, by collection."""
        return {collection: frozenset(objects) for collection, objects in self.reading.live.items()}


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a plan is made from, before anything is read that is live."""

    workspace: Workspace
    request: Request
    manifests: Manifests
    state: State | None
    desired: Mapping[Address, Desired]
    options: Options
    types: list[ResourceType]
    policy: Policy

    @property
    def everything(self) -> bool:
        """Whether it looks at all that is live, managed or not."""
        return self.request.mode == "drift" and self.options.scope is None

    @property
    def blocks(self) -> Blocks:
        """To destroy, nothing is taken over first; what was held comes back as it was."""
        blocks = self.manifests.blocks
        if self.request.mode == "resume":
            return replace(blocks, imports=(), removed=())
        return replace(blocks, imports=()) if self.request.mode == "destroy" else blocks


def plan(
    workspace: Workspace,
    request: Request,
    reader: Reader,
    *,
    applying: bool = False,
    about: frozenset[Address] | None = None,
    review: bool = False,
    calendars: bool = False,
) -> Planned:
    """What would turn live into desired. Raises RawugcError; a plan that is refused is returned.

    `applying` says that it is about to be carried out, which a pause refuses. `about` are the addresses that
    a plan which is made again was about: it reads what that read, and decides on them alone. `review`: people
    look at it, so it tells what is managed, and what is public when; `calendars`: the latter on both sides.
    """
    basis = _basis(workspace, request, about or frozenset())
    reading = _read(basis, reader)
    asked = _asked(basis, reading)
    looked_up = look_up_readable(reader, asked)
    world = replace(
        _world(basis, reading, reader),
        reads=reading.requests + len(asked),
        begun=_begun(reader, reading) if applying else None,
        known=looked_up,
    )
    scope, aside = basis.options.scope if about is None else about, _aside(basis, reading)
    options = replace(basis.options, scope=scope, review=review, calendars=calendars, aside=aside)
    make = make_drift if request.mode == "drift" else make_plan
    made, reading = _made(make, world, options, reader, reading)
    unseen = [one.name for one in asked if basis.everything and looked_up.get(one) is None]
    made = _told(made, basis, reading, (*reading.hidden, *unseen))
    authors = cache(partial(_authors, basis, made.changes))
    if request.mode != "drift":
        made = _approved(_deliberate(made, workspace, request, basis.state), basis, authors)
    made = _paused(made, applying=applying) if workspace.config.pause else made
    made = replace(_placed(made, basis.manifests), by_name=request == Request())
    made = _signed(made, workspace, authors(), world.now) if review else made
    settles = _commit(workspace) if applying and about is None and request.is_all else None
    return Planned(made, request, basis.manifests, basis.state, reading, basis.policy, settles)


def _commit(workspace: Workspace) -> str | None:
    """From which commit the manifests are applied; None outside of a checkout."""
    history = workspace.circumstances.history
    return history.commit if history else None


def _authors(basis: _Basis, changes: Iterable[Change]) -> Authors:
    """Who has written what the changes rest on, as git tells; once for a plan, and only where it is asked."""
    from rawugc_sync.workspace.authors import authors_of  # most plans do not need them

    # since the last apply of everything: one of a part may have left open what an earlier one had
    since = basis.state.settled if basis.state else None
    return authors_of(basis.workspace, basis.manifests, since, changes)


def _approved(made: Plan, basis: _Basis, authors: Callable[[], Authors]) -> Plan:
    """The plan with its policy, and where each yes stands that it takes; most have nobody to ask."""
    made = with_policy(made, basis.policy)
    if not basis.policy.law.roles.roles:
        return made
    from rawugc_sync.reconciling.approving import with_approvals

    return with_approvals(made, basis.workspace, basis.manifests, basis.state, basis.policy, authors())


def _asked(basis: _Basis, reading: Reading) -> tuple[Lookup[Any], ...]:
    """What is looked up before it is known whether a change takes it."""
    if basis.everything:
        return tuple(one for one in LOOKUPS.values() if not one.advisory)
    return (ACCOUNTS,) if _is_first(basis, reading) else ()


def _signed(made: Plan, workspace: Workspace, authors: Authors, now: int) -> Plan:
    """The plan with whose work it is, and which run has made it."""
    from rawugc_sync.workspace.making import making  # a plan without a review does not need it

    changes = tuple(replace(one, written=authors.written(one)) for one in made.changes)
    return replace(made, changes=changes, made=making(workspace, now))


def plan_to_apply(
    workspace: Workspace,
    request: Request,
    reader: Reader,
    on_wait: Callable[[Delay], None],
    about: frozenset[Address] | None = None,
    *,
    calendars: bool = False,
) -> Planned:
    """The plan that is about to be carried out, once the time has passed for which a create may not show.

    An earlier run may have died right behind it: this one waits and looks again, as that one would have.
    """
    planned = plan(workspace, request, reader, applying=True, about=about, calendars=calendars)
    seconds = planned.plan.look_again / 1000
    if not seconds:
        return planned
    on_wait(Delay(seconds, "a create was not answered, and may still show", reader.server_time() + seconds))
    reader.sleep(seconds)
    return plan(workspace, request, reader, applying=True, about=about, calendars=calendars)


def _basis(workspace: Workspace, request: Request, about: frozenset[Address]) -> _Basis:
    manifests = workspace.valid_manifests()
    state = workspace.keeper.read()
    check_known(workspace, state)
    desired = {} if request.mode == "destroy" else wanted(manifests, state)
    options = options_of(workspace, request, desired, state, about)
    policy = policy_of(workspace, manifests, state, request)
    if request.changed:
        named = about | options.replace | options.recreate | options.revert_drift
        saying = Saying(manifests, desired, state, policy, workspace.types)
        options = replace(options, aside=saying.aside(named, workspace.now))
    types = _in_use(workspace, options, desired, state)
    return _Basis(workspace, request, manifests, state, desired, options, types, policy)


def _read(basis: _Basis, reader: Reader) -> Reading:
    workspace, types = basis.workspace, basis.types
    organization, closely = workspace.config.organization, _looked_at(basis)
    if basis.everything:
        named, others = _named(basis.blocks, basis.options, types), _others(workspace, types, basis.manifests)
        extent = Extent(named=named, others=others, closely=closely)
        return read(reader, types, basis.state, organization, extent)
    known, stand = (
        settled(basis.desired, basis.state, workspace.types),
        standing(types, basis.state, basis.desired),
    )
    spared = unlisted(stand, known, basis.state)
    types = [type_ for type_ in types if type_.collection not in spared]
    named = _named(basis.blocks, basis.options, types)
    used = {type_.collection for type_ in basis.types} | {a.collection for a in basis.options.aside}
    tell = witnesses(workspace.types, used) if basis.request.changed else ()
    extent = Extent(named=named, settled=known, standing=stand, closely=closely, witnesses=tell)
    found = read(reader, types, basis.state, organization, extent)
    return replace(found, live={name: objects for name, objects in found.live.items() if name in used})


def _aside(basis: _Basis, reading: Reading) -> frozenset[Address]:
    """What is left of that which was not to be read: some of it was, for whose key this is."""
    return aside(basis.options.aside, reading.live)


def _looked_at(basis: _Basis) -> list[Wanted]:
    """What is edited, or may have been; where all is read, nothing is edited by this plan."""
    desired = {} if basis.everything else basis.desired
    found = edited(desired, basis.state, basis.workspace.types)
    return [one for address, one in found.items() if basis.options.includes(address)]


def _is_first(basis: _Basis, reading: Reading) -> bool:
    """Whether nothing was ever applied from here, and something is there all the same."""
    return basis.state is None and basis.request.mode != "drift" and any(reading.live.values())


def _world(basis: _Basis, reading: Reading, reader: Reader) -> World:
    state = basis.state
    return replace(
        world_of(basis.workspace, basis.manifests, state, reading, reader),
        desired=basis.desired,
        organization_id=reading.organization_id or (state.organization_id if state else None),
        limit=reader.allowance().limit,
        blocks=basis.blocks,
        left_out=basis.manifests.left_out,
        rules=basis.policy.law.rules,
    )


def _told(plan: Plan, basis: _Basis, reading: Reading, hidden: Iterable[str]) -> Plan:
    """The plan with what it was made for and from, and what could not be seen."""
    workspace, expected = basis.workspace, basis.workspace.config.organization
    unseen = expected if basis.types and reading.organization_id is None else None
    return replace(
        plan,
        diagnostics=(
            *([organization_unseen(unseen)] if unseen else []),
            *plan.diagnostics,
            *told_unread(_aside(basis, reading)),
            *map(_not_readable, hidden),
        ),
        state=_state_info(workspace, basis.state),
        environment=workspace.environment,
        server=workspace.server,
    )


def _deliberate(plan: Plan, workspace: Workspace, request: Request, state: State | None) -> Plan:
    """The plan with what has to be said to be meant; without a state there is nothing to destroy."""
    if request.mode == "destroy" and state is None:
        return replace(plan, diagnostics=(*plan.diagnostics, _nothing_managed()))
    meant = {"allow_older": request.allow_older or not plan.changes, "first_run": request.first_run}
    refused = objections(workspace.circumstances, state, **meant)
    told = stop_notes(workspace) if request.mode != "resume" else []
    return replace(plan, refusals=(*plan.refusals, *refused), diagnostics=(*plan.diagnostics, *told))


def _nothing_managed() -> Diagnostic:
    return note(
        "no-state",
        "there is no state, so nothing is managed from here, and nothing is destroyed",
        "If something was applied from here, see why the state cannot be found.",
    )


def _paused(plan: Plan, *, applying: bool) -> Plan:
    said = paused(applying=applying)
    if applying:
        return replace(plan, refusals=(*plan.refusals, said))
    return replace(plan, diagnostics=(*plan.diagnostics, said))


def _state_info(workspace: Workspace, state: State | None) -> StateInfo:
    place = workspace.keeper.place
    if state is None:
        return StateInfo(place=place)
    return StateInfo(
        serial=state.serial,
        lineage=state.lineage,
        place=place,
        applied=state.applied,
        settled=state.settled,
    )


def _in_use(
    workspace: Workspace, options: Options, desired: Mapping[Address, Desired], state: State | None
) -> list[ResourceType]:
    addresses = {*desired, *((*state.records, *state.unresolved, *state.held) if state else ())}
    used = {address.collection for address in addresses if options.includes(address)}
    return [type_ for name, type_ in workspace.types.items() if name in used]


def _others(workspace: Workspace, types: Container[ResourceType], manifests: Manifests) -> list[ResourceType]:
    """What drift looks at beside the types in use."""
    managed = (t for name, t in workspace.types.items() if name not in manifests.left_out)
    return [type_ for type_ in managed if type_ not in types]


def _begun(reader: Reader, reading: Reading) -> Opening:
    """How the run stands that has made this reading and is about to write."""
    allowance, now = reader.allowance(), reader.monotonic()
    read = {collection: at - now for collection, at in reading.listed_at.items()}
    return Opening(limit=allowance.limit, left=allowance.left, reset=allowance.seconds, read=read)


def _made(
    make: Callable[[World, Options], Plan], world: World, options: Options, reader: Reader, reading: Reading
) -> tuple[Plan, Reading]:
    """The plan, and what was read for it: more than was thought, when it turns out that it creates."""
    drifts = make is make_drift  # which tells what it can, whatever the key may not read
    looked: list[Wanted] = []
    while True:
        try:
            made = make(world, options)
        except Needed as needed:
            world = knowing(world, needed, reader, or_nothing=drifts)
        else:
            beside = wanting(made, options, world.types) & {one.collection for one in options.aside}
            lacking = [world.types[name] for name in sorted(unread(made, reading) | beside)]
            closely = [one for one in unlooked(made, world.types) if one not in looked]
            if not (lacking or closely):
                return made, reading
            looked += closely
            more = read_rest(reader, reading, lacking, closely, world.state)
            options = replace(options, aside=aside(options.aside, more.live))
            reads = world.reads + more.requests - reading.requests
            world, reading = replace(world, live=more.live, reads=reads), more
        if world.begun:
            world = replace(world, begun=_begun(reader, reading))


def _not_readable(what: str) -> Diagnostic:
    return note(
        "not-readable",
        f"{what} cannot be read with this key, so nothing is told of them",
        "Give the key the scope to read them, if they should be watched.",
    )


def organization_unseen(organization: str) -> Diagnostic:
    """The warning that nothing tells whose key this is."""
    return warning(
        "organization-unseen",
        f"no list shows an organization, so it cannot be checked that this is {organization}",
        "Only some collections show it, and only once there is an object in one of them.",
    )


def _placed(plan: Plan, manifests: Manifests) -> Plan:
    warnings = [d for d in manifests.diagnostics if d.severity is not Severity.ERROR]
    place = partial(traced, manifests)
    return replace(
        plan,
        diagnostics=(*warnings, *map(place, plan.diagnostics)),
        errors=tuple(map(place, plan.errors)),
        refusals=tuple(map(place, plan.refusals)),
    )


def _named(blocks: Blocks, options: Options, types: Iterable[ResourceType]) -> list[tuple[ResourceType, str]]:
    """The objects that `imports` blocks name: they have to be known, whatever their list shows."""
    used = {type_.collection: type_ for type_ in types}
    return [
        (used[one.to.collection], one.id)
        for one in blocks.imports
        if one.id and one.to.collection in used and options.includes(one.to)
    ]
