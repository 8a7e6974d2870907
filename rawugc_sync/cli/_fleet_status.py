"""How a fleet stands, and its runs, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.fleet.engine.status import Status

_SHORT = 12
_DONE = (0, 130)
"""Exit codes of what is done, or goes on at once."""
_LOCKED = 5


def status_json(status: Status) -> dict[str, Any]:
    """One object; times in Unix ms."""
    queue = {"waiting": status.waiting, "running": status.running, "oldest_seconds": round(status.oldest)}
    return {
        "workspaces": [_workspace_json(row) for row in status.workspaces],
        "repositories": [_repository_json(row) for row in status.repositories],
        "queue": queue,
        "workers": status.workers,
    }


def _workspace_json(row: Mapping[str, Any]) -> dict[str, Any]:
    same = ("tenant", "repository", "path", "environment", "drifted", "refused")
    run = {
        "id": row["run"],
        "kind": row["kind"],
        "exit_code": row["exit_code"],
        "what": row["what"],
        "advice": row["advice"],
        "started_at": _ms(row["started_at"]),
        "ended_at": _ms(row["ended_at"]),
    }
    return {
        **{name: row[name] for name in same},
        "commit": row["commit_id"],
        "drift_at": _ms(row["drift_at"]),
        "run": run if row["run"] else None,
    }


def _repository_json(row: Mapping[str, Any]) -> dict[str, Any]:
    same = {name: row[name] for name in ("url", "tenant", "trouble")}
    return {**same, "commit": row["commit_id"]}


def runs_json(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The newest first; times in Unix ms."""
    same = (
        "id",
        "tenant",
        "repository",
        "path",
        "environment",
        "kind",
        "request",
        "exit_code",
        "what",
        "advice",
        "worker",
    )
    return [
        {
            **{name: row[name] for name in same},
            "commit": row["commit_id"],
            "started_at": _ms(row["started_at"]),
            "ended_at": _ms(row["ended_at"]),
        }
        for row in rows
    ]


def status_text(app: App, status: Status) -> str:
    """A table, and what waits in a line."""
    from rawugc_sync.words.count import count

    head = ["TENANT", "WORKSPACE", "LAST", "EXIT", "AT", "DRIFT", "WHAT"]
    lines = [
        [
            row["tenant"],
            _place(row),
            row["kind"] or "-",
            _code(row) if row["run"] else "-",
            _at(row["started_at"]),
            _drift(row["drifted"]),
            row["refused"] or row["what"] or "",
        ]
        for row in status.workspaces
    ]
    waiting, running = sum(status.waiting.values()), sum(status.running.values())
    behind = f", the oldest for {status.oldest:.0f} s" if waiting and status.oldest > 1 else ""
    told = f"{count(status.workers, 'worker')}, {running} running, {waiting} waiting{behind}."
    return f"{_table(app, head, lines)}\n{told}" if lines else told


def for_a_person(status: Status) -> list[str]:
    """What is not cured by trying again, with the way out: a line of safe text for each.

    A lock is among it, though it is tried again: it may be one that only a person takes off.
    """
    from rawugc_sync.fleet.engine.workspaces import member_of
    from rawugc_sync.render.safe import safe

    places = (_with_place(row) for row in status.repositories if row["trouble"])
    members = (
        f"{member_of(row)}: {row['refused'] or _with_advice(row)}"
        for row in status.workspaces
        if row["refused"] or _wants_somebody(row)
    )
    return [safe(one) for one in (*places, *members)]


def _wants_somebody(row: Mapping[str, Any]) -> bool:
    code = row["exit_code"] or 0
    return code not in _DONE and (code == _LOCKED or not row["later"])


def _with_place(row: Mapping[str, Any]) -> str:
    url, trouble = str(row["url"]), str(row["trouble"])
    return trouble if trouble.startswith(url) else f"{url}: {trouble}"


def _with_advice(row: Mapping[str, Any]) -> str:
    advice = row["advice"]
    return f"{row['what'].rstrip('.')}. {advice}" if advice else str(row["what"])


def runs_text(app: App, rows: Sequence[Mapping[str, Any]]) -> str:
    """A table, the newest first."""
    head = ["RUN", "AT", "TENANT", "WORKSPACE", "KIND", "COMMIT", "EXIT", "WHAT"]
    lines = [
        [
            row["id"],
            _at(row["started_at"]),
            row["tenant"],
            _place(row),
            row["kind"] if row["request"] is None else f"{row['kind']} #{row['request']}",
            row["commit_id"][:_SHORT],
            _code(row),
            row["what"],
        ]
        for row in rows
    ]
    return _table(app, head, lines) if lines else "There are no runs yet."


def _table(app: App, head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    from rawugc_sync.render.table import table

    return table(head, lines, app.console.style, app.console.room)


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['path']}/{row['environment']}" if row["environment"] else str(row["path"])


def _code(row: Mapping[str, Any]) -> str:
    return (
        "runs" if row["ended_at"] is None else str(row["exit_code"] if row["exit_code"] is not None else "-")
    )


def _drift(drifted: bool | None) -> str:
    return "-" if drifted is None else "yes" if drifted else "no"


def _at(at: datetime | None) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else "-"


def _ms(at: datetime | None) -> int | None:
    return int(at.timestamp() * 1000) if at else None
