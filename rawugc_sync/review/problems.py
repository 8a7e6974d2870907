"""What stops a plan, what it warns of and what it notes: each as a sentence with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.planned import Plan

Level = Literal["stop", "error", "warning", "note"]

_LEVELS: Mapping[Severity, Level] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`sentence` says what is wrong, `todo` what to do (may be empty); neither is safe to show yet.

    `address` is the resource that it is about, `place` its `file:line` in the manifests, `link` where there
    is more to read.
    """

    level: Level
    sentence: str
    todo: str
    address: str | None
    place: str | None
    link: str | None = None


def problems(plan: Plan) -> list[Problem]:
    """What stops it, what is wrong all the same, warnings, notes; each in the order of the plan."""
    found = [
        *(_problem("stop", one) for one in (*plan.errors, *plan.refusals)),
        *(_problem(_level(one), one) for one in plan.diagnostics),
    ]
    return sorted(found, key=lambda one: get_args(Level).index(one.level))


def _level(diagnostic: Diagnostic) -> Level:
    return _LEVELS[diagnostic.severity]


def broken_in(plan: Plan) -> Mapping[str, Mapping[str, list[str]]]:
    """Address → field → how it breaks a rule of the brand, whatever comes of that."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in (*plan.refusals, *plan.diagnostics):
        if one.rule and one.address and one.field:
            found.setdefault(one.address, {}).setdefault(one.field, []).append(_sentence(one.summary))
    return found


def _problem(level: Level, diagnostic: Diagnostic) -> Problem:
    place, (todo, link) = diagnostic.source, _parted(diagnostic.detail)
    return Problem(
        level=level,
        sentence=_sentence(" ".join(_subject(diagnostic))),
        todo=todo,
        address=diagnostic.address,
        place=f"{place.file}:{place.line}" if place else None,
        link=link,
    )


def _parted(detail: str) -> tuple[str, str | None]:
    """What to do, and the link that it ends in, on a line of its own."""
    text, _, last = detail.rpartition("\n")
    return (text, last) if last.startswith("https://") else (detail, None)


def _subject(diagnostic: Diagnostic) -> Iterator[str]:
    about = ".".join(part for part in (diagnostic.address, diagnostic.field) if part)
    if about:
        yield f"{about}:"
    yield diagnostic.summary


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
