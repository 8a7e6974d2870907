"""`make bench-fleet`: what a fleet costs beside its runs, each figure with the most that it may be."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.fleet import claiming, planning, resuming, starts, turns, waiting
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
        late = resuming.resumed(made)
    yield Figure("MiB of a worker that does nothing", found.idle)
    yield Figure(f"MiB of each apply of {waiting.RESOURCES} that waits", found.each, 1)
    yield Figure(f"sessions of a worker, {waiting.MANY} applies wait", found.sessions, 5)
    yield Figure(f"s beyond stalledAfter until {waiting.MANY} runs of a killed worker begin again", late, 5)


def _plans(corpus: Corpus, cluster: Cluster, rounds: int) -> Iterator[Figure]:
    with town(corpus, cluster) as made:
        look = planning.survey(made)
        yield Figure("CPU s of a look at a commit, for 1 000 workspaces", look * 1_000 / len(corpus.paths))
        found = [[planning.interleaved(made, kind) for kind in ("plan", "drift")] for _ in range(rounds)]
        plans, looks = zip(*found, strict=True)
        yield Figure("CPU ms of a plan, by fleet once", _median(plans, "once_ms"))
        yield from _compared("a plan with its page", plans)
        yield _wall("wall: two workers / fleet once, plans with pages / without", plans)
        yield Figure("CPU ms of a look for drift, by fleet once", _median(looks, "once_ms"))
        yield from _compared("a look for drift", looks)
        yield _wall("wall: two workers / fleet once, looks for drift", looks, 1.3)
        once = statistics.median(one.once.cpu for one in plans) / len(corpus.paths)
        yield Figure("CPU: fleet once / as many starts of the command line", once / starts.start(made), 0.35)


def _compared(what: str, rounds: Sequence[Round]) -> Iterator[Figure]:
    yield Figure(f"CPU ms of {what}, without an engine", _median(rounds, "own_ms"))
    yield Figure(f"CPU ms of {what}, by a worker", _median(rounds, "worker_ms"))
    yield Figure(f"CPU ms of {what}, by PostgreSQL", _median(rounds, "postgres_ms"))
    yield Figure(f"CPU: engine / own of {what}, in the worker", _median(rounds, "engine"), 0.25)
    yield Figure(f"CPU: engine / own of {what}, with PostgreSQL", _median(rounds, "engine_with_postgres"))


def _wall(name: str, rounds: Sequence[Round], limit: float | None = None) -> Figure:
    return Figure(name, _median(rounds, "wall"), limit)


def _median(rounds: Sequence[Round], of: str) -> float:
    return statistics.median(getattr(one, of) for one in rounds)


def _folder(scratch: Path, name: str) -> Path:
    made = scratch / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
