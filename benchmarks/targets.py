"""What the measurements should come to, as ratios, and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.measure import Sample
from benchmarks.table import table

SIZES = (100, 1_000, 10_000)
READS = 1
"""The floor: one list for each collection in use, and the corpus uses one."""


@dataclass(frozen=True, slots=True)
class Target:
    """`of` over `against`, in one number of a sample, is to be `limit` at most."""

    of: str
    against: str
    limit: float
    number: str = "wall"


TARGETS = (
    Target("plan 100", "octoDNS 100", 1.25),
    Target("plan 1000", "octoDNS 1000", 0.45),
    Target("plan 10000", "octoDNS 10000", 0.15),
    Target("plan 10000", "octoDNS 10000", 1.8, "peak"),
    Target("plan 10000", "plan 1000", 6.0),
    Target("--version", "click --version", 1.15),
    Target("--help", "click --help", 1.25),
    Target("validate", "imports", 1.4),
)


def measured(samples: Mapping[str, Sample], requests: Mapping[str, int]) -> str:
    """One row for each command."""
    rows = [
        [name, str(requests.get(name, "")), f"{s.wall:.3f}", f"{s.cpu:.3f}", f"{s.peak:.0f}"]
        for name, s in samples.items()
    ]
    return table(["medians", "requests", "wall s", "CPU s", "peak MiB"], rows)


def judged(samples: Mapping[str, Sample], requests: Mapping[str, int]) -> str:
    """One row for each target; CPU is shown beside the wall ratio, as it suffers less from a busy machine."""
    asked = [_row(f"requests of {name}", float(count), READS, "") for name, count in requests.items()]
    return table(["ratio", "is", "at most", "", "CPU"], [*asked, *(_target(t, samples) for t in TARGETS)])


def _target(target: Target, samples: Mapping[str, Sample]) -> list[str]:
    one, other = samples[target.of], samples[target.against]
    ratio = getattr(one, target.number) / getattr(other, target.number)
    cpu = f"{one.cpu / other.cpu:.2f}" if target.number == "wall" else ""
    return _row(f"{target.number}: {target.of} / {target.against}", ratio, target.limit, cpu)


def _row(name: str, ratio: float, limit: float, cpu: str) -> list[str]:
    return [name, f"{ratio:.2f}", f"{limit:.2f}", "ok" if ratio <= limit else "MISSED", cpu]
