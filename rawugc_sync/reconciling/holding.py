"""A workspace's state in one pair of hands: the lock, and what a run that died has left, taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rawugc_sync.api.clock import Clock
from rawugc_sync.reconciling.recording import take_over
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.words.left import Left
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace


@contextmanager
def holding(
    workspace: Workspace,
    command: str,
    timeout: float,
    stuck: Callable[[RawugcError], object],
    clock: Clock | None = None,
) -> Iterator[State | None]:
    """Hold the workspace's lock for `command`, and get its state; None when there is none yet.

    LockHeld when the lock is not free within `timeout` seconds by `clock`, else by the workspace's.
    `stuck` hears of one that cannot be given back, and of what was taken over and cannot be recorded.
    """
    with workspace.keeper.held(f"rawugc-sync {command}", timeout, stuck, clock):
        yield settled(workspace, stuck)


def settled(workspace: Workspace, stuck: Callable[[RawugcError], object]) -> State | None:
    """The state with what a run that died has left, which is recorded first. Only with the lock held."""

    def record(left: Sequence[Left], state: State | None) -> None:
        for one in take_over(workspace, left, state):
            stuck(RawugcError([one]))

    return workspace.keeper.settle(record)
