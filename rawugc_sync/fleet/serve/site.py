"""What the pages of a fleet are made from, in one process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.api.clock import Clock
from rawugc_sync.fleet.config import FLEET_NAME, Fleet, Links
from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.queue import Queue
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.host import host_of, ref_of
from rawugc_sync.fleet.reconcile import check_lasting
from rawugc_sync.fleet.secrets import without_secrets
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Site:
    """A fleet, where its commits are read, its database, and the variables that a workspace may see."""

    fleet: Fleet
    grounds: Grounds
    database: Database
    queue: Queue
    variables: Mapping[str, str]
    clock: Clock

    @property
    def links(self) -> Links:
        """Where links lead. InvalidInput where fleet.yaml does not say it."""
        if self.fleet.links is None:
            detail = "Say where `fleet serve` is reached: links: {address: https://…}"
            raise InvalidInput.of("fleet-links", f"{FLEET_NAME} says nothing of `links`", detail)
        return self.fleet.links

    @property
    def now(self) -> int:
        """Unix ms."""
        return int(self.clock.now() * 1000)

    @contextmanager
    def desk(self, known: Known) -> Iterator[Workspace]:
        """The workspace as its branch has it, without a key: where approvals are read and recorded.

        ForgeError where git fails, InvalidInput where what is recorded would be lost.
        """
        member = known.member
        home = self.grounds.place(member.repository).home
        own = home / member.path if home else None
        around = Surroundings(self.variables, self.clock)
        with self.grounds.checkout(member.repository, known.commit) as checkout:
            workspace = Workspace(
                checkout / member.path, around, environment=member.environment, home=own, is_known=True
            )
            check_lasting(workspace.config.state, own)
            yield workspace

    @contextmanager
    def proposed(self, known: Known, number: int, head: str) -> Iterator[Path]:
        """The folder of the workspace as a pull request has it, to look at. ForgeError where git fails."""
        member = known.member
        host = host_of(self.grounds.place(member.repository).repository)
        ref = ref_of(host, number) if host else ""
        with self.grounds.proposed(member.repository, member.path, head, known.commit, ref) as checkout:
            yield checkout / member.path


def site_of(
    fleet: Fleet, folder: Path, scratch: Path, variables: Mapping[str, str], database: Database, clock: Clock
) -> Site:
    """Put together for one process, with mirrors in `scratch`. InvalidInput where git cannot sign in."""
    grounds = Grounds(fleet, folder, scratch, variables)
    return Site(fleet, grounds, database, Queue(database), without_secrets(fleet, variables), clock)
