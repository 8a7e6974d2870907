"""A wish to stop, as any thread may have it, and a clock whose waits end with it. It takes no signals."""

from __future__ import annotations

from rawugc_sync.api.clock import Clock
from rawugc_sync.words.errors import Interrupted

_SLICE = 0.2
"""Seconds after which a wait looks whether it is to end."""


class Stopper:
    """Whether one run is to stop; a clock whose waits end when it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # No event: a signal that came in while its lock is held would wait for that for ever.
        self._requested = False

    def stop(self) -> None:
        """The run is to finish what is under way, and to end. From any thread, and in a signal's handler."""
        self._requested = True

    def stopping(self) -> bool:
        return self._requested

    def check(self) -> None:
        """Interrupted once the run is to stop: right before a call leaves, as its `ready`."""
        if self._requested:
            raise Interrupted.of("interrupted", "was interrupted before it was sent")

    def now(self) -> float:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait; Interrupted as soon as the run is to stop."""
        until = self._clock.monotonic() + seconds
        while not self._requested:
            left = until - self._clock.monotonic()
            if left <= 0:
                return
            self._clock.sleep(min(_SLICE, left))
        raise Interrupted.of("interrupted", "was interrupted while it waited; nothing was sent")
