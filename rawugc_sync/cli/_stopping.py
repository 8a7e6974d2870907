"""Interrupts: the first one finishes what is under way and stops, the second one stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawugc_sync.api.stopping import Stopper


@contextmanager
def listening(stopper: Stopper) -> Iterator[None]:
    """Take SIGINT and SIGTERM as a wish to stop, for as long as this lasts."""

    def heard(_number: int, _frame: FrameType | None) -> None:
        if stopper.stopping():
            raise KeyboardInterrupt
        stopper.stop()
        with suppress(OSError):
            os.write(2, b"Finishing what is under way; once more stops at once.\n")

    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, heard) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
