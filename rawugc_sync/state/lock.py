"""One writer at a time, whatever store keeps the lock."""

from __future__ import annotations

import getpass
import os
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from math import inf
from typing import Protocol

from rawugc_sync.state.store import Holder, Store
from rawugc_sync.words.ci import who
from rawugc_sync.words.errors import LockHeld, RawugcError, StateError

UNKNOWN = "unknown"
"""For the id of a lock whose place does not name it; there, most often any will do."""
_PAUSE = 0.5
"""Seconds between two looks at a lock on this machine."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 16.0
"""The same for one elsewhere, where each look is a request: doubled each time."""


class Clock(Protocol):
    """What keeping a state asks of time: `now` is Unix seconds, `monotonic` begins anywhere."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


@contextmanager
def held(
    store: Store,
    command: str,
    clock: Clock,
    timeout: float = 0,
    stuck: Callable[[RawugcError], object] | None = None,
    *,
    far: bool = False,
) -> Iterator[Holder]:
    """Hold the lock; LockHeld, naming the holder, when it is not free within `timeout` seconds.

    A lock that is `far` is asked for less and less often. `stuck` hears of one that cannot be given back:
    what was done under it stands all the same.
    """
    holder = this_process(command, clock)
    try:
        _acquire(store, holder, clock, timeout, _pauses(far=far))
    except KeyboardInterrupt:  # it may have arrived all the same
        _give_back(store, holder)
        raise
    try:
        yield holder
    except BaseException:
        _give_back(store, holder)  # what went wrong first is what has to be told
        raise
    try:
        store.unlock(holder.id)
    except (StateError, LockHeld) as failed:
        if stuck is None:
            raise
        stuck(failed)


def _give_back(store: Store, holder: Holder) -> None:
    with suppress(StateError, LockHeld):
        store.unlock(holder.id)


def this_process(command: str, clock: Clock) -> Holder:
    """Who we are."""
    since = datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="seconds")
    return Holder(uuid.uuid4().hex[:12], command, socket.gethostname(), os.getpid(), user(), since)


def user(variables: Mapping[str, str] = os.environ) -> str:
    """Who has set this run going: as its CI system says, else as far as the machine knows."""
    if name := who(variables):
        return name
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # without a name on Windows it looks for `pwd`
        return str(getattr(os, "getuid", lambda: "?")())


def _pauses(*, far: bool) -> Iterator[float]:
    pause = _FIRST_PAUSE if far else _PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE) if far else pause


def _acquire(store: Store, holder: Holder, clock: Clock, timeout: float, pauses: Iterator[float]) -> None:
    until = clock.monotonic() + timeout
    while True:
        try:
            store.lock(holder)
        except LockHeld as held_by:
            left = until - clock.monotonic()
            if left <= 0:
                raise
            clock.sleep(min(next(pauses), left, _its_end(held_by)))
        else:
            return


def _its_end(found: LockHeld) -> float:
    """Seconds until a lock that ends by itself has ended: then it is looked at, whatever the pause."""
    return inf if found.seconds is None else max(_PAUSE, found.seconds)


def in_use(place: str, holder: Holder, *, frees_itself: bool, until: datetime | None = None) -> LockHeld:
    """The error for a lock that somebody holds; `until` is when it ends unless it is renewed."""
    wait = "Wait for it to end, or wait here with --lock-timeout SECONDS."
    ends = f" Unless it is renewed, it ends at {until.astimezone(UTC):%H:%M:%S} UTC." if until else ""
    dead = "" if frees_itself else f"{ends} If that run is dead: rawugc-sync state unlock {holder.id}"
    return LockHeld.of("locked", f"another run works on {place}: {holder}", wait + dead)
