"""Interrupts: the first one finishes what is under way and stops, the second one stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from rawugc_sync.words.errors import Interrupted

if TYPE_CHECKING:
    from rawugc_sync.api.clock import Clock

_SLICE = 0.2
"""Seconds after which a wait looks whether it is to end."""


class Stopper:
    """Whether the run is to stop; a clock whose waits end when it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.requested = False

    def stopping(self) -> bool:
        return self.requested

    def now(self) -> float:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait; Interrupted as soon as the run is to stop."""
        until = self._clock.monotonic() + seconds
        while not self.requested:
            left = until - self._clock.monotonic()
            if left <= 0:
                return
            self._clock.sleep(min(_SLICE, left))
        raise Interrupted.of("interrupted", "was interrupted while it waited; nothing was sent")

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as a wish to stop, for as long as this lasts."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self._heard) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        if self.requested:
            raise KeyboardInterrupt
        self.requested = True
        with suppress(OSError):
            os.write(2, b"Finishing what is under way; once more stops at once.\n")
