"""The way back from a change in JSON, as far as showing it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from rawugc_sync.recording.diagnostics import source_of
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Credits, amount
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.planned import (
    Call,
    Carried,
    Change,
    FieldChange,
    NextPublic,
    Origin,
    Step,
    StillPublic,
    uploading,
)
from rawugc_sync.words.provenance import Written
from rawugc_sync.words.uploads import Content, Upload, restored

Files: TypeAlias = Mapping[str, Upload]
"""SHA-256 → the file that has the content."""


def change_of(resource: JsonObject, files: Files) -> Change:
    """The change that `change_json` wrote; ValueError says what is malformed and where.

    What it leads to names its files, as a plan has it that was just made; what was before does not.
    """
    change = resource.object("change")
    importing = change.object("importing").text("id") if change.mapping_or_none("importing") else None
    return Change(
        address=address_of(resource.text("address"), resource.at("address")),
        action=_action(resource, importing),
        id=resource.text_or_none("id"),
        before=restored(change.mapping_or_none("before")),
        after=restored(change.mapping_or_none("after"), files),
        after_unknown=change.mapping("after_unknown"),
        fields=tuple(_field(field, files) for field in resource.objects("fields")),
        steps=tuple(Step(call=_call(call)) for call in resource.objects("calls")),
        importing=importing,
        previous_address=_previous_address(resource),
        action_reason=resource.text_or_none("action_reason"),
        note=resource.text_or_none("note"),
        drift=resource.boolean("drift"),
        depends_on=addresses_of(resource, "depends_on"),
        used_by=addresses_of(resource, "used_by") if "used_by" in resource.values else (),
        next_public=_next_public(resource),
        source=source_of(resource.object("source")),
        written=_written(resource),
        decide_by=resource.number_or_none("decide_by"),
        due=_due(resource),
        still_public=_still_public(resource),
        digest=resource.text("digest"),
    )


def _written(resource: JsonObject) -> Written:
    told = resource.values.get("authors") is not None
    authors = tuple(resource.texts("authors")) if told else None
    return Written(resource.text_or_none("author"), resource.text_or_none("commit"), authors)


def _action(resource: JsonObject, importing: str | None) -> Action:
    change = resource.object("change")
    words, reason = change.texts("actions"), resource.text_or_none("action_reason")
    alike = [one for one in Action if one.terraform == words and one.adopts == bool(importing)]
    for action in sorted(alike, key=lambda one: one.reason is None):
        if action.reason in (None, reason):
            return action
    raise ValueError(f"{change.at('actions')} is not something that a plan does")


def _previous_address(resource: JsonObject) -> Address | None:
    text = resource.text_or_none("previous_address")
    return address_of(text, resource.at("previous_address")) if text else None


def _next_public(resource: JsonObject) -> NextPublic | None:
    next_public = resource.object_or_none("next_public")
    if next_public is None:
        return None
    return NextPublic(
        address=address_of(next_public.text("address"), next_public.at("address")),
        at=next_public.number("at"),
        timezone=next_public.text_or_none("timezone"),
    )


def _due(resource: JsonObject) -> Due | None:
    due = resource.object_or_none("due")
    if due is None:
        return None
    otherwise = due.one_of("otherwise", Otherwise)
    return Due(
        address=address_of(due.text("address"), due.at("address")),
        at=due.number("at"),
        timezone=due.text_or_none("timezone"),
        otherwise=otherwise,
    )


def _still_public(resource: JsonObject) -> tuple[StillPublic, ...]:
    shown = resource.objects("still_public") if "still_public" in resource.values else ()
    return tuple(
        StillPublic(address_or_none_of(one), one.text("id"), one.number_or_none("at")) for one in shown
    )


def address_or_none_of(one: JsonObject) -> Address | None:
    """The address of what has one."""
    text = one.text_or_none("address")
    return address_of(text, one.at("address")) if text else None


def addresses_of(resource: JsonObject, key: str) -> tuple[Address, ...]:
    """A list of addresses."""
    return tuple(address_of(text, resource.at(key)) for text in resource.texts(key))


def address_of(text: str, place: str) -> Address:
    """An address; ValueError, which names the `place`, for what is none."""
    try:
        return Address.parse(text)
    except ValueError:
        raise ValueError(f"{place} should be an address, such as personas.sensitive-skin") from None


def _field(field: JsonObject, files: Files) -> FieldChange:
    origin = field.text_or_none("origin")
    if origin and origin not in list(Origin):
        raise ValueError(f"{field.at('origin')} should be git, live, both or null")
    carried = field.text_or_none("carried") if "carried" in field.values else None
    if carried and carried not in list(Carried):
        raise ValueError(f"{field.at('carried')} should be taken_over, lost or null")
    return FieldChange(
        path=field.text("path"),
        before=restored(field.values.get("before")),
        after=restored(field.values.get("after"), files),
        origin=Origin(origin) if origin else None,
        forces_replacement=field.boolean("forces_replacement"),
        known=field.boolean("known"),
        carried=Carried(carried) if carried else None,
    )


def _call(call: JsonObject) -> Call:
    if "file" in call.values:
        return uploading(file_of(call.object("file")))
    body = restored(call.mapping_or_none("body"))
    credits = amount_of(call, "credits") if "credits" in call.values else 0
    return Call(method=call.text("method"), path=call.text("path"), body=body, credits=credits)


def amount_of(owner: JsonObject, key: str) -> Credits | None:
    """A number of credits; None where nobody knows."""
    value = owner.values.get(key)
    if value is not None and amount(value) is None:
        raise ValueError(f"{owner.at(key)} should be a number of credits")
    return amount(value)


def file_of(file: JsonObject) -> Upload:
    """A file that is uploaded."""
    return Upload(file.text("path"), file.text("sha256"), file.number("size"), file.text("contentType"))


def content_of(one: JsonObject) -> Content:
    """What `content_json` wrote."""
    file = file_of(one.object("file")) if one.mapping_or_none("file") else None
    return Content(one.text("sha256"), file, one.text_or_none("url"))
