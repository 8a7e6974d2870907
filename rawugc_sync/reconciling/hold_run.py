"""A hold as a run: what it deleted of what is managed. It rests on no plan, no commit, and nobody's yes."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.reconciling.holds import End, Ended, Holds
from rawugc_sync.reconciling.scheduled import Scheduled
from rawugc_sync.recording.run import Run, changes_anything, id_for
from rawugc_sync.words.actions import Action
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.planned import HELD, Change, Leaves, Step
from rawugc_sync.workspace.workspace import Workspace


def run_of(workspace: Workspace, holds: Holds, by: str, at: int, organization_id: str | None) -> Run | None:
    """The run of a hold that `by` began `at` (Unix ms); None where it deleted nothing that is managed."""
    results = tuple(_results(holds))
    if not changes_anything(results):
        return None
    return Run(
        id=id_for(at, ()),
        at=at,
        by=by,
        commit=None,
        clean=True,
        environment=workspace.environment,
        digest="",
        organization_id=organization_id or workspace.config.organization,
        server=workspace.server,
        approvals=(),
        results=results,
        interrupted=holds.interrupted,
    )


def _results(holds: Holds) -> Iterator[Result]:
    for ended in holds.ended:
        if ended.one.owner is not None:
            yield _result(ended, _change(ended.one))
    for one in holds.left:
        if one.owner is not None:
            yield Result(_change(one), Fate.NOT_ATTEMPTED, one.live.id)


def _result(ended: Ended, change: Change) -> Result:
    """What was gone when its delete came is deleted by now as well."""
    if ended.end in (End.DELETED, End.UNSURE):
        return Result(change, Fate.APPLIED, change.id)
    said = ended.diagnostics
    if ended.end is End.GOT_OUT:
        said = (error("got-out", "got out before it could be deleted", address=str(change.address)),)
    return Result(change, Fate.FAILED, change.id, said)


def _change(one: Scheduled) -> Change:
    assert one.owner is not None
    address, record = one.owner
    return Change(
        address=address,
        action=Action.DELETE,
        id=one.live.id,
        before={**record.fields, **one.live.fields},
        steps=(Step(call=one.delete, leaves=Leaves.NOTHING),),
        action_reason=HELD,
    )
