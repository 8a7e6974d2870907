"""Whose requests RawUGC counts together: one window for each user, among all clients of a process."""

from __future__ import annotations

import threading

from rawugc_sync.api.pacing import SharedWindow
from rawugc_sync.api.settings import Settings


class Windows:
    """The windows in use. Threads may ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str, str], SharedWindow] = {}

    def of(self, settings: Settings, user: str | None) -> SharedWindow:
        """That of a user, as the configuration calls one; the same key is always the same user's."""
        server = settings.base_url.rstrip("/")
        signs = [(server, "user", user)] if user else []
        signs.append((server, "key", settings.key))
        with self._lock:
            window = next((self._known[one] for one in signs if one in self._known), None) or SharedWindow()
            for one in signs:
                self._known.setdefault(one, window)
            return window
