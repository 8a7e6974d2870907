"""What stops a plan, what it warns of and what it notes: each as a sentence with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.planned import Plan

Level = Literal["stop", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`sentence` says what is wrong, `todo` what to do (may be empty); neither is safe to show yet.

    `address` is the resource that it is about, `place` its `file:line` in the manifests.
    """

    level: Level
    sentence: str
    todo: str
    address: str | None
    place: str | None


def problems(plan: Plan) -> list[Problem]:
    """What stops it first, then warnings, then notes; each in the order of the plan."""
    found = [
        *(_problem("stop", one) for one in (*plan.errors, *plan.refusals)),
        *(_problem(_level(one), one) for one in plan.diagnostics),
    ]
    return sorted(found, key=lambda one: ("stop", "warning", "note").index(one.level))


def _level(diagnostic: Diagnostic) -> Level:
    return "note" if diagnostic.severity is Severity.NOTE else "warning"


def _problem(level: Level, diagnostic: Diagnostic) -> Problem:
    place = diagnostic.source
    return Problem(
        level=level,
        sentence=_sentence(" ".join(_subject(diagnostic))),
        todo=diagnostic.detail,
        address=diagnostic.address,
        place=f"{place.file}:{place.line}" if place else None,
    )


def _subject(diagnostic: Diagnostic) -> Iterator[str]:
    about = ".".join(part for part in (diagnostic.address, diagnostic.field) if part)
    if about:
        yield f"{about}:"
    yield diagnostic.summary


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
