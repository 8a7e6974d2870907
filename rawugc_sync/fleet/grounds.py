"""The repositories of a worker: their mirrors, below one folder that nothing depends on."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rawugc_sync.fleet.config import FLEET_NAME, Fleet
from rawugc_sync.fleet.estate import Place, deciding, place_of
from rawugc_sync.fleet.mirror import Law
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.workspace.members import members_of


class Grounds:
    """Where the commits of a fleet are read. Threads may share it."""

    def __init__(self, fleet: Fleet, folder: Path, scratch: Path, variables: Mapping[str, str]) -> None:
        self._repositories = {one.url: one for one in fleet.repositories}
        self._around = (folder, scratch, variables)
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    def place(self, repository: str) -> Place:
        """A repository, by its URL.

        InvalidInput where fleet.yaml does not have it any more, or git cannot sign in.
        """
        if repository not in self._repositories:
            raise InvalidInput.of("fleet-unknown", f"{FLEET_NAME} does not have {repository} any more")
        with self._lock:
            if repository not in self._places:
                self._places[repository] = place_of(self._repositories[repository], *self._around)
            return self._places[repository]

    @contextmanager
    def checkout(self, repository: str, commit: str) -> Iterator[Path]:
        """A checkout of a commit, which is fetched where it has to be. ForgeError where git fails."""
        mirror = self.place(repository).mirror
        mirror.need([commit])
        with mirror.checkout(commit) as folder:
            yield folder

    @contextmanager
    def proposed(self, repository: str, path: str, head: str, base: str, ref: str) -> Iterator[Path]:
        """A checkout of what is proposed for a workspace, in which `base` decides all but manifests."""
        mirror = self.place(repository).mirror
        mirror.need([head, base], ref)
        with mirror.checkout(base) as folder:
            found, _ = members_of(folder, [path])
        files = frozenset(file for one in found for file in deciding(one))
        with mirror.checkout(head, Law(base, files)) as folder:
            yield folder
