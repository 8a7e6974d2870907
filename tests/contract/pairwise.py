"""Few rows of settings in which any two settings meet in every combination of their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count, product
from typing import TypeVar

T = TypeVar("T")

_Column = tuple[int, ...]
"""Row → which value of a setting it has, by number."""


def pairwise(choices: Mapping[str, Sequence[T]]) -> list[dict[str, T]]:
    """Rows with one value for each name: any two values of any two names stand in one row together.

    The first row has the first value of everything, the second one the second. The same choices always
    give the same rows. Each name has two values or more, all different.
    """
    sizes = {name: len(values) for name, values in choices.items()}
    columns = next(found for rows in count(2) if (found := _columns(sizes, rows)))
    return [
        {name: choices[name][number] for name, number in zip(choices, row, strict=True)}
        for row in zip(*(columns[name] for name in choices), strict=True)
    ]


def _columns(sizes: Mapping[str, int], rows: int) -> dict[str, _Column] | None:
    """Name → its column, if so many rows suffice; the names with most values have the first choice."""
    found: dict[str, _Column] = {}
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        fitting = (one for one in _candidates(sizes[name], rows) if _meets_all(one, found.values()))
        if (column := next(fitting, None)) is None:
            return None
        found[name] = column
    return found


def _candidates(size: int, rows: int) -> list[_Column]:
    """Those that have each value nearly as often as any other come first: they meet most."""
    columns = ((0, 1, *rest) for rest in product(range(size), repeat=rows - 2))
    whole = [column for column in columns if len(set(column)) == size]
    return sorted(whole, key=lambda column: sum(column.count(value) ** 2 for value in range(size)))


def _meets_all(column: _Column, others: Iterable[_Column]) -> bool:
    return all(
        len(set(zip(column, other, strict=True))) == len(set(column)) * len(set(other)) for other in others
    )
