"""The hosts of a fleet's repositories, each opened once."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from rawugc_sync.fleet.config import Fleet, Host, Repository
from rawugc_sync.fleet.host import forge_of, host_of
from rawugc_sync.forge.forge import Forge


class Hosts:
    """Threads may share it."""

    def __init__(self, fleet: Fleet, variables: Mapping[str, str]) -> None:
        self._fleet = fleet
        self._variables = variables
        self._lock = threading.Lock()
        self._opened: dict[str, Forge | None] = {}

    def host(self, repository: Repository) -> Host | None:
        """Where its pull requests are."""
        return host_of(repository)

    def forge(self, repository: Repository) -> Forge | None:
        """The way to them; None without a token. ForgeError."""
        with self._lock:
            if repository.url not in self._opened:
                self._opened[repository.url] = forge_of(self._fleet, repository, self._variables)
            return self._opened[repository.url]
