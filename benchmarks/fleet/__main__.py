"""`make bench-fleet`: what a fleet costs beside its runs, each figure with the most that it may be."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fleet import claiming, planning, starts, turns, waiting
from benchmarks.fleet.corpus import Corpus, write, write_new
from benchmarks.fleet.planning import Round
from benchmarks.fleet.targets import Figure, shown
from benchmarks.fleet.town import database, name_of, town
from tests.stores.cluster import Cluster

_LIMIT = 10
"""Requests a minute, where waiting is measured."""
_FLEET = {"database": {"variable": "FLEET_DATABASE"}, "poll": {"every": "1d"}, "drift": {"every": "30d"}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.fleet", description=__doc__)
    parser.add_argument("--workspaces", type=int, default=1_000, help="that are planned")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory(prefix="rawugc-bench-") as scratch, database() as cluster:
        Path(scratch).chmod(0o711)
        for one in _figures(Path(scratch), cluster, options.workspaces, options.rounds):
            sys.stderr.write(f"{one.name}: {one.value:.2f}\n")
            figures.append(one)
    sys.stdout.write(f"\n{shown(figures)}\n")
    sys.exit(any(one.is_over for one in figures))


def _figures(scratch: Path, cluster: Cluster, count: int, rounds: int) -> Iterator[Figure]:
    yield from _claims(write(_folder(scratch, "claims"), 1, _FLEET), cluster)
    yield from _waits(scratch, cluster)
    yield from _plans(write(_folder(scratch, "plans"), count, _FLEET), cluster, rounds)


def _claims(corpus: Corpus, cluster: Cluster) -> Iterator[Figure]:
    with town(corpus, cluster) as made:
        yield Figure(
            "place of the last of 5 jobs beside 5 000 of another tenant", turns.last_of_few(made), 20
        )
        for waits, milliseconds in claiming.claims(made).items():
            yield Figure(f"ms of a claim, {claiming.KNOWN} workspaces, {waits} jobs wait", milliseconds, 10)


def _waits(scratch: Path, cluster: Cluster) -> Iterator[Figure]:
    folder = _folder(scratch, "waits")
    state = f"postgresql:///{name_of(folder)}"
    corpus = write_new(folder, waiting.MANY, waiting.RESOURCES, _FLEET, state)
    with town(corpus, cluster, _LIMIT) as made:
        found = waiting.waited(made)
    yield Figure("MiB of a worker that does nothing", found.idle)
    yield Figure(f"MiB of each apply of {waiting.RESOURCES} that waits", found.each, 1)
    yield Figure(f"sessions of a worker, {waiting.MANY} applies wait", found.sessions, 5)


def _plans(corpus: Corpus, cluster: Cluster, rounds: int) -> Iterator[Figure]:
    with town(corpus, cluster) as made:
        look = planning.survey(made)
        yield Figure("CPU s of a look at a commit, for 1 000 workspaces", look * 1_000 / len(corpus.paths))
        yield from _compared([planning.interleaved(made) for _ in range(rounds)])
        once, start = planning.once(made).cpu / len(corpus.paths), starts.start(made)
        yield Figure("CPU: fleet once / as many starts of the command line", once / start, 0.35)


def _compared(rounds: list[Round]) -> Iterator[Figure]:
    def median(of: str) -> float:
        return statistics.median(getattr(one, of) for one in rounds)

    yield Figure("CPU ms of a plan by fleet once", median("once_ms"))
    yield Figure("CPU ms of a plan with its page, without an engine", median("own_ms"))
    yield Figure("CPU ms of the same by a worker", median("worker_ms"))
    yield Figure("CPU ms of PostgreSQL for it", median("postgres_ms"))
    yield Figure("CPU: engine / the run's own, in the worker", median("engine"), 0.25)
    yield Figure("CPU: the same with that of PostgreSQL", median("engine_with_postgres"))
    yield Figure("wall: two workers / fleet once", median("wall"), 1.3)


def _folder(scratch: Path, name: str) -> Path:
    made = scratch / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
