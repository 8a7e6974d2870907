"""The repositories of a worker: their mirrors, below one folder that nothing depends on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rawugc_sync.fleet.config import FLEET_NAME, Fleet
from rawugc_sync.fleet.estate import Place, places, signers
from rawugc_sync.fleet.mirror import Law
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.workspace.members import members_of


class Grounds:
    """Where the commits of a fleet are read. Threads may share it."""

    def __init__(self, fleet: Fleet, folder: Path, scratch: Path, variables: Mapping[str, str]) -> None:
        self._places = {one.repository.url: one for one in places(fleet, folder, scratch, variables)}

    def place(self, repository: str) -> Place:
        """A repository, by its URL. InvalidInput where fleet.yaml does not have it any more."""
        if repository in self._places:
            return self._places[repository]
        raise InvalidInput.of("fleet-unknown", f"{FLEET_NAME} does not have {repository} any more")

    def checkout(self, repository: str, commit: str) -> Path:
        """A checkout of a commit, which is fetched where it has to be. ForgeError where git fails."""
        mirror = self.place(repository).mirror
        if not mirror.has(commit):
            mirror.fetch()
        return mirror.checkout(commit)

    def proposed(self, repository: str, path: str, head: str, base: str, ref: str) -> Path:
        """A checkout of what is proposed for a workspace, in which `base` decides all but manifests."""
        mirror = self.place(repository).mirror
        if not (mirror.has(head) and mirror.has(base)):
            mirror.fetch(ref)
        found, _ = members_of(mirror.checkout(base), [path])
        return mirror.checkout(head, Law(base, frozenset(file for one in found for file in signers(one))))
