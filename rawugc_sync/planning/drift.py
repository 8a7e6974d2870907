"""The plan with desired := recorded: what was changed outside git, and all else that a team should hear."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.late import LATE
from rawugc_sync.planning.moves import follow
from rawugc_sync.planning.naming import with_files
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.planning.ruling.ruling import ruled
from rawugc_sync.planning.saying.watch import watch, without_gaps
from rawugc_sync.words.desired import Blocks, Desired, Lifecycle
from rawugc_sync.words.planned import Plan


def make_drift(world: World, options: Options) -> Plan:
    """What would set live back to what was recorded; `world` is as for `make_plan`, which see for errors."""
    moved = with_files(world.moved(follow(world.state, world.blocks, options, world.desired).moves))
    plan = make_plan(_as_recorded(without_gaps(moved, options)), options)
    remarks = plan.diagnostics if world.state else ()  # nothing is recorded, and `watch` says what that means
    remarks = tuple(one for one in remarks if one.code != "inactive-account")  # `watch` tells of all accounts
    own = ruled(moved, options, ())
    heard = dict.fromkeys((*remarks, *watch(moved, options), *own.diagnostics))
    refusals = tuple(one for one in plan.refusals if one.code != LATE)  # nothing of it is sent
    return replace(plan, diagnostics=tuple(heard), refusals=refusals, drift=True, bookkeeping=0)


def _as_recorded(world: World) -> World:
    """Edits of the manifests do not count, and what was never recorded cannot have drifted."""
    desired = {}
    records = {a: record for a, record in world.records.items() if a.collection not in world.left_out}
    for address, record in records.items():
        written = world.desired.get(address)
        source = written.source if written else None
        lifecycle = written.lifecycle if written else Lifecycle()
        desired[address] = Desired(address, record.fields, source, lifecycle)
    state = replace(world.state, records=records, unresolved={}) if world.state else None
    return replace(world, desired=desired, state=state, blocks=Blocks(), rules=(), waivers=())
