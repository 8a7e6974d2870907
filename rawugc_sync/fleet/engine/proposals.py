"""What open pull requests propose: a plan for each workspace that one changes, if it was not made yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import requests, workspaces
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import Queue, Work
from rawugc_sync.fleet.estate import Estate, content_of
from rawugc_sync.fleet.host import ref_of
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.fleet.member import Member
from rawugc_sync.forge.forge import Opened


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
        wanted = [(one, self._changed(estate, one)) for one in opened]
        with self.database.transaction() as connection:
            if not fence.holds(connection):
                return
            before = {one.number: requests.get(connection, repository.url, one.number) for one in opened}
            requests.put(connection, repository.url, opened)
            for one, members in wanted:
                known = before[one.number]
                is_new = known is None or known.head != one.head
                self._ask(connection, one, members, is_new=is_new)

    def _ask(self, connection: Connection, one: Opened, members: dict[Member, str], *, is_new: bool) -> None:
        """Ask for the plans that are missing; where a new commit needs none, that is told beside it."""
        known = workspaces.get(connection, [member.id for member in members])
        if not known:
            return
        repository = known[0].member.repository
        content = {each.member.id: members[each.member] for each in known}
        requests.propose(connection, repository, one.number, content)
        work = [
            Work(each, "plan", one.head, one.number, members[each.member])
            for each in known
            if not requests.is_planned(connection, one.number, each.member.id, members[each.member])
        ]
        self.queue.put(connection, work)
        if is_new and not work:
            self.queue.tell(connection, repository, one.number)

    def _changed(self, estate: Estate, one: Opened) -> dict[Member, str]:
        """Each member that it changes, with what would be planned: content here, and content there."""
        mirror, host = estate.place.mirror, self.hosts.host(estate.place.repository)
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
