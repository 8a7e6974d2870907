"""How the runs of a fleet ended, for people and for programs, and the one exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rawugc_sync.cli._rows import exit_code_of

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.fleet.once import Row

KINDS = ["plan", "drift", "apply"]
_SHORT = 12


def told_row(app: App, row: Row) -> None:
    """One line on stderr as it ends, with what is wrong."""
    from rawugc_sync.render.safe import safe

    wrong = row.ended.diagnostics
    app.console.say(safe(f"{row.member}: {row.ended.what}"))
    app.console.report(wrong)


def show_rows(app: App, rows: Sequence[Row], *, as_json: bool, detailed: bool) -> int:
    """All of them on stdout; the exit code, which is 2 for changes where that is asked for."""
    codes = [_code(row, detailed=detailed) for row in rows]
    code = exit_code_of(codes)
    if as_json:
        told = [_json(app, row, one) for row, one in zip(rows, codes, strict=True)]
        app.console.json({"workspaces": told, "exit_code": code})
    else:
        app.console.out(_table(app, rows, codes))
    return code


def _code(row: Row, *, detailed: bool) -> int:
    plan = row.ended.plan
    if row.ended.exit_code or not detailed or row.ended.outcome is not None or plan is None:
        return row.ended.exit_code
    return 2 if plan.changes or plan.bookkeeping else 0


def _json(app: App, row: Row, code: int) -> dict[str, Any]:
    from rawugc_sync.planfile.to_json import to_json
    from rawugc_sync.render.diagnostics_text import diagnostics_json
    from rawugc_sync.render.outcome_text import outcome_json

    ended, member = row.ended, row.member
    return {
        "tenant": member.tenant,
        "repository": member.repository,
        "path": member.path,
        "environment": member.environment,
        "commit": row.commit or None,
        "what": ended.what,
        "exit_code": code,
        "plan": to_json(ended.plan) if ended.plan else None,
        "result": outcome_json(ended.outcome, app.called) if ended.outcome else None,
        "diagnostics": diagnostics_json(ended.diagnostics),
    }


def _table(app: App, rows: Sequence[Row], codes: Sequence[int]) -> str:
    from rawugc_sync.render.table import table

    environments = any(row.member.environment for row in rows)
    head = ["TENANT", "WORKSPACE", *(["ENVIRONMENT"] if environments else []), "COMMIT", "EXIT", "WHAT"]
    lines = [
        [
            row.member.tenant,
            row.member.path,
            *([row.member.environment or ""] if environments else []),
            row.commit[:_SHORT] or "-",
            str(code),
            row.ended.what,
        ]
        for row, code in zip(rows, codes, strict=True)
    ]
    return table(head, lines, app.console.style, app.console.room)
