"""What a fleet may take at most, and how that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.table import table


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that was measured; `limit` is the most that it may be, None where nothing is promised."""

    name: str
    value: float
    limit: float | None = None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.value > self.limit

    def row(self) -> list[str]:
        if self.limit is None:
            return [self.name, f"{self.value:.2f}", "", ""]
        return [self.name, f"{self.value:.2f}", f"{self.limit:.2f}", "MISSED" if self.is_over else "ok"]


def shown(figures: Sequence[Figure]) -> str:
    """One row for each."""
    return table(["figure", "is", "at most", ""], [one.row() for one in figures])
