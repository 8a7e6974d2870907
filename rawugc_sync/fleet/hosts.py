"""The hosts of a fleet's repositories, each opened once."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from rawugc_sync.fleet.config import Fleet, Repository
from rawugc_sync.fleet.host import forge_of
from rawugc_sync.forge.forge import Forge


class Hosts:
    """Threads may share it."""

    def __init__(self, fleet: Fleet, variables: Mapping[str, str]) -> None:
        self._fleet = fleet
        self._variables = variables
        self._locks = {one.url: Lock() for one in fleet.repositories}
        self._opened: dict[str, Forge | None] = {}

    def forge(self, repository: Repository) -> Forge | None:
        """The way to the pull requests of one of them; None without a token. ForgeError."""
        with self._locks[repository.url]:  # of its own: another's host may not answer for long
            if repository.url not in self._opened:
                self._opened[repository.url] = forge_of(self._fleet, repository, self._variables)
            return self._opened[repository.url]
