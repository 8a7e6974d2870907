"""The API's lists and objects → live objects. Answers are as untrusted as manifests."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rawugc_sync.api.paths import segment
from rawugc_sync.resources.lookups import K, Lookup
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Unreadable
from rawugc_sync.words.errors import BadAnswer, InvalidInput
from rawugc_sync.words.live import Live

_NO_API = "Check RAWUGC_BASE_URL: this may not be the RawUGC API."


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer lists: its objects by id, and the organization that they name, if they do.

    `ids` are those of all it lists, of what is built in as well.
    """

    objects: dict[str, Live]
    organization_id: str | None
    ids: frozenset[str]


def listed(type_: ResourceType, body: Any) -> Shown:
    """The objects of a whole list, without built-in ones; BadAnswer if it is not such a list."""
    found = shown(type_, body)
    check_whole(type_.calls.path, body.get("count"), len(found.ids))
    return found


def shown(type_: ResourceType, body: Any) -> Shown:
    """As `listed`, of what may be a part of the list."""
    entries = body.get(type_.calls.array) if isinstance(body, Mapping) else None
    if not isinstance(entries, list):
        raise bad_answer(type_.calls.path, f"has no list called {type_.calls.array}")
    objects: dict[str, Live] = {}
    organization_id: str | None = None
    ids: set[str] = set()
    for raw in entries:
        if not isinstance(raw, Mapping):
            raise bad_answer(type_.calls.path, "lists something that is not an object")
        id = object_id(type_, raw)
        ids.add(id)
        live = _live(type_, raw, id)
        if live is not None:
            objects[live.id] = live
        organization_id = organization_id or _text(raw.get("organizationId"))
    return Shown(objects, organization_id, frozenset(ids))


def single(type_: ResourceType, body: Any, id: str) -> Live | None:
    """The object of an answer to a read by id, bare or under one name; None for a built-in one."""
    return _live(type_, object_in(type_, body, id), id)


def organization_of(type_: ResourceType, body: Any, id: str) -> str | None:
    """The organization that the object of an answer to a read by id names, if it does."""
    return _text(object_in(type_, body, id).get("organizationId"))


def looked_up(lookup: Lookup[K], body: Any) -> K:
    """What the answer to a look-up holds; BadAnswer if it holds none of it."""
    try:
        found = lookup.read(body)
    except ValueError as wrong:
        raise bad_answer(lookup.path, str(wrong)) from None
    check_whole(lookup.path, body.get("count"), len(body[lookup.array]))
    return found


def check_whole(path: str, count: Any, held: int) -> None:
    """BadAnswer when a list says that it holds more than it does: a part proves nothing.

    It may hold more than it says: nobody has said whether what is built in counts.
    """
    if isinstance(count, int | float) and count > held:
        raise BadAnswer.of(
            "incomplete-list",
            f"the answer to GET {path} says that it holds {count:g}, and it holds {held}",
            "What a list leaves out would look as if it were gone. Run again; if that does not help, ask "
            "RawUGC's support.",
        )


def bad_answer(path: str, what: str, detail: str = _NO_API) -> BadAnswer:
    """The error of a list's answer that is not what the API page promises."""
    return BadAnswer.of("bad-answer", f"the answer to GET {path} {what}", detail)


def object_id(type_: ResourceType, raw: Mapping[str, Any]) -> str:
    """The id of a listed object; BadAnswer unless it can stand in a path."""
    id = raw.get(type_.calls.id_field)
    if isinstance(id, str):
        with suppress(InvalidInput):
            segment(id)
            return id
    raise bad_answer(type_.calls.path, f"lists an object without a usable {type_.calls.id_field}")


def object_in(type_: ResourceType, body: Any, id: str) -> Mapping[str, Any]:
    """The object of an answer to a read by id, as it came; BadAnswer if it is not there."""
    return object_with(type_.calls.id_field, id, type_.calls.path, body)


def object_with(id_field: str, id: str, path: str, body: Any) -> Mapping[str, Any]:
    """The object with this id in the answer to GET `path`, bare or under one name; BadAnswer without it."""
    candidates = [body, *body.values()] if isinstance(body, Mapping) else []
    for raw in candidates:
        if isinstance(raw, Mapping) and raw.get(id_field) == id:
            return raw
    raise bad_answer(path, f"does not hold the object {id}")


def _live(type_: ResourceType, raw: Mapping[str, Any], id: str) -> Live | None:
    try:
        return type_.spelling.live(raw, id)
    except Unreadable as field:
        raise bad_answer(type_.calls.path, f"has a {field} that cannot be read, in {id}") from None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
