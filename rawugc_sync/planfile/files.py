"""Saved plans: the plan's JSON plus what makes it stale. Source: section 6 of the design."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.planfile.pieces import Rows, checksum, written
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.planning.staleness import about
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.renew import Approved
from rawugc_sync.reconciling.request import Mode, Request
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import amount
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.names import name_in
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Moves

_DIGEST = re.compile("sha256:[0-9a-f]{64}")
_FORMS = (
    "Give the name of a plan or of a change (such as 4d3d-3583-d919-0a1b-77c2), a whole digest "
    "(sha256: and 64 hex digits), or the file of a plan."
)


def save(path: Path, planned: Planned) -> None:
    """Write a plan for `show` and `apply`, readable by its owner alone; InvalidInput if it cannot be."""
    content = {
        **to_json(planned.plan, Rows),
        "request": planned.request.as_json(),
        "basis": {change.digest: change.basis for change in planned.plan.changes},
        "given": {change.digest: change.given for change in planned.plan.changes},
        "about": sorted(map(str, about(planned.plan))),
        "moved": sorted([str(old), str(new)] for old, new in planned.plan.moves.made),
    }
    content["checksum"] = checksum(content)
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.writelines(written(content))
            file.write("\n")
    except OSError as failed:
        raise InvalidInput.of("plan-file", f"{path} cannot be written: {failed.strerror}") from None


def load(path: Path) -> Approved:
    """The plan in a file; InvalidInput that says why it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        plan = from_json(data)
        _check(data)
        basis, given = _by_change(data, "basis"), _by_change(data, "given")
        changes = tuple(_resting(change, basis, given) for change in plan.changes)
        request = _request(data.get("request"))
        moves = Moves(made=_moved(data))
        plan = replace(plan, changes=changes, moves=moves, by_name=request == Request())
        mentioned = frozenset(map(_address, _list(data, "about")))
        return Approved(plan, request, mentioned)
    except OSError as failed:
        raise InvalidInput.of("plan-file", f"{path} cannot be read: {failed.strerror}") from None
    except (ValueError, RecursionError) as broken:
        detail = "Make one with rawugc-sync plan --out FILE, of this version: another's is not carried out."
        raise InvalidInput.of("plan-file", f"{path} is not a saved plan: {broken}", detail) from None


def approved(given: Iterable[str], root: Path) -> frozenset[str]:
    """The digests and names that are given, and the digests in plan files below `root`.

    Of plans and of changes alike. InvalidInput for what can be none of these.
    """
    digests: set[str] = set()
    for one in map(str.strip, given):
        if _DIGEST.fullmatch(one):
            digests.add(one)
        elif name := name_in(one):
            digests.add(name)
        elif one and not one.startswith("sha256:"):
            plan = _plan_in(root / one)
            digests.update((plan.digest, *(change.digest for change in plan.changes)))
        else:
            raise _no_digest(one)
    return frozenset(digests)


def _plan_in(path: Path) -> Plan:
    """Any plan in JSON, saved or printed."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as failed:
        summary = f"{path} is no digest, and no file that can be read: {failed.strerror}"
        raise InvalidInput.of("plan-file", summary, _FORMS) from None
    except (ValueError, RecursionError) as broken:
        summary = f"{path} is neither a plan nor a digest: {broken}"
        raise InvalidInput.of("plan-file", summary, _FORMS) from None


def _no_digest(text: str) -> InvalidInput:
    if text:
        return InvalidInput.of("digest", f"--expect-digest: {text} is no whole digest", _FORMS)
    detail = f"Is a variable of the job not set? {_FORMS}"
    return InvalidInput.of("digest", "--expect-digest is empty, so nothing would be approved", detail)


def _check(data: dict[str, Any]) -> None:
    """ValueError unless the content is what was saved: what is shown must be what is applied."""
    content = {name: value for name, value in data.items() if name != "checksum"}
    if data.get("checksum") != checksum(content):
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
        return value in get_args(Mode)
    if name == "max_deletes":
        return value is None or (type(value) is int and value >= 0)
    if name == "max_credits":
        return value is None or amount(value) is not None
    if name in ("adopt", "delete", "allow_older", "first_run", "allow_late", "retry_failed", "changed"):
        return isinstance(value, bool)
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)


def _text(data: Mapping[str, Any], name: str) -> str:
    text = data.get(name, None)
    if isinstance(text, str):
        return text
    raise ValueError(f"{name} is missing")


def _by_change(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A change's digest → what is kept of it under `name`."""
    kept = data.get(name)
    if not isinstance(kept, dict) or not all(isinstance(value, dict) for value in kept.values()):
        raise ValueError(f"{name} is missing")
    return kept


def _resting(change: Change, basis: Mapping[str, Any], given: Mapping[str, Any]) -> Change:
    if change.digest not in basis or change.digest not in given:
        raise ValueError(f"what {change.address} rests on is missing")
    return replace(change, basis=basis[change.digest], given=given[change.digest])


def _moved(data: Mapping[str, Any]) -> frozenset[Renaming]:
    pairs = _list(data, "moved")
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise ValueError("moved is wrong")
    return frozenset((_address(old), _address(new)) for old, new in pairs)


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    kept = data.get(name)
    if not isinstance(kept, list):
        raise ValueError(f"{name} is missing")  # noqa: TRY004
    return kept


def _address(text: Any) -> Address:
    if not isinstance(text, str):
        raise ValueError("an address is no text")  # noqa: TRY004
    return Address.parse(text)
