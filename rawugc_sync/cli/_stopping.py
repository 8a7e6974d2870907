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


_HANGUP = getattr(signal, "SIGHUP", None)


@contextmanager
def listening(stopper: Stopper, *, hangup: bool = False) -> Iterator[None]:
    """Take SIGINT and SIGTERM as a wish to stop, for as long as this lasts.

    With `hangup`, a terminal that goes away is one, too; it never stops at once, as often as that is said.
    """

    def heard(number: int, _frame: FrameType | None) -> None:
        if stopper.stopping():
            if number == _HANGUP:
                return
            raise KeyboardInterrupt
        stopper.stop()
        with suppress(OSError):
            os.write(2, b"Finishing what is under way; once more stops at once.\n")

    signals = [signal.SIGINT, signal.SIGTERM]
    if hangup and _HANGUP and signal.getsignal(_HANGUP) is not signal.SIG_IGN:  # as nohup has it
        signals.append(_HANGUP)
    before = {number: signal.signal(number, heard) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
