"""The tables of a fleet and of its engine, brought forward: each step once, in order, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from procrastinate.schema import SchemaManager

from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.words.count import count
from rawugc_sync.words.errors import FleetError

_ENGINE = "engine "
_STEPS = (
    "create table if not exists fleet_steps (name text primary key, at timestamptz not null default now())"
)
_LOCK = 7_429_401_816
"""Two that migrate at once go one after the other."""


def migrate(database: Database) -> list[str]:
    """Bring the tables to this version; the names of the steps that were taken.

    FleetError where they are of a later version: nothing is done then.
    """
    with database.transaction() as connection:
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        connection.execute(_STEPS)
        taken = _taken(connection)
        steps = _steps()
        if later := sorted(taken - set(steps)):
            summary = f"the tables are of a later version: {', '.join(later)}"
            raise FleetError.of("fleet-version", summary, "Upgrade rawugc-sync on this machine.")
        missing = [name for name in steps if name not in taken]
        for sql in _to_run(missing, steps, is_new=not taken):
            connection.execute(sql)
        for name in missing:
            connection.execute("insert into fleet_steps (name) values (%s)", [name])
        return missing


def check(database: Database, wait: float | None = None) -> None:
    """FleetError where the tables are not of this version; `wait` as for a transaction."""
    with database.transaction(wait) as connection:
        taken = _taken(connection)
    if missing := [name for name in _steps() if name not in taken]:
        summary = f"the tables of the fleet are of an earlier version: {count(len(missing), 'step')} to take"
        raise FleetError.of("fleet-version", summary, "Bring them forward: rawugc-sync fleet migrate")


def _taken(connection: Connection) -> set[str]:
    return {row["name"] for row in connection.execute("select name from fleet_steps").fetchall()}


def _steps() -> dict[str, str]:
    """Name → SQL, in their order: those of the engine, then our own."""
    engine = {f"{_ENGINE}{name}": sql for name, sql in _files(Path(SchemaManager.get_migrations_path()))}
    return {**engine, **dict(_files(Path(__file__).with_name("migrations")))}


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.sql")):
        yield file.stem, file.read_text(encoding="utf-8")


def _to_run(missing: Sequence[str], steps: dict[str, str], *, is_new: bool) -> Iterator[str]:
    """A new database gets the engine's tables as they are now, of which its steps are history."""
    if is_new:
        yield SchemaManager.get_schema()
    yield from (steps[name] for name in missing if not (is_new and name.startswith(_ENGINE)))
