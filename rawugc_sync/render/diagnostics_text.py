"""Diagnostics for people, for scripts and for GitHub's annotations."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rawugc_sync.recording.diagnostics import diagnostic_json
from rawugc_sync.render.cells import cells
from rawugc_sync.render.further import further
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source

_INDENT = "  "
_TAB = 4
_BEFORE, _AFTER = 60, 36
"""How many characters of a long source line are shown on each side of the column, where there is room."""
_LEAST = 16
"""Characters of it that are shown, however narrow the terminal is."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def diagnostics_text(diagnostics: Sequence[Diagnostic], style: Style, width: int = 100) -> str:
    """`file:line:column: error: address.field: summary`, the source line, the advice and where to read on.

    Sorted by place. Ends in a count; no final newline; empty without diagnostics. The source line is cut to
    `width`, for a sign below it points at a column; all else is for the console to fold.
    """
    if not diagnostics:
        return ""
    found = sorted(diagnostics, key=Diagnostic.sort_key)
    more = further([one.code for one in found])
    reports = [_report(one, lines, style, width) for one, lines in zip(found, more, strict=True)]
    return "\n".join([*reports, _counted(diagnostics)])


def diagnostics_json(diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """Plain JSON values, sorted by place; `source` is `{}` where there is none."""
    return [diagnostic_json(diagnostic) for diagnostic in sorted(diagnostics, key=Diagnostic.sort_key)]


def diagnostics_github(diagnostics: Sequence[Diagnostic], prefix: str) -> str:
    """One workflow command of GitHub Actions each; `prefix` leads from the repository to the workspace."""
    return "\n".join(_annotation(d, prefix) for d in sorted(diagnostics, key=Diagnostic.sort_key))


def _report(diagnostic: Diagnostic, more: Sequence[str], style: Style, width: int) -> str:
    place = f"{safe(str(diagnostic.source))}: " if diagnostic.source else ""
    subject = f"{_subject(diagnostic)}: " if _subject(diagnostic) else ""
    head = f"{place}{_severity(diagnostic, style)}: {style.bold(subject + safe(diagnostic.summary))}"
    return "\n".join(
        [
            head,
            *_excerpt(diagnostic, style, width),
            *_detail(diagnostic),
            *(_INDENT + style.dim(line) for line in more),
        ]
    )


def _subject(diagnostic: Diagnostic) -> str:
    return safe(".".join(part for part in (diagnostic.address, diagnostic.field) if part))


def _severity(diagnostic: Diagnostic, style: Style) -> str:
    colours = {Severity.ERROR: style.fail, Severity.WARNING: style.warn, Severity.NOTE: style.bold}
    return colours[diagnostic.severity](diagnostic.severity)


def _excerpt(diagnostic: Diagnostic, style: Style, width: int) -> Iterator[str]:
    if diagnostic.source is None or not diagnostic.excerpt:
        return
    line, at = diagnostic.excerpt.rstrip("\r\n"), diagnostic.source.column - 1
    room = max(_LEAST, width - len(f"{_INDENT}……"))
    wanted = min(_BEFORE, room * _BEFORE // (_BEFORE + _AFTER))
    start, end = max(0, at - wanted), at + min(_AFTER, room - wanted)
    before = ("…" if start else "") + _shown(line[start:at])
    after = _shown(line[at:end]) + ("…" if end < len(line) else "")
    yield f"{_INDENT}{before}{after}"
    if not style.spoken:  # the place in front has said the column
        yield f"{_INDENT}{' ' * cells(before)}{style.fail('^')}"


def _shown(part: str) -> str:
    return safe(part.replace("\t", " " * _TAB))


def _detail(diagnostic: Diagnostic) -> Iterator[str]:
    if diagnostic.detail:
        yield from (_INDENT + line for line in safe(diagnostic.detail, keep_newlines=True).split("\n"))


def _counted(diagnostics: Sequence[Diagnostic]) -> str:
    found = Counter(diagnostic.severity for diagnostic in diagnostics)
    return ", ".join(count(found[s], s) for s in Severity if found[s])


def _annotation(diagnostic: Diagnostic, prefix: str) -> str:
    place = diagnostic.source
    where = {"file": _in_repository(prefix, place), "line": place.line, "col": place.column} if place else {}
    titled: dict[str, object] = {**where, "title": _subject(diagnostic) or diagnostic.code}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in titled.items())
    message = "\n".join(part for part in (diagnostic.summary, diagnostic.detail) if part)
    return f"::{_LEVELS[diagnostic.severity]} {properties}::{_data(message)}"


def _in_repository(prefix: str, place: Source) -> str:
    return posixpath.normpath(prefix + place.file)


def _data(text: str) -> str:
    return safe(text, keep_newlines=True).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
