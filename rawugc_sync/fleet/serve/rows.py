"""Rows of the database as the templates show them: texts alone, none of which is safe to show yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rawugc_sync.fleet.engine.database import Row
from rawugc_sync.fleet.engine.overview import Overview
from rawugc_sync.fleet.engine.workspaces import member_of
from rawugc_sync.words.count import count
from rawugc_sync.words.moment import moment

_SHORT = 12


def totals_of(found: Overview) -> list[tuple[str, str]]:
    """What is told at the top, as labels and values."""
    load = found.load
    failed, drifted = (sum(row[name] for row in found.tenants) for name in ("failed", "drifted"))
    waiting = str(sum(load.waiting.values()))
    return [
        ("Workspaces", str(sum(row["n"] for row in found.tenants))),
        ("Workers", str(load.workers)),
        ("Running", str(sum(load.running.values()))),
        ("Waiting", f"{waiting}, the oldest for {load.oldest:.0f} s" if waiting != "0" else waiting),
        ("Failed", str(failed)),
        ("Drifted", str(drifted)),
    ]


def tenant_row(row: Row) -> dict[str, Any]:
    """A tenant, and how many of its workspaces want a look."""
    same = {name: row[name] for name in ("tenant", "failed", "drifted")}
    return {**same, "told": count(row["n"], "workspace")}


def repository_row(row: Row) -> dict[str, Any]:
    """A repository whose last look has failed, and why."""
    return {name: row[name] for name in ("url", "tenant", "trouble")}


def workspace_row(row: Row) -> dict[str, Any]:
    """A workspace with the run that it stands with; `advice` is the way out of what is wrong."""
    return {
        "name": str(member_of(row)),
        "run": row["run"] or "",
        "kind": row["kind"] or "",
        "commit": row["commit_id"][:_SHORT],
        "at": at(row["started_at"]),
        "standing": _standing(row),
        "drift": {None: "not looked at", True: "changed", False: "none"}[row["drifted"]],
        "what": row["refused"] or row["what"] or "",
        "advice": "" if row["refused"] else row["advice"] or "",
    }


def running_row(row: Row) -> dict[str, Any]:
    """A run that has not ended."""
    kind = row["kind"] if row["request"] is None else f"{row['kind']} #{row['request']}"
    return {
        "name": str(member_of(row)),
        "run": row["id"],
        "kind": kind,
        "at": at(row["started_at"]),
        "worker": row["worker"],
    }


def waiting_row(row: Row) -> dict[str, Any]:
    """What waits of a tenant."""
    return {"tenant": row["tenant"] or "", "what": f"{row['kind']}: {count(row['n'], 'run')}"}


def said_row(row: Row) -> dict[str, Any]:
    """Where somebody has said no on a link; `of` says of which plan, if not of that of the branch now."""
    told = [f"#{row['request']}"] if row["request"] is not None else []
    return {
        "name": str(member_of(row)),
        "of": " ".join([*told, *([] if row["stands"] else ["of an earlier plan"])]),
        "run": row["run"],
        "who": f"{row['person']} for {row['role']}",
        "note": row["note"] or "",
        "at": at(row["used_at"]),
    }


def at(when: datetime | None) -> str:
    """To the minute, in UTC."""
    return moment(int(when.timestamp()) // 60 * 60_000, None) if when else ""


def _standing(row: Row) -> str:
    if row["refused"]:
        return "refused"
    if not row["run"]:
        return "not run yet"
    if row["ended_at"] is None:
        return "runs"
    return (
        "done"
        if row["exit_code"] == 0
        else f"exit {row['exit_code'] if row['exit_code'] is not None else '-'}"
    )
