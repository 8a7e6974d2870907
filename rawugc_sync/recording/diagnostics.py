"""Diagnostics as JSON, with their places, and back."""

from __future__ import annotations

from typing import Any

from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """One diagnostic in the form that plans use too (section 6 of the design)."""
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "address": diagnostic.address,
        "field": diagnostic.field,
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
        "source": source_json(diagnostic.source),
    }


def source_json(source: Source | None) -> dict[str, str | int]:
    """A place as JSON: all three keys or none."""
    return {"file": source.file, "line": source.line, "column": source.column} if source else {}


def diagnostic_of(diagnostic: JsonObject) -> Diagnostic:
    """What `diagnostic_json` wrote; ValueError says what is malformed and where."""
    severity = diagnostic.text("severity")
    if severity not in list(Severity):
        raise ValueError(f"{diagnostic.at('severity')} should be error, warning or note")
    return Diagnostic(
        severity=Severity(severity),
        code=diagnostic.text("code"),
        summary=diagnostic.text("summary"),
        detail=diagnostic.text("detail"),
        address=diagnostic.text_or_none("address"),
        field=diagnostic.text_or_none("field"),
        source=source_of(diagnostic.object("source")),
        rule=diagnostic.text_or_none("rule"),
    )


def source_of(source: JsonObject) -> Source | None:
    """What `source_json` wrote."""
    if not source.values:
        return None
    return Source(source.text("file"), source.number("line"), source.number("column"))
