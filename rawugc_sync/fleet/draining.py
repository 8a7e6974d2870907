"""The wish to stop of many runs at once, whose waits end with it and cost nothing meanwhile."""

from __future__ import annotations

import threading

from rawugc_sync.api.clock import Clock
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.words.errors import Interrupted


class Draining(Stopper):
    """A stopper whose waits sleep until they are over, however many threads wait.

    `stop` is for a thread that never waits by it, in a signal's handler as well.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._ended = threading.Event()

    def stop(self) -> None:
        super().stop()
        self._ended.set()

    def sleep(self, seconds: float) -> None:
        if self._ended.wait(max(0.0, seconds)):
            raise Interrupted.of("interrupted", "was interrupted while it waited; nothing was sent")
