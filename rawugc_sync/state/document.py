"""The state as JSON and back: `version`, `serial` and `lineage` on top, one sorted entry an address.

Version 2 added `unresolved`, version 3 `moved` and `applied`, version 4 what `applied` rested on,
`takenDown`, and what a replacement takes over, version 5 `outputs`, `edited`, lost edits, `letGo`, `uploads`,
fields that come from a file, and `credits`, version 6 `policy`, `served`, `settled` and `held`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rawugc_sync.state.held import held_json, held_of
from rawugc_sync.state.malformed import Malformed, expect
from rawugc_sync.state.spending import spending_json, spending_of
from rawugc_sync.state.upgrade import OLDEST, upgraded
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Spending
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.recorded import (
    Applied,
    Edited,
    LetGo,
    LostEdit,
    Record,
    Replacing,
    State,
    Takedown,
    Unresolved,
)
from rawugc_sync.words.uploads import SHA256, FileUrl, Uploaded, plain, restored

VERSION = 6

_WAY_OUT = (
    "Restore it from version control or from .rawugc/backups. Without a state, the next plan matches "
    "live objects by name, but no longer sees what has left the manifests."
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
        "unresolved": {
            str(address): unresolved_json(unresolved)
            for address, unresolved in sorted(state.unresolved.items())
        },
        "moved": renamings_json(state.moved),
        "applied": applied_json(state.applied) if state.applied else None,
    }
    if state.takedowns:
        document["takenDown"] = [_takedown_json(one) for one in state.takedowns]
    if state.let_go:
        document["letGo"] = _let_go_json(state.let_go)
    if state.uploads:
        document["uploads"] = {sha256: upload_json(one) for sha256, one in sorted(state.uploads.items())}
    if state.spending != Spending():
        document["credits"] = spending_json(state.spending)
    if state.policy is not None:
        document["policy"] = state.policy
    if state.served:
        document["served"] = {str(address): at for address, at in sorted(state.served.items())}
    if state.settled is not None:
        document["settled"] = state.settled
    if state.held:
        document["held"] = held_json(state.held, record_json)
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
        return _state_in(upgraded(document))
    except Malformed as malformed:
        raise _broken(place, str(malformed)) from None


def _why(text: str, broken: Exception) -> str:
    if not text.strip():
        return "it is empty"
    if "\n<<<<<<< " in "\n" + text:
        return "it holds the markers of an unresolved merge"
    return f"it is not JSON ({broken})"


def _check_version(version: Any, place: str) -> None:
    if type(version) is not int or version < OLDEST:
        raise _broken(place, "it has no version, so it is not a state of rawugc-sync")
    if version > VERSION:
        raise StateError.of(
            "state-version",
            f"{place} was written by a newer rawugc-sync (state version {version}, this one knows {VERSION})",
            "Upgrade rawugc-sync.",
        )


def _broken(place: str, why: str) -> StateError:
    return StateError.of("state-broken", f"{place} cannot be used: {why}", _WAY_OUT)


def _state_in(document: Mapping[str, Any]) -> State:
    serial: Any = document.get("serial")
    lineage: Any = document.get("lineage")
    organization: Any = document.get("organizationId")
    resources: Any = document.get("resources")
    unresolved: Any = document.get("unresolved")
    moved: Any = document.get("moved")
    expect(type(serial) is int and serial >= 0, "serial must be a whole number")
    expect(isinstance(lineage, str) and lineage != "", "lineage must be a text")
    expect(organization is None or isinstance(organization, str), "organizationId must be a text or null")
    expect(isinstance(resources, dict), "resources must be an object")
    expect(isinstance(unresolved, dict), "unresolved must be an object")
    records = {_address(name): record_of(name, entry) for name, entry in resources.items()}
    pending = {_address(name): unresolved_of(name, entry) for name, entry in unresolved.items()}
    takedowns = _takedowns_of(document.get("takenDown", []))
    done = (renamings_of(moved), _applied(document))
    let_go, uploads = _let_go_of(document.get("letGo", {})), _uploads_of(document.get("uploads", {}))
    spending = spending_of(document.get("credits", {}))
    policy: Any = document.get("policy")
    expect(policy is None or isinstance(policy, dict), "policy must be an object")
    settled: Any = document.get("settled")
    expect(settled is None or isinstance(settled, str), "settled must be a text")
    state = State(
        *(lineage, serial, organization, records, pending),
        *done,
        takedowns=takedowns,
        let_go=let_go,
        uploads=uploads,
        spending=spending,
        policy=policy,
        served=_served_of(document.get("served", {})),
        settled=settled,
        held=held_of(document.get("held", {}), record_of),
    )
    if complaint := inconsistency(state):
        raise Malformed(complaint)
    return state


def _takedown_json(takedown: Takedown) -> dict[str, Any]:
    fields = plain(takedown.fields)
    return {"address": str(takedown.address), "id": takedown.id, "leftAt": takedown.left_at, "fields": fields}


def _takedowns_of(entries: Any) -> tuple[Takedown, ...]:
    expect(isinstance(entries, list), "takenDown must be a list")
    for entry in entries:
        expect(isinstance(entry, dict), "takenDown must be a list of objects")
        named = _texts([entry.get("address"), entry.get("id")])
        timed = type(entry.get("leftAt")) is int
        expect(named and timed and isinstance(entry.get("fields"), dict), "takenDown is wrong")
    return tuple(
        Takedown(_address(e["address"]), e["id"], e["leftAt"], restored(e["fields"])) for e in entries
    )


def upload_json(uploaded: Uploaded) -> dict[str, Any]:
    """Where a content is."""
    return {"url": uploaded.url, "at": uploaded.at}


def upload_of(sha256: Any, entry: Any) -> Uploaded:
    """What `upload_json` wrote; Malformed for anything else."""
    expect(isinstance(sha256, str) and SHA256.fullmatch(sha256), f"uploads: {sha256!r} is no SHA-256")
    expect(isinstance(entry, dict), f"uploads: {sha256} must be an object")
    url, at = entry.get("url"), entry.get("at")
    expect(isinstance(url, str) and url and type(at) is int, f"uploads: {sha256} is wrong")
    return Uploaded(url, at)


def _uploads_of(entries: Any) -> dict[str, Uploaded]:
    expect(isinstance(entries, dict), "uploads must be an object")
    return {sha256: upload_of(sha256, entry) for sha256, entry in entries.items()}


def _served_of(entries: Any) -> dict[Address, int]:
    expect(isinstance(entries, dict), "served must be an object")
    expect(all(type(at) is int for at in entries.values()), "served must hold times")
    return {_address(name): at for name, at in entries.items()}


def _let_go_json(let_go: Iterable[LetGo]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for collection, id in sorted(let_go):
        out.setdefault(collection, []).append(id)
    return out


def _let_go_of(entries: Any) -> frozenset[LetGo]:
    expect(isinstance(entries, dict), "letGo must be an object")
    expect(all(map(_texts, entries.values())), "letGo must hold lists of texts")
    return frozenset((collection, id) for collection, ids in entries.items() for id in ids)


def _applied(document: Mapping[str, Any]) -> Applied | None:
    applied = document.get("applied")
    if applied is None:
        return None
    expect(isinstance(applied, dict), "applied must be an object")
    at, by, commit = (applied.get(name) for name in ("at", "by", "commit"))
    expect(_texts([at, by]) and (commit is None or isinstance(commit, str)), "applied is wrong")
    digest, clean, taken = applied.get("digest"), applied.get("clean", True), applied.get("taken", ())
    expect(digest is None or isinstance(digest, str), "applied: digest must be a text")
    expect(isinstance(clean, bool) and _texts(taken), "applied: clean or taken is wrong")
    return Applied(at, by, commit, digest, clean, tuple(taken))


def applied_json(applied: Applied) -> dict[str, Any]:
    """The last apply; what is empty, or as it should be, is left out."""
    out: dict[str, Any] = {"at": applied.at, "by": applied.by, "commit": applied.commit}
    if applied.digest is not None:
        out["digest"] = applied.digest
    if not applied.clean:
        out["clean"] = False
    if applied.taken:
        out["taken"] = list(applied.taken)
    return out


def _address(name: str) -> Address:
    try:
        return Address.parse(name)
    except ValueError:
        raise Malformed(f"{name!r} is not an address") from None


def inconsistency(state: State) -> str | None:
    """What must never be true of a state; None when all is well."""
    seen: dict[tuple[str, str], Address] = {}
    for address, record in state.records.items():
        if address in state.held:
            return f"{address} is held, and has a record"
        if not all(record.ids):
            return f"{address} has no id"
        if len(set(record.ids)) < len(record.ids):
            return f"{address} has an id twice"
        for id in record.ids:
            other = seen.setdefault((address.collection, id), address)
            if other != address:
                return f"{address} and {other} have the same id {id}"
    return None


def renamings_json(renamings: Iterable[Renaming]) -> list[dict[str, str]]:
    """Renamings, sorted."""
    return [{"from": str(old), "to": str(new)} for old, new in sorted(renamings)]


def renamings_of(entries: Any) -> frozenset[Renaming]:
    """What `renamings_json` wrote; Malformed for anything else."""
    expect(isinstance(entries, list), "moved must be a list")
    for entry in entries:
        expect(isinstance(entry, dict) and _texts([entry.get("from"), entry.get("to")]), "moved is wrong")
    return frozenset((_address(entry["from"]), _address(entry["to"])) for entry in entries)


def record_json(record: Record) -> dict[str, Any]:
    """One entry of the state; what is empty is left out. A reference is no value: none may come here."""
    past = record.replacing.fields if record.replacing else {}
    assert not any(pending_in([record.fields, record.seen, past])), f"{record.id} has what is not known yet"
    out: dict[str, Any] = {"id": record.id, "fields": plain(record.fields)}
    if record.unverified:
        out["unverified"] = sorted(record.unverified)
    if record.seen:
        out["seen"] = plain(record.seen)
    if record.prevent_destroy:
        out["preventDestroy"] = True
    if record.deposed:
        out["deposed"] = list(record.deposed)
    if record.replacing:
        out["replacing"] = _replacing_json(record.replacing)
    if record.outputs:
        out["outputs"] = dict(record.outputs)
    if record.edited:
        out["edited"] = _edited_json(record.edited)
    if record.adopted:
        out["adopted"] = dict(sorted(record.adopted.items()))
    return out


def record_of(name: str, entry: Any, *, pending: bool = False) -> Record:
    """One entry of the state; Malformed says what is wrong with it."""
    expect(isinstance(entry, dict), f"{name} must be an object")
    id, fields, seen = entry.get("id"), entry.get("fields"), entry.get("seen", {})
    unverified, deposed = entry.get("unverified", ()), entry.get("deposed", ())
    expect(isinstance(id, str) and (id != "" or pending), f"{name} has no id")
    expect(isinstance(fields, dict) and isinstance(seen, dict), f"{name}: fields must be an object")
    expect(_texts(unverified) and _texts(deposed), f"{name}: unverified and deposed must be lists of texts")
    guard = entry.get("preventDestroy", False)
    expect(isinstance(guard, bool), f"{name}: preventDestroy must be true or false")
    replacing = _replacing_of(name, entry.get("replacing"))
    outputs = entry.get("outputs", {})
    expect(isinstance(outputs, dict), f"{name}: outputs must be an object")
    adopted = _adopted_of(name, entry.get("adopted", {}))
    fields = {name: restored(value) for name, value in fields.items() if value is not None}  # null is absent
    doubtful, edited = frozenset(unverified), _edited_of(name, entry.get("edited"))
    more = (replacing, outputs, adopted, edited)
    return Record(id, fields, doubtful, restored(seen), guard, tuple(deposed), *more)


def _adopted_of(name: str, entry: Any) -> dict[str, FileUrl]:
    expect(isinstance(entry, dict) and _texts(list(entry.values())), f"{name}: adopted must hold texts")
    expect(all(map(SHA256.fullmatch, entry.values())), f"{name}: adopted holds what is no SHA-256")
    return {url: FileUrl(sha256) for url, sha256 in entry.items()}


def _edited_json(edited: Edited) -> dict[str, Any]:
    return {
        "version": edited.version,
        "highest": edited.highest,
        "original": dict(edited.original),
        "apart": edited.apart,
    }


def _edited_of(name: str, entry: Any) -> Edited | None:
    if entry is None:
        return None
    expect(isinstance(entry, dict), f"{name}: edited must be an object")
    version, highest, original = entry.get("version"), entry.get("highest"), entry.get("original")
    apart = entry.get("apart")
    expect(type(version) is int and type(highest) is int, f"{name}: edited has no versions")
    expect(isinstance(original, dict) and isinstance(apart, bool), f"{name}: edited is wrong")
    return Edited(version, highest, original, apart)


def _replacing_json(replacing: Replacing) -> dict[str, Any]:
    return {
        "fields": plain(replacing.fields),
        "taken": sorted(replacing.taken),
        "deleted": replacing.deleted,
    }


def _replacing_of(name: str, entry: Any) -> Replacing | None:
    """Up to version 3 it was just true; so it is in the journals of those times."""
    if entry is None:
        return None
    if entry is True:
        return Replacing({})
    expect(isinstance(entry, dict), f"{name}: replacing must be an object")
    fields, taken, deleted = entry.get("fields"), entry.get("taken"), entry.get("deleted")
    expect(isinstance(fields, dict) and _texts(taken), f"{name}: replacing is wrong")
    expect(isinstance(deleted, bool), f"{name}: replacing.deleted must be true or false")
    return Replacing(restored(fields), frozenset(taken), deleted)


def unresolved_json(unresolved: Unresolved) -> dict[str, Any]:
    """One unresolved create, or edit."""
    out: dict[str, Any] = {
        "sentAt": unresolved.sent_at,
        "known": sorted(unresolved.known),
        "record": record_json(unresolved.record),
        "exists": unresolved.exists,
    }
    if unresolved.edit is not None:
        out["edit"] = {"field": unresolved.edit.field, "above": unresolved.edit.above}
    return out if unresolved.sent is None else {**out, "sent": plain(unresolved.sent)}


def unresolved_of(name: str, entry: Any) -> Unresolved:
    """One unresolved create; Malformed says what is wrong with it."""
    expect(isinstance(entry, dict), f"{name} must be an object")
    sent_at, known, exists = entry.get("sentAt"), entry.get("known"), entry.get("exists")
    expect(type(sent_at) is int and isinstance(exists, bool), f"{name}: sentAt or exists is wrong")
    expect(_texts(known), f"{name}: known must be a list of texts")
    sent = entry.get("sent")
    expect(sent is None or isinstance(sent, dict), f"{name}: sent must be an object")
    record = record_of(name, entry.get("record"), pending=True)
    edit = _lost_edit_of(name, entry.get("edit"))
    return Unresolved(sent_at, frozenset(known), record, exists, restored(sent), edit)


def _lost_edit_of(name: str, entry: Any) -> LostEdit | None:
    if entry is None:
        return None
    expect(isinstance(entry, dict), f"{name}: edit must be an object")
    field, above = entry.get("field"), entry.get("above")
    expect(isinstance(field, str) and field and type(above) is int, f"{name}: edit is wrong")
    return LostEdit(field, above)


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
