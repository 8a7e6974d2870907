"""How many requests have left, of all clients of a run."""

from __future__ import annotations

import threading


class Traffic:
    """`sent` counts what has left, `throttled` what of that came too soon (429). Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.sent = 0
        self.throttled = 0

    def count(self, *, throttled: bool) -> None:
        """One more request has left."""
        with self._lock:
            self.sent += 1
            self.throttled += throttled
