"""The one comment on a pull request, whatever it touches, and the verdict beside its commit."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import requests
from rawugc_sync.fleet.engine.database import Database, Row
from rawugc_sync.fleet.engine.queue import Again
from rawugc_sync.fleet.engine.requests import Proposed
from rawugc_sync.fleet.engine.workspaces import member_of
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.forge.forge import Forge, Verdict
from rawugc_sync.forge.posting import post, post_over
from rawugc_sync.review.markdown.verbatim import clipped, code
from rawugc_sync.words.count import count
from rawugc_sync.words.errors import ForgeError

_log = logging.getLogger("rawugc_sync.fleet")
MARKER = "<!-- rawugc-sync: fleet -->"
_ROOM = 60_000
_LIST = 20_000
_LINE = 200
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Telling:
    """Writes to pull requests for one worker."""

    fleet: Fleet
    hosts: Hosts
    database: Database

    def tell(self, repository: str, number: int) -> None:
        """Write how its plans have come out so far; one that is closed is left alone.

        Again where its host does not let it: what is not written there is asked for by nobody else.
        """
        with self.database.transaction() as connection:
            proposed = requests.get(connection, repository, number)
            rows = requests.latest(connection, proposed) if proposed else []
        configured = next((one for one in self.fleet.repositories if one.url == repository), None)
        if proposed is None or not proposed.is_open or configured is None:
            return
        try:
            if forge := self.hosts.forge(configured):
                _write(forge, proposed, rows)
        except ForgeError as failed:
            _log.warning("pull request %s cannot be told: %s", number, failed)
            raise Again from failed


def _write(forge: Forge, proposed: Proposed, rows: Sequence[Row]) -> None:
    """Both, though one of them be refused. A comment on nothing is only written over one on something."""
    try:
        told = comment(proposed.head, rows)
        if rows:
            post(forge, proposed.number, told, None)
        else:
            post_over(forge, proposed.number, told)
    finally:
        forge.judge(proposed.head, verdict(rows))


def verdict(rows: Sequence[Row]) -> Verdict:
    """Whether all plans can be carried out; unknown as long as one of them runs, or is to be made again."""
    if any(row["ended_at"] is None or row["exit_code"] is None or row["later"] for row in rows):
        return Verdict(None, "planning")
    if not rows:
        return Verdict(passed=True, what="no workspace that the branch has would change")
    failed = [row for row in rows if row["exit_code"]]
    what = count(len(rows), "workspace")
    return Verdict(
        not failed,
        f"{what} planned, {len(failed)} of them cannot be applied" if failed else f"{what} planned",
    )


def comment(head: str, rows: Sequence[Row]) -> str:
    """A line for each, then the plan of each as far as there is room, then which commit it is about."""
    if not rows:
        return "\n\n".join([MARKER, "## No workspace that the branch has would change", _at(head)]) + "\n"
    parts = [MARKER, f"## {count(len(rows), 'workspace')} would change", _listed(rows)]
    room, left_out = _ROOM - sum(map(len, parts)), 0
    for row in rows:
        told = _without_marker(row["comment"] or "")
        if not told:
            continue
        if len(told) > room:
            left_out += 1
            continue
        room -= len(told)
        parts.append(f"---\n\n{told}")
    if left_out:
        parts.append(f"{count(left_out, 'plan')} did not fit: `rawugc-sync fleet runs` lists them.")
    return "\n\n".join([*parts, _at(head)]) + "\n"


def _listed(rows: Sequence[Row]) -> str:
    """As many of them as there is room for."""
    lines: list[str] = []
    room = _LIST
    for row in rows:
        line = f"- {code(str(member_of(row)))}: {clipped(row['what'] or 'planning', _LINE)}"
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*lines, f"- and {len(rows) - len(lines)} more"])
        lines.append(line)
    return "\n".join(lines)


def _at(head: str) -> str:
    return f"Planned at {code(head[:_SHORT])}."


def _without_marker(told: str) -> str:
    first, _, rest = told.partition("\n")
    return rest.strip() if first.startswith("<!--") else told.strip()
