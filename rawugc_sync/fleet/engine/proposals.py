"""What open pull requests propose: a plan for each workspace that one changes, if it was not made yet."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import requests, workspaces
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import Queue, Work
from rawugc_sync.fleet.estate import Estate, content_of
from rawugc_sync.fleet.host import host_of, ref_of
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.fleet.member import Member
from rawugc_sync.forge.forge import Opened
from rawugc_sync.words.errors import ForgeError

_log = logging.getLogger("rawugc_sync.fleet")


@dataclass(frozen=True, slots=True)
class Proposals:
    """Looks at the pull requests of repositories for one worker."""

    fleet: Fleet
    hosts: Hosts
    database: Database
    queue: Queue

    def look(self, estate: Estate, branch: str, fence: Fence) -> None:
        """Write down which are open, and ask for the plans that are missing. ForgeError."""
        repository = estate.place.repository
        forge = self.hosts.forge(repository)
        if forge is None:
            return
        opened = [one for one in forge.opened() if one.base == branch]
        wanted = [(one, found) for one in opened if (found := self._read(estate, one)) is not None]
        with self.database.transaction() as connection:
            if not fence.holds(connection):
                return
            before = {one.number: requests.get(connection, repository.url, one.number) for one in opened}
            requests.put(connection, repository.url, [one for one, _ in wanted])
            requests.close(connection, repository.url, [one.number for one in opened])
            for one, members in wanted:
                known = before[one.number]
                work, is_other = self._missing(connection, repository.url, one, members)
                if not (is_other or known is None or known.head != one.head):
                    self.queue.put(connection, work)
                elif work:
                    self.queue.ask(connection, work)
                else:
                    self.queue.tell(connection, repository.url, one.number)

    def _read(self, estate: Estate, one: Opened) -> dict[Member, str] | None:
        """What it changes; None where that cannot be read, which is no reason to leave others alone."""
        try:
            return self._changed(estate, one)
        except ForgeError as failed:
            _log.warning("pull request %s cannot be looked at: %s", one.number, failed)
            return None

    def _missing(
        self, connection: Connection, repository: str, one: Opened, members: dict[Member, str]
    ) -> tuple[list[Work], bool]:
        """The plans that are missing, and whether it proposed others before."""
        known = workspaces.get(connection, [member.id for member in members])
        content = {each.member.id: members[each.member] for each in known}
        is_other = requests.propose(connection, repository, one.number, content)
        work = [
            Work(each, "plan", one.head, one.number, members[each.member])
            for each in known
            if not requests.is_planned(connection, one.number, each.member.id, members[each.member])
        ]
        return work, is_other

    def _changed(self, estate: Estate, one: Opened) -> dict[Member, str]:
        """Each member that it changes, with what would be planned: content here, and content there."""
        mirror, host = estate.place.mirror, host_of(estate.place.repository)
        if host is not None:
            mirror.need([one.head], ref_of(host, one.number))
        before, after = mirror.trees(mirror.parting(estate.commit, one.head)), mirror.trees(one.head)
        return {
            member: f"{content} {there}"
            for member, content in estate.content.items()
            if (there := _content(after, estate, member)) != _content(before, estate, member)
        }


def _content(trees: dict[str, str], estate: Estate, member: Member) -> str:
    include: Sequence[str] = estate.include[member.path]
    return content_of(trees, member.path, include)
