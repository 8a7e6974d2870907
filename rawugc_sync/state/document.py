"""The state as JSON and back: `version`, `serial` and `lineage` on top, one sorted entry an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rawugc_sync.errors import StateError
from rawugc_sync.model import Address, Record, State

VERSION = 1

_WAY_OUT = (
    "Restore it from version control or a backup. Without a state, the next plan matches live objects "
    "by name, but no longer sees what has left the manifests."
)


def dump(state: State) -> str:
    """The state's text: readable, the same for the same content, and without secrets."""
    resources = {str(address): record_json(record) for address, record in sorted(state.records.items())}
    document = {
        "version": VERSION,
        "serial": state.serial,
        "lineage": state.lineage,
        "organizationId": state.organization_id,
        "resources": resources,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def load(text: str, place: str) -> State:
    """The state that `dump` wrote; StateError that names `place` for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise _broken(place, _why(text, broken)) from None
    if not isinstance(document, dict):
        raise _broken(place, "it is not a JSON object")
    _check_version(document.get("version"), place)
    try:
        return _state_in(document)
    except _Malformed as malformed:
        raise _broken(place, str(malformed)) from None


class _Malformed(ValueError):
    pass


def _why(text: str, broken: Exception) -> str:
    if not text.strip():
        return "it is empty"
    if "\n<<<<<<< " in "\n" + text:
        return "it holds the markers of an unresolved merge"
    return f"it is not JSON ({broken})"


def _check_version(version: Any, place: str) -> None:
    if type(version) is not int or version < 1:
        raise _broken(place, "it has no version, so it is not a state of rawugc-sync")
    if version > VERSION:
        raise StateError.of(
            "state-version",
            f"{place} was written by a newer rawugc-sync (state version {version}, this one knows {VERSION})",
            "Upgrade rawugc-sync.",
        )


def _broken(place: str, why: str) -> StateError:
    return StateError.of("state-broken", f"{place} cannot be used: {why}", _WAY_OUT)


def _expect(condition: object, complaint: str) -> None:
    if not condition:
        raise _Malformed(complaint)


def _state_in(document: Mapping[str, Any]) -> State:
    serial: Any = document.get("serial")
    lineage: Any = document.get("lineage")
    organization: Any = document.get("organizationId")
    resources: Any = document.get("resources")
    _expect(type(serial) is int and serial >= 0, "serial must be a whole number")
    _expect(isinstance(lineage, str) and lineage != "", "lineage must be a text")
    _expect(organization is None or isinstance(organization, str), "organizationId must be a text or null")
    _expect(isinstance(resources, dict), "resources must be an object")
    records = {_address(name): _record_in(name, entry) for name, entry in resources.items()}
    _check_ids(records)
    return State(lineage, serial, organization, records)


def _address(name: str) -> Address:
    try:
        return Address.parse(name)
    except ValueError:
        raise _Malformed(f"{name!r} is not an address") from None


def _check_ids(records: Mapping[Address, Record]) -> None:
    seen: dict[tuple[str, str], Address] = {}
    for address, record in records.items():
        for id in (record.id, *record.deposed):
            other = seen.setdefault((address.collection, id), address)
            _expect(
                other == address and (record.deposed.count(id) + (id == record.id)) == 1,
                f"{address} and {other} have the same id {id}",
            )


def record_json(record: Record) -> dict[str, Any]:
    """One entry of the state; what is empty is left out."""
    out: dict[str, Any] = {"id": record.id, "fields": dict(record.fields)}
    if record.unverified:
        out["unverified"] = sorted(record.unverified)
    if record.seen:
        out["seen"] = dict(record.seen)
    if record.prevent_destroy:
        out["preventDestroy"] = True
    if record.deposed:
        out["deposed"] = list(record.deposed)
    return out


def _record_in(name: str, entry: Any) -> Record:
    _expect(isinstance(entry, dict), f"{name} must be an object")
    id, fields, seen = entry.get("id"), entry.get("fields"), entry.get("seen", {})
    unverified, deposed = entry.get("unverified", ()), entry.get("deposed", ())
    _expect(isinstance(id, str) and id != "", f"{name} has no id")
    _expect(isinstance(fields, dict) and isinstance(seen, dict), f"{name}: fields must be an object")
    _expect(_texts(unverified) and _texts(deposed), f"{name}: unverified and deposed must be lists of texts")
    guard = entry.get("preventDestroy", False)
    _expect(isinstance(guard, bool), f"{name}: preventDestroy must be true or false")
    return Record(id, fields, frozenset(unverified), seen, guard, tuple(deposed))


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
