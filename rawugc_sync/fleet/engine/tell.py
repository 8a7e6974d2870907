"""The one comment on a pull request, whatever it touches, and the verdict beside its commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import requests
from rawugc_sync.fleet.engine.database import Database, Row
from rawugc_sync.fleet.engine.workspaces import member_of
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.forge.forge import Verdict
from rawugc_sync.forge.posting import post
from rawugc_sync.review.markdown.verbatim import clipped, code
from rawugc_sync.words.count import count

MARKER = "<!-- rawugc-sync: fleet -->"
_ROOM = 60_000
_LINE = 200
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Telling:
    """Writes to pull requests for one worker."""

    fleet: Fleet
    hosts: Hosts
    database: Database

    def tell(self, repository: str, number: int) -> None:
        """Write how its plans have come out so far. ForgeError; one that is closed is left alone."""
        with self.database.transaction() as connection:
            proposed = requests.get(connection, repository, number)
            rows = requests.latest(connection, proposed) if proposed and proposed.is_open else []
        configured = next((one for one in self.fleet.repositories if one.url == repository), None)
        if proposed is None or configured is None or not rows:
            return
        forge = self.hosts.forge(configured)
        if forge is None:
            return
        post(forge, number, comment(proposed.head, rows), None)
        forge.judge(proposed.head, verdict(rows))


def verdict(rows: Sequence[Row]) -> Verdict:
    """Whether all plans can be carried out; unknown as long as one of them runs."""
    if any(row["ended_at"] is None for row in rows):
        return Verdict(None, "planning")
    failed = [row for row in rows if row["exit_code"]]
    what = count(len(rows), "workspace")
    return Verdict(
        not failed,
        f"{what} planned, {len(failed)} of them cannot be applied" if failed else f"{what} planned",
    )


def comment(head: str, rows: Sequence[Row]) -> str:
    """A line for each, then the plan of each as far as there is room, then which commit it is about."""
    listed = [f"- {code(str(member_of(row)))}: {clipped(row['what'] or 'planning', _LINE)}" for row in rows]
    parts = [MARKER, f"## {count(len(rows), 'workspace')} would change", "\n".join(listed)]
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
    return "\n\n".join([*parts, f"Planned at {code(head[:_SHORT])}."]) + "\n"


def _without_marker(told: str) -> str:
    first, _, rest = told.partition("\n")
    return rest.strip() if first.startswith("<!--") else told.strip()
