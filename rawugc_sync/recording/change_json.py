"""A change as JSON, with Terraform's field names: in a plan, and in what is kept of a run."""

from __future__ import annotations

from typing import Any

from rawugc_sync.recording.diagnostics import source_json
from rawugc_sync.words.deadlines import Due
from rawugc_sync.words.names import name_of
from rawugc_sync.words.outputs import known_in
from rawugc_sync.words.planned import Call, Change, FieldChange, NextPublic, StillPublic
from rawugc_sync.words.uploads import Content, Upload, plain

PROVIDER = "rawugc-sync"
"""What Terraform calls the provider of a resource."""


def change_json(change: Change) -> dict[str, Any]:
    """Plain dicts, lists, texts, numbers, booleans and None, every key always there."""
    return {
        "address": str(change.address),
        "type": change.address.collection,
        "name": change.address.key,
        "mode": "managed",
        "provider_name": PROVIDER,
        "id": change.id,
        "previous_address": str(change.previous_address) if change.previous_address else None,
        "action_reason": change.action_reason,
        "digest": change.digest,
        "digest_name": name_of(change.digest),
        "author": change.written.author,
        "authors": None if change.written.authors is None else list(change.written.authors),
        "commit": change.written.commit,
        "decide_by": change.decide_by,
        "due": _due_json(change.due) if change.due else None,
        "change": {
            "actions": list(change.actions),
            "before": plain(change.before),
            "after": plain(known_in(change.after)) if change.after is not None else None,
            "after_unknown": plain(change.after_unknown),
            "importing": {"id": change.importing} if change.importing else None,
        },
        "credits": change.credits,
        "drift": change.drift,
        "fields": [_field_json(field) for field in change.fields],
        "calls": [_call_json(call) for call in change.calls],
        "depends_on": [str(one) for one in sorted({*change.depends_on, *change.goes_after})],
        "used_by": [str(address) for address in change.used_by],
        "next_public": _outing_json(change.next_public) if change.next_public else None,
        "still_public": [_still_public_json(one) for one in change.still_public],
        "source": source_json(change.source),
        "note": change.note,
    }


def _outing_json(one: NextPublic | Due) -> dict[str, Any]:
    """What goes out, and when."""
    return {"address": str(one.address), "at": one.at, "timezone": one.timezone}


def _due_json(due: Due) -> dict[str, Any]:
    return {**_outing_json(due), "otherwise": str(due.otherwise)}


def _still_public_json(one: StillPublic) -> dict[str, Any]:
    return {"address": str(one.address) if one.address else None, "id": one.id, "at": one.at}


def _field_json(field: FieldChange) -> dict[str, Any]:
    return {
        "path": field.path,
        "before": plain(field.before),
        "after": plain(field.after),
        "origin": str(field.origin) if field.origin else None,
        "forces_replacement": field.forces_replacement,
        "known": field.known,
        "carried": str(field.carried) if field.carried else None,
    }


def _call_json(call: Call) -> dict[str, Any]:
    if call.file is not None:
        return {"method": call.method, "path": call.path, "file": file_json(call.file)}
    shown = {"method": call.method, "path": call.path, "body": plain(call.body)}
    return shown if call.credits == 0 else {**shown, "credits": call.credits}


def file_json(file: Upload) -> dict[str, Any]:
    """A file that is uploaded."""
    return {
        "path": file.path,
        "sha256": file.sha256,
        "size": file.size,
        "contentType": file.content_type,
    }


def content_json(one: Content) -> dict[str, Any]:
    """A content, with the file that has it and where it was uploaded."""
    return {"sha256": one.sha256, "file": file_json(one.file) if one.file else None, "url": one.url}
