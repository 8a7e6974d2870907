"""All that is judged in one go, with what several rules ask about it, worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar, cast

from rawugc_sync.policy.goings import Going, by_account, going
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.rules import Check, FieldName
from rawugc_sync.words.uploads import Late
from rawugc_sync.words.values import leaves

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
K = TypeVar("K", bound=Hashable)


class Found(NamedTuple):
    """What breaks a rule, and which others it clashes with."""

    subject: Subject
    field: str | None
    said: str
    others: tuple[Subject, ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """The subjects, and all checks that are made of them.

    `now` is Unix ms; without it nobody knows when what goes out at once does so.
    """

    subjects: Sequence[Subject]
    now: int | None
    checks: Sequence[Check]
    _answers: dict[Callable[..., Any], Callable[..., Any]] = field(default_factory=dict)

    def once(self, function: F) -> F:
        """A function that rules ask the same more than once: it answers from memory, for this scene alone."""
        return cast("F", self._answers.setdefault(function, cache(function)))

    @cached_property
    def current(self) -> Mapping[str, list[Subject]]:
        """Collection → those that are judged themselves: what is over is history."""
        return grouped((one for one in self.subjects if not one.is_over), lambda one: one.type.collection)

    @cached_property
    def goings(self) -> list[Going]:
        """What goes out or did."""
        return [found for one in self.subjects if (found := going(one, self.now)) is not None]

    @cached_property
    def slots(self) -> Mapping[tuple[int, int], list[Going]]:
        """Day of the week (0 is Monday) and minute since midnight → what goes out then."""
        return grouped(self._to_come, lambda one: (one.local.weekday(), one.minute))

    @cached_property
    def days(self) -> Mapping[date, list[Going]]:
        """Date → what goes out on it."""
        return grouped(self._to_come, lambda one: one.local.date())

    @cached_property
    def by_account(self) -> Mapping[str, list[Going]]:
        """Account → what goes out there or did, in the order of time."""
        return by_account(self.goings)

    def having(self, fields: Iterable[FieldName]) -> Iterator[tuple[Sequence[Subject], Sequence[str]]]:
        """The subjects of each collection of these fields, with the fields that are its own."""
        for collection, names in grouped(fields, lambda one: one.collection).items():
            if subjects := self.current.get(collection):
                yield subjects, [one.field for one in names]

    @property
    def _to_come(self) -> Iterator[Going]:
        return (one for one in self.goings if not one.subject.is_over)


def grouped(items: Iterable[T], key: Callable[[T], K]) -> Mapping[K, list[T]]:
    """Key → what has it, in the order in which it comes."""
    found: defaultdict[K, list[T]] = defaultdict(list)
    for one in items:
        found[key(one)].append(one)
    return found


def texts(value: Value) -> Iterable[str]:
    """What a field has of text; what is not known yet is none, nor is a file."""
    if isinstance(value, str):
        return () if isinstance(value, Late) else (value,)
    return [one for one in leaves(value) if isinstance(one, str) and not isinstance(one, Late)]
