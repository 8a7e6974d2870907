"""Copies a workspace's state to another place: `state migrate --to URL`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from rawugc_sync.files import fence
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.reader import read
from rawugc_sync.reconciling.holding import settled
from rawugc_sync.reconciling.stop_mark import mark_left
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.places import is_local
from rawugc_sync.surgery.carry import carry_all
from rawugc_sync.surgery.settled import Done, existing
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import InvalidInput, Refused, StateError
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Migration:
    """A state on its way: what is copied, from where, to where, and whether it is there already.

    `remarks`: what of a run that died was taken over with it, and could not be recorded.
    """

    state: State
    data: bytes
    source: Keeper
    target: Keeper
    done: bool
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def summary(self) -> str:
        resources = count(len(self.state.records), "resource")
        places = f"from {self.source.place} to {self.target.place}"
        return f"the state (serial {self.state.serial}, {resources}) {places}"


@contextmanager
def migration(workspace: Workspace, url: str, timeout: float) -> Iterator[Migration]:
    """What is to be copied to `url`, with the locks of both places held; nothing is written there yet.

    LockHeld when one of them is not free within `timeout` seconds; Refused when another state is there,
    or a hold was interrupted.
    """
    _check(workspace, url)
    source, target = workspace.keeper, workspace.keeper_at(url)
    with ExitStack() as locks:
        locks.enter_context(source.held("rawugc-sync state migrate", timeout))
        if not (is_local(url) and is_local(workspace.config.state)):  # these two share one
            locks.enter_context(target.held("rawugc-sync state migrate", timeout))
        _check_mark(workspace)
        yield _prepared(workspace, source, target)


def migrate(workspace: Workspace, migration: Migration, url: str) -> Done:
    """Copy it, read it back, and tell what is left to do. Only inside of `migration`."""
    source, target = migration.source, migration.target
    if not migration.done:
        target.store.write(migration.data, None, f"Migrate from {source.place}")
        if not _same(target.read(), migration.state):
            detail = f"Go on with {source.place}, which has not changed, and look into the other one."
            raise StateError.of(
                "state-unverified", f"{target.place} does not give back what was written", detail
            )
    carried = carry_all(workspace, url)
    old = f"remove it: git rm {source.place}" if is_local(workspace.config.state) else "remove it where it is"
    return Done(
        (
            f"{target.place} has it already." if migration.done else f"Copied {migration.summary}.",
            *carried,
            f"Now write into {CONFIG_NAME}{_line(workspace)}: state: {url}",
            f"Until then, runs go on with {source.place}. After that nothing uses it any more; {old}",
        ),
        migration.state.organization_id,
        migration.remarks,
    )


def _check_mark(workspace: Workspace) -> None:
    """A stop mark does not move along, and no apply is to run while there is one."""
    if mark_left(workspace):
        detail = "Run rawugc-sync hold again, or resume. Then migrate."
        raise Refused.of("stopped", "a hold was interrupted, and has left its stop mark", detail)


def _check(workspace: Workspace, url: str) -> None:
    if workspace.sandbox:
        detail = "Leave out --sandbox."
        raise InvalidInput.of("state-url", "the sandbox keeps its state where it is", detail)
    if is_local(url) and not url.endswith(".json"):
        raise InvalidInput.of("state-url", f"--to {url} must name a file that ends in .json, or a URL")
    if _same_place(workspace, url):
        detail = f"{CONFIG_NAME} says where it is kept; name another place."
        raise InvalidInput.of("state-url", f"--to {url}: the state is kept there already", detail)


def _same_place(workspace: Workspace, url: str) -> bool:
    own = workspace.config.state
    if is_local(url) and is_local(own):
        return os.path.realpath(workspace.root / url) == os.path.realpath(workspace.root / own)
    return url == own


def _prepared(workspace: Workspace, source: Keeper, target: Keeper) -> Migration:
    remarks: list[Diagnostic] = []
    taken_over = settled(workspace, lambda failed: remarks.extend(failed.diagnostics))
    state = existing(taken_over, workspace)
    stored = source.store.read()
    assert stored is not None  # it has just been settled
    there = target.read()
    done = _same(there, state)
    if there and not done:
        detail = "Nothing is overwritten. Name another place, or remove what is there."
        raise Refused.of("state-exists", f"{target.place} holds another state", detail)
    return Migration(state, stored.data, source, target, done, tuple(remarks))


def _same(there: State | None, state: State) -> bool:
    """Whether two are one, but for the serial, which some places move on by themselves."""
    return there is not None and replace(there, serial=state.serial) == state


def _line(workspace: Workspace) -> str:
    """Where the state is named so far, or has to be: `:3`, or below its environment."""
    if (selected := workspace.selected) is not None:
        line = selected.node.places["state"][0] if "state" in selected.node.places else selected.node.line
        return f":{line} (environments.{selected.name})"
    try:
        tree, _ = read(fence.read(workspace.root, CONFIG_NAME), CONFIG_NAME)
    except fence.OutOfBounds:
        return ""
    return f":{tree.places['state'][0]}" if tree and "state" in tree.places else ""
