"""One writer at a time: an operating system's lock, which frees itself when its holder dies."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from rawugc_sync.errors import LockHeld, StateError
from rawugc_sync.state import durable

_PAUSE = 0.5


class Clock(Protocol):
    """What waiting for a lock asks of time."""

    def now(self) -> float: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class Lock:
    """The lock of one state; `place` is how messages call its file."""

    def __init__(self, path: Path, place: str) -> None:
        self.path = path
        self.place = place

    @contextmanager
    def held(self, command: str, clock: Clock, timeout: float = 0) -> Iterator[None]:
        """Hold the lock; LockHeld, naming the holder, when it is not free within `timeout` seconds."""
        handle = self._opened()
        try:
            self._acquire(handle, clock, timeout)
            self._sign(handle, command, clock)
            yield
        finally:
            os.close(handle)

    def holder(self) -> dict[str, Any] | None:
        """Who holds it: host, pid, since and command; None when it is free."""
        handle = self._opened()
        try:
            return None if _try(handle) else self._signature()
        finally:
            os.close(handle)

    def _opened(self) -> int:
        try:
            durable.private_folder(self.path.parent)
            return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as failed:
            raise self._unusable(failed) from None

    def _acquire(self, handle: int, clock: Clock, timeout: float) -> None:
        until = clock.monotonic() + timeout
        while not _try(handle):
            left = until - clock.monotonic()
            if left <= 0:
                raise LockHeld.of("locked", *self._words())
            clock.sleep(min(_PAUSE, left))

    def _words(self) -> tuple[str, str]:
        who = self._signature()
        summary = "another run works on this workspace: " + described(who)
        return summary, "Wait for it to end, or wait here with --lock-timeout SECONDS."

    def _sign(self, handle: int, command: str, clock: Clock) -> None:
        since = datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="seconds")
        who = {"host": socket.gethostname(), "pid": os.getpid(), "since": since, "command": command}
        try:
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, json.dumps(who).encode("ascii"))
        except OSError as failed:
            raise self._unusable(failed) from None

    def _unusable(self, failed: OSError) -> StateError:
        return StateError.of(
            "lock-unusable",
            f"{self.place} cannot be written: {failed.strerror}",
            "Without the lock nothing is applied. Make the folder writable and free space on the disk.",
        )

    def _signature(self) -> dict[str, Any]:
        try:
            who = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return who if isinstance(who, dict) else {}


def described(who: dict[str, Any]) -> str:
    """`rawugc-sync apply on host-1, process 17, since 2026-…`, as far as it is known."""
    if not who:
        return "it has not said which"
    return "{command} on {host}, process {pid}, since {since}".format(
        **{name: who.get(name, "?") for name in ("command", "host", "pid", "since")}
    )


def _try(handle: int) -> bool:
    """Take the lock of an open file if it is free. It goes with the process, however that ends."""
    if sys.platform == "win32":
        import msvcrt

        try:
            os.lseek(handle, 1 << 30, os.SEEK_SET)  # far behind the text: others may read that
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
