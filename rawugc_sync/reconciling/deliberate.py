"""Runs that must be meant: from an older checkout than the state's, without a state in CI, while paused."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.words.diagnostics import Diagnostic, error, note
from rawugc_sync.words.errors import Refused
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.circumstances import Circumstances


def objections(
    around: Circumstances, state: State | None, *, allow_older: bool, first_run: bool
) -> Iterator[Diagnostic]:
    """A refusal for each thing that somebody has to say is meant."""
    if state is None and around.in_ci:
        yield from _first_run(around, said=first_run)
    if not allow_older:
        yield from _older(around, state)


def insist(around: Circumstances, state: State | None, *, allow_older: bool, first_run: bool = False) -> None:
    """Refused for what somebody has to say is meant: for what writes the state without a plan."""
    if refused := list(objections(around, state, allow_older=allow_older, first_run=first_run)):
        raise Refused(refused)


def paused(*, applying: bool) -> Diagnostic:
    """What `pause: true` comes to: the refusal of an apply, and a note to everybody else."""
    if applying:
        return error("paused", "this workspace is paused", "Take `pause: true` out of rawugc.yaml first.")
    return note("paused", "this workspace is paused: apply and destroy refuse (pause in rawugc.yaml)")


def _first_run(around: Circumstances, *, said: bool) -> Iterator[Diagnostic]:
    if not said:
        yield error(
            "first-run",
            "there is no state, and this is CI: a state that was lost looks the same as a first run",
            "If nothing was ever applied from here: --first-run. Else see why the state cannot be found.",
        )
    elif around.organization is None:
        yield error(
            "first-run",
            "a first run in CI takes an `organization` in rawugc.yaml",
            "Write the one that the key belongs to; rawugc-sync whoami shows it.",
        )


def _older(around: Circumstances, state: State | None) -> Iterator[Diagnostic]:
    applied = state.applied if state else None
    if applied is None or applied.commit is None or not (around.history or around.unreadable):
        return
    contained = around.history.contains(applied) if around.history else None
    if contained:
        return
    edits = "" if applied.clean else " with edits that were not committed"
    what = f"{applied.commit[:12]}{edits}, from which {applied.by} applied at {applied.at}"
    summary = (
        f"this checkout does not contain {what}"
        if contained is False
        else f"it cannot be told whether this checkout contains {what}"
    )
    way_out = _UNCOMMITTED if contained is False and not applied.clean else _WAYS_OUT[contained]
    yield error("older-checkout", summary, _UNREADABLE if around.unreadable else way_out)


_UNREADABLE = "git is missing, or cannot read it: git status says more; or --allow-older."

_UNCOMMITTED = (
    "Commit those edits, as they are, and take that commit in, so that nothing newer is undone; "
    "or, if what is here is meant: --allow-older."
)

_WAYS_OUT = {
    False: "Merge or rebase onto it, so that nothing newer is undone; or, if that is meant: --allow-older.",
    None: "Its history cannot be fetched: check it out as a whole (fetch-depth: 0); or --allow-older.",
}
