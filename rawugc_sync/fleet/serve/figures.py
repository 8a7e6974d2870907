"""The figures of a fleet as Prometheus reads them, made from the database when it asks."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rawugc_sync.fleet.engine import totals
from rawugc_sync.fleet.engine.database import Connection, Database, Row
from rawugc_sync.fleet.engine.status import Load, load_of

_COUNTERS = {
    "claims": "Jobs that workers have taken.",
    "requests": "Requests to RawUGC.",
    "throttled": "Requests that RawUGC has turned away for coming too soon (429).",
}
_WORKSPACES = """
select count(*) as n, count(*) filter (where drifted) as drifted,
  count(*) filter (where refused is not null) as refused
from fleet_workspaces where not gone
"""


class Figures(Collector):
    """FleetError where the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked until somebody wants to know."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All of them as they are now."""
        with self._database.transaction() as connection:
            load, counted = load_of(connection), totals.all_of(connection)
            workspaces = list(_workspaces(connection))
        yield from workspaces
        yield from _load(load)
        yield from _totals(counted)


def _workspaces(connection: Connection) -> Iterator[Metric]:
    row = connection.execute(_WORKSPACES).fetchone() or {}
    about = {
        "": ("n", "Workspaces."),
        "_drifted": ("drifted", "Workspaces that were changed in the dashboard."),
        "_refused": ("refused", "Workspaces that cannot be run."),
    }
    for name, (key, told) in about.items():
        yield GaugeMetricFamily(f"rawugc_fleet_workspaces{name}", told, value=row.get(key, 0))


def _load(load: Load) -> Iterator[Metric]:
    for name, told, counts in (
        ("waiting", "Runs that wait.", load.waiting),
        ("running", "Runs that a worker has.", load.running),
    ):
        family = GaugeMetricFamily(f"rawugc_fleet_{name}", told, labels=["kind"])
        for kind, n in sorted(counts.items()):
            family.add_metric([kind], n)
        yield family
    told = "For how long the oldest job could have run."
    yield GaugeMetricFamily("rawugc_fleet_backlog_seconds", told, value=load.oldest)
    yield GaugeMetricFamily("rawugc_fleet_workers", "Workers that are heard of.", value=load.workers)


def _totals(counted: list[Row]) -> Iterator[Metric]:
    runs = CounterMetricFamily("rawugc_fleet_runs", "Runs that have ended.", labels=["kind", "outcome"])
    for row in counted:
        if row["name"] == "runs":
            runs.add_metric([row["kind"], row["outcome"]], row["n"])
    yield runs
    for name, told in _COUNTERS.items():
        family = CounterMetricFamily(f"rawugc_fleet_{name}", told, labels=["kind"])
        for row in counted:
            if row["name"] == name:
                family.add_metric([row["kind"]], row["n"])
        yield family
