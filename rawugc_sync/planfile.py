"""Saved plans: the plan's JSON plus what makes it stale. Source: section 6 of the design."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.errors import InvalidInput
from rawugc_sync.model import Fields, Plan
from rawugc_sync.planning.digest import digest_of
from rawugc_sync.reconcile import Planned, Request
from rawugc_sync.render.plan_json import from_json, to_json


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """A plan as it was saved. `basis` is change digest → what that change rests on."""

    plan: Plan
    request: Request
    manifests: str
    basis: Mapping[str, Fields]
    server: str


def save(path: Path, planned: Planned, server: str) -> None:
    """Write a plan for `show` and `apply`, readable by its owner alone; InvalidInput if it cannot be.

    `server` is the API that it was made against: another one may be another world.
    """
    content = {
        **to_json(planned.plan),
        "manifests": planned.plan.manifests,
        "server": server,
        "request": planned.request.as_json(),
        "basis": {change.digest: change.basis for change in planned.plan.changes},
    }
    content["checksum"] = digest_of(content)
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
    except OSError as failed:
        raise InvalidInput.of("plan-file", f"{path} cannot be written: {failed.strerror}") from None


def load(path: Path) -> SavedPlan:
    """The plan in a file; InvalidInput that says why it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        plan = from_json(data)
        _check(data)
        request, manifests = _request(data.get("request")), _text(data, "manifests")
        return SavedPlan(plan, request, manifests, _basis(data), _text(data, "server"))
    except OSError as failed:
        raise InvalidInput.of("plan-file", f"{path} cannot be read: {failed.strerror}") from None
    except (ValueError, RecursionError) as broken:
        raise InvalidInput.of(
            "plan-file", f"{path} is not a saved plan: {broken}", "Make one with rawugc-sync plan --out FILE."
        ) from None


def approved(given: Iterable[str], root: Path) -> frozenset[str]:
    """The digests that are given as such, and those of the plans and changes in plan files below `root`."""
    digests: set[str] = set()
    for one in given:
        if one.startswith("sha256:"):
            digests.add(one)
        else:
            plan = _plan_in(root / one)
            digests.update((plan.digest, *(change.digest for change in plan.changes)))
    return frozenset(digests)


def unapproved(plan: Plan, digests: frozenset[str]) -> list[Diagnostic]:
    """An error for each change of a plan that is not among the approved digests."""
    if plan.digest in digests:
        return []
    return [
        error(
            "unapproved",
            f"is a change that nobody approved ({'/'.join(change.actions)}, {change.digest})",
            "Make a plan, have it approved, and pass its file or digest.",
            address=str(change.address),
            source=change.source,
        )
        for change in plan.changes
        if change.digest not in digests
    ]


def _plan_in(path: Path) -> Plan:
    """Any plan in JSON, saved or printed."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as failed:
        raise InvalidInput.of("plan-file", f"{path} cannot be read: {failed.strerror}") from None
    except (ValueError, RecursionError) as broken:
        raise InvalidInput.of(
            "plan-file", f"{path} is neither a plan nor a digest: {broken}", "Digests begin with sha256:."
        ) from None


def _check(data: dict[str, Any]) -> None:
    """ValueError unless the content is what was saved: what is shown must be what is applied."""
    content = {name: value for name, value in data.items() if name != "checksum"}
    if data.get("checksum") != digest_of(content):
        raise ValueError("it was changed after it was saved")


def _request(data: Any) -> Request:
    """ValueError unless the request has just the keys and types of a `Request`."""
    if not isinstance(data, dict) or set(data) != {field.name for field in fields(Request)}:
        raise ValueError("request is missing or incomplete")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
    for name, value in values.items():
        if not _fits(name, value):
            raise ValueError(f"request.{name} is wrong")
    return Request(**values)


def _fits(name: str, value: Any) -> bool:
    if name == "mode":
        return value in ("plan", "drift", "destroy")
    if name == "max_deletes":
        return value is None or (type(value) is int and value >= 0)
    if name in ("adopt", "delete", "allow_older", "first_run", "allow_late"):
        return isinstance(value, bool)
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _text(data: Mapping[str, Any], name: str) -> str:
    text = data.get(name, None)
    if isinstance(text, str):
        return text
    raise ValueError(f"{name} is missing")


def _basis(data: Mapping[str, Any]) -> Mapping[str, Fields]:
    basis = data.get("basis")
    if not isinstance(basis, dict) or not all(isinstance(value, dict) for value in basis.values()):
        raise ValueError("basis is missing")
    return basis
