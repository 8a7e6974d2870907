"""What has ever been counted in a fleet: it only grows, however long runs are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawugc_sync.fleet.engine.database import Connection, Row

_ADD = """
insert into fleet_totals as t (name, kind, outcome, n)
select * from unnest(%s::text[], %s::text[], %s::text[], %s::bigint[])
on conflict (name, kind, outcome) do update set n = t.n + excluded.n
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """`n` more of something, of runs of a kind, that ended like this."""

    name: str
    kind: str
    outcome: str = ""
    n: int = 1


def add(connection: Connection, counted: Iterable[Counted]) -> None:
    """Add these to what was counted before, in one statement: each once."""
    columns = zip(*((one.name, one.kind, one.outcome, one.n) for one in counted), strict=True)
    connection.execute(_ADD, [list(column) for column in columns])


def all_of(connection: Connection) -> list[Row]:
    """Everything that was counted."""
    return connection.execute("select * from fleet_totals order by name, kind, outcome").fetchall()
