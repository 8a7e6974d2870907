"""The paid edits of an object that is ready: which there are, in which order, how each is called and found.

A version, as `GET /videos/{id}` shows it once the video was edited:
{"videoId": "vid_2", "version": 2, "url": "https://…", "operation": "captions", "createdAt": 1790000000000}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.credits import Credits, Fare
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Edit
from rawugc_sync.words.recorded import Edited, Record


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object: 1 is the original, which has no operation."""

    number: int
    id: str
    url: str
    operation: str | None = None

    @property
    def outputs(self) -> Fields:
        return {"id": self.id, "url": self.url}


@dataclass(frozen=True, slots=True)
class EditCall:
    """Where an edit is asked for, and what it costs; None where that is not documented."""

    path: str
    edit: Edit
    credits: int | None

    @property
    def fare(self) -> Fare:
        """What its price goes by."""
        return Fare(self.edit.field)


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits that an object of a collection can have, in the order in which they are made.

    `target` holds the id of what an edit draws on, in its body as in its answer.
    """

    calls: tuple[EditCall, ...] = ()
    target: str = ""

    def __iter__(self) -> Iterator[str]:
        """The fields, in order."""
        return (one.edit.field for one in self.calls)

    def __contains__(self, name: object) -> bool:
        return any(name == one.edit.field for one in self.calls)

    def among(self, fields: Fields) -> dict[str, Value]:
        """The edits in the fields of an object, in order."""
        return {name: fields[name] for name in self if name in fields}

    def without(self, fields: Fields) -> Fields:
        """The fields of an object before any edit."""
        return {name: value for name, value in fields.items() if name not in self}

    def call(self, name: str, value: Fields, drawn_on: Value) -> Call:
        """The call of one edit; never repeated blindly: it costs, and would be drawn over what is there."""
        one = self._called(name)
        return Call(
            method="POST",
            path=one.path,
            body={self.target: drawn_on, **value},
            repeatable=False,
            fare=one.fare,
            credits=one.credits,
            edit=one.edit,
        )

    def price(self, name: str) -> tuple[Fare, Credits | None]:
        """What the price of an edit goes by, and what is documented of it."""
        one = self._called(name)
        return one.fare, one.credits

    def version_in(self, body: Any) -> Version | None:
        """The version in an edit's answer, or among those of an object; None unless all of it can be read."""
        if not isinstance(body, Mapping):
            return None
        id, number, url, operation = (body.get(n) for n in (self.target, "version", "url", "operation"))
        if type(number) is not int or number < 1 or not (_text(id) and _text(url)):
            return None
        return Version(number, id, url, operation if _text(operation) else None)

    def versions_in(self, raw: Mapping[str, Any]) -> tuple[Version, ...]:
        """The versions that an object shows, the original first; none of one that was never edited."""
        shown = raw.get("versions") if self.calls else None
        found = map(self.version_in, shown if isinstance(shown, list) else ())
        return tuple(sorted((one for one in found if one), key=lambda one: one.number))

    def made_by(self, name: str, above: int, live: Live) -> tuple[Version, ...]:
        """The versions above a number that an edit has made, of a live object."""
        operations = self._called(name).edit.operations
        return tuple(one for one in versions_of(live) if one.number > above and one.operation in operations)

    def _called(self, name: str) -> EditCall:
        return next(one for one in self.calls if one.edit.field == name)


NO_EDITS = Edits()


def versions_of(live: Live) -> tuple[Version, ...]:
    """The versions of a live object, the original first; none of one that was never edited."""
    found: tuple[Version, ...] = live.facts.get("versions", ())
    return found


def highest_of(record: Record) -> int:
    """The highest version that is known of a record's object."""
    return record.edited.highest if record.edited else 1


def with_version(record: Record, before: Record, version: Version) -> Record:
    """A record whose object has one version more than it had `before`."""
    was = before.edited
    edited = Edited(
        version=version.number,
        highest=max(version.number, highest_of(before)),
        original=was.original if was else before.outputs or record.outputs,
        apart=version.id != before.id,
    )
    return replace(record, id=before.id, outputs=version.outputs, edited=edited)


def _text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value != ""
