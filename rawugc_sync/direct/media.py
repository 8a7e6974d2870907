"""Generated media: listed, looked at, and waited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.api.client import Reader
from rawugc_sync.direct.whole import Object, one, whole
from rawugc_sync.reading.lists import Asked, read_lists
from rawugc_sync.resources.generation.facts import COMPLETED, FAILED, is_status
from rawugc_sync.resources.media import MEDIA, Medium
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import BadAnswer, InvalidInput
from rawugc_sync.words.hints import did_you_mean

_LONGER = 1.5
_MOST = 30.0
"""Seconds between two looks, at most."""


def chosen(name: str | None) -> Sequence[Medium]:
    """The medium of this collection, all without one; InvalidInput when there is none."""
    found = [medium for medium in MEDIA if name in (None, medium.name)]
    if found:
        return found
    names = [medium.name for medium in MEDIA]
    hint = did_you_mean(name or "", names, f"There are {', '.join(names)}.")
    raise InvalidInput.of("unknown-collection", f"{name!r} is no collection of media", hint)


def medium_of(id: str) -> Medium:
    """The medium that an id is of; InvalidInput when it cannot be one."""
    found = next((medium for medium in MEDIA if medium.owns(id)), None)
    if found is None:
        shapes = ", ".join(f"{medium.prefix}… ({medium.noun})" for medium in MEDIA)
        raise InvalidInput.of("bad-id", f"{id[:60]!r} is no id of a medium", f"Ids look like {shapes}.")
    return found


def medium_at(address: Address) -> Medium:
    """The medium of an address; InvalidInput where it is of another collection."""
    found = next((medium for medium in MEDIA if medium.name == address.collection), None)
    if found is None:
        names = ", ".join(medium.name for medium in MEDIA)
        raise InvalidInput.of("no-medium", f"{address} has no files", f"Only {names} have.")
    return found


def listed(reader: Reader, media: Sequence[Medium], status: str | None) -> dict[str, list[Object]]:
    """Every object of these media, as they came, under the API's own array keys; all pages are read."""
    types = [_asking(medium.type_, status) for medium in media]
    lists = read_lists(reader, [Asked(type_) for type_ in types])
    return {
        type_.calls.array: [whole(type_.calls.path, live.fields) for live in found.objects.values()]
        for type_, found in zip(types, lists, strict=True)
        if found is not None
    }


def _asking(type_: ResourceType, status: str | None) -> ResourceType:
    if status is None:
        return type_
    return replace(type_, calls=replace(type_.calls, query={"status": status}))


def shown(reader: Reader, id: str, medium: Medium | None = None) -> Object:
    """One object, as it came; the id tells of which `medium` it is, where that is not said."""
    type_ = (medium or medium_of(id)).type_
    path = type_.calls.item(id)
    return one(path, reader.get(path).body, type_.calls.id_field, id)


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a medium showed."""

    id: str
    status: str
    found: Object

    @property
    def over(self) -> bool:
        """Whether another look would show nothing new."""
        return self.failed or self.status == COMPLETED

    @property
    def failed(self) -> bool:
        return self.status == FAILED


def failure(look: Look) -> Diagnostic:
    """What is to be said of a medium that has failed: RawUGC's code and message."""
    code, message = (look.found.get(name) for name in ("failCode", "failMessage"))
    said = ": ".join(text for text in (code, message) if isinstance(text, str) and text)
    return error("generation-failed", f"{look.id} has failed", said)


def looks(reader: Reader, ids: Sequence[str], first: float) -> Iterator[Look]:
    """Look at each until all are completed or failed: at once, after `first` seconds, then ever later."""
    open_, pause = list(dict.fromkeys(ids)), first
    while True:
        seen = []
        for id in open_:
            seen.append(look := _look(reader, id))
            yield look
        open_ = [look.id for look in seen if not look.over]
        if not open_:
            return
        reader.sleep(pause)
        pause = min(pause * _LONGER, max(_MOST, first))


def _look(reader: Reader, id: str) -> Look:
    found = shown(reader, id)
    status = found.get("status")
    if not is_status(status):
        raise BadAnswer.of("bad-answer", f"RawUGC shows {id} without a status that it documents")
    return Look(id, status, found)


def by_array(found: Mapping[str, Object]) -> dict[str, list[Object]]:
    """Objects by id → objects under the API's array keys, as a list has them."""
    arrays: dict[str, list[Object]] = {}
    for id, each in found.items():
        arrays.setdefault(medium_of(id).type_.calls.array, []).append(each)
    return arrays
