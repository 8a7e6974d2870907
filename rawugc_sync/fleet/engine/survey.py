"""A look at a repository: which workspaces it has now, and which of them have something to apply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rawugc_sync.fleet.apart import state_place
from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import workspaces
from rawugc_sync.fleet.engine.database import Database, Row, storable
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.proposals import Proposals
from rawugc_sync.fleet.engine.queue import Again, Work, hurry
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.estate import Estate, estate_of
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.render.in_short import stopped
from rawugc_sync.words.errors import FleetError, RawugcError

_TROUBLE = """
update fleet_repositories set trouble = %(trouble)s
where url = %(url)s and trouble is distinct from %(trouble)s
"""


class Survey:
    """Looks at repositories for one worker."""

    def __init__(
        self, fleet: Fleet, grounds: Grounds, keys: Keys, database: Database, proposals: Proposals
    ) -> None:
        self._every = fleet.drift.every
        self._grounds = grounds
        self._proposals = proposals
        self._estates: dict[str, Estate] = {}
        self._keys = keys
        self._database = database
        self._queue = proposals.queue

    def look(self, repository: str, fence: Fence) -> None:
        """Fetch it, write down what there is, and ask for an apply of what is new.

        ForgeError where git or the host fails, which is written down. Nothing else is once the job is
        another's: what we have seen may be older than what stands there. Again where this worker does not
        know the repository, as it began before fleet.yaml had it, and another one does.
        """
        try:
            self._look(repository, fence)
        except FleetError:
            raise
        except RawugcError as failed:
            if any(one.code == "fleet-unknown" for one in failed.diagnostics):
                if self._is_anybodys(repository):
                    raise Again from failed
                return
            said = str(failed).rstrip(".")
            self._tell(repository, " ".join((f"{said}.", *(one.detail for one in failed.diagnostics))))
            raise
        self._tell(repository, None)

    def _tell(self, repository: str, trouble: str | None) -> None:
        told = None if trouble is None else storable(trouble)
        with self._database.transaction() as connection:
            connection.execute(_TROUBLE, {"url": repository, "trouble": told})

    def _look(self, repository: str, fence: Fence) -> None:
        place = self._grounds.place(repository)
        place.mirror.fetch()
        branch = place.mirror.branch(place.repository.branch)
        commit = place.mirror.tip(branch)
        estate = self._estates.get(repository)
        is_new = estate is None or estate.commit != commit
        if estate is None or is_new:
            estate = self._estates[repository] = estate_of(place, commit)
        if is_new or self._written(repository) != commit:
            self._write_down(estate, fence)
        self._proposals.look(estate, branch, fence)

    def _written(self, repository: str) -> str | None:
        """The commit that was written down last: another worker may have seen another one."""
        row = self._row(repository)
        return row["commit_id"] if row else None

    def _is_anybodys(self, repository: str) -> bool:
        """Whether the worker that began last has it."""
        return self._row(repository) is not None

    def _row(self, repository: str) -> Row | None:
        sql = "select commit_id from fleet_repositories where url = %s"
        with self._database.transaction() as connection:
            return connection.execute(sql, [repository]).fetchone()

    def _write_down(self, estate: Estate, fence: Fence) -> None:
        repository = estate.place.repository.url
        known = [self._known(estate, one) for one in estate.members]
        with self._database.transaction() as connection:
            if not fence.holds(connection):
                return
            before = {one.member.id: one for one in workspaces.there(connection, repository)}
            workspaces.put(connection, known, self._every)
            ids = [one.member.id for one in known]
            for one in estate.broken:
                member = Member(estate.place.repository.tenant, repository, one.path)
                ids += workspaces.broken(connection, member, estate.commit, stopped(one.diagnostics))
            workspaces.only(connection, repository, ids)
            workspaces.freed(connection, _left(before.values(), workspaces.there(connection, repository)))
            new = workspaces.untried(connection, repository=repository)
            self._queue.put(connection, [Work(one, "apply", one.commit) for one in new])
            hurry(connection, [Work(one, "apply", one.commit) for one in known if _is_edited(one, before)])
            connection.execute(
                "update fleet_repositories set commit_id = %s where url = %s", [estate.commit, repository]
            )

    def _known(self, estate: Estate, member: Member) -> Known:
        return Known(
            member=member,
            key_place=self._keys.place(member),
            state_place=" ".join(state_place(member, *estate.kept[member])),
            commit=estate.commit,
            content=estate.content[member],
        )


def _is_edited(known: Known, before: Mapping[str, Known]) -> bool:
    was = before.get(known.member.id)
    return was is None or was.content != known.content


def _left(before: Iterable[Known], now: Iterable[Known]) -> set[str]:
    """The places of states at which members are no more."""
    here = {(one.member.id, one.state_place) for one in now}
    return {one.state_place for one in before if (one.member.id, one.state_place) not in here}
