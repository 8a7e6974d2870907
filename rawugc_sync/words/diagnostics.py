"""One value for "what is wrong, where, and what to do about it"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict, Unpack


class Severity(StrEnum):
    """How much a diagnostic weighs; `--strict` turns warnings into errors, never notes."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a file of the workspace: `file` relative to its root, `line` and `column` from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Spot(TypedDict):
    """A place in a file, with its line as it stands there."""

    source: Source
    excerpt: str


class Where(TypedDict, total=False):
    """What a diagnostic is about, as far as that is known."""

    address: str | None
    field: str | None
    source: Source | None
    excerpt: str | None
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """What is wrong (`summary`), why or what to do (`detail`), and where.

    `code` is a stable word for scripts, such as `deleted-outside`. `excerpt` is the source line as
    it stands in the file. `rule` is the one of the brand's own rules that it is about. No text in here is
    safe for a terminal yet: it may come from anywhere.
    """

    severity: Severity
    code: str
    summary: str
    detail: str = ""
    address: str | None = None
    field: str | None = None
    source: Source | None = None
    excerpt: str | None = None
    rule: str | None = None

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """By place, then by address, so that a report reads in the order of the files."""
        place = self.source or Source("", 0, 0)
        return (place.file, place.line, place.column, self.address or "", self.summary)


def error(code: str, summary: str, detail: str = "", **where: Unpack[Where]) -> Diagnostic:
    """What makes something fail."""
    return Diagnostic(severity=Severity.ERROR, code=code, summary=summary, detail=detail, **where)


def warning(code: str, summary: str, detail: str = "", **where: Unpack[Where]) -> Diagnostic:
    """What makes something fail with `--strict`."""
    return Diagnostic(severity=Severity.WARNING, code=code, summary=summary, detail=detail, **where)


def note(code: str, summary: str, detail: str = "", **where: Unpack[Where]) -> Diagnostic:
    """What is worth knowing, and never a reason to fail."""
    return Diagnostic(severity=Severity.NOTE, code=code, summary=summary, detail=detail, **where)
