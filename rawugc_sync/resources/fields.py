"""The fields of a collection: what a manifest may set, and how two values of one field compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.traits import TELLING, Kind, Manifest, Trait, traits_of, unfit
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.uploads import FileUrl, named

_READABLE: Mapping[Kind, tuple[type, ...]] = {
    Kind.LINE: (str,),
    Kind.TEXT: (str,),
    Kind.PLAIN: (str, bool, int),
    Kind.TIME: (int,),
    Kind.MEDIA: (str,),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to say about one field of a resource; `offline` when a plan knows better."""

    field: str
    code: str
    summary: str
    detail: str = ""
    offline: bool = False


@dataclass(frozen=True)
class FieldSet:
    """The fields and limits of a collection.

    `updatable` is false where the API has no way to change an object: every field then takes a new one.
    `whole`: an object is made from all of its fields, so that one which is not set is an input as well, and
    one that leaves a manifest changes what is wanted.
    `alternatives` are groups of fields that say one thing in several ways. `goes_with`: field → the one
    that it hangs on; where git changes that and does not set it, it is gone.
    """

    model: type[Manifest]
    updatable: bool = True
    whole: bool = False
    alternatives: tuple[frozenset[str], ...] = ()
    goes_with: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def traits(self) -> Mapping[str, Trait]:
        """Field name → what the field is; permissions are no part of an object."""
        traits = {name: one for name, one in traits_of(self.model).items() if not one.permission}
        if self.updatable:
            return traits
        return {name: replace(trait, updatable=trait.edit) for name, trait in traits.items()}

    @cached_property
    def permissions(self) -> frozenset[str]:
        """What a resource may allow a plan."""
        return frozenset(name for name, one in traits_of(self.model).items() if one.permission)

    @property
    def words(self) -> tuple[str, ...]:
        """All that a resource may say of its object and to a plan."""
        return (*self.traits, *sorted(self.permissions))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that no resource may leave out, whatever its others are."""
        return frozenset(name for name, info in self.model.model_fields.items() if info.is_required())

    # -- one resource

    def parse(self, raw: Mapping[str, Any]) -> dict[str, Value]:
        """What a manifest sets, typed, permissions last; pydantic's ValidationError lists what is wrong."""
        parsed = self.model.model_validate(raw)
        values, given = parsed.__dict__, parsed.model_fields_set
        return {name: values[name] for name in self.words if name in given}

    def missing(self, raw: Mapping[str, Any]) -> list[Advice]:
        """What is wrong with which fields are there, whatever their values: errors."""
        return []

    def advise(self, fields: Fields, now: int) -> list[Advice]:
        """Warnings about a valid resource; `now` is Unix ms."""
        return []

    def advise_knowing(self, fields: Fields, known: Lookups) -> list[Advice]:
        """Warnings about what is to come that only a plan can tell, or that `advise` tells offline alone."""
        return []

    def unset(self, name: str, fields: Fields) -> Value:
        """What a field is that `fields` do not set: as the API documents it, else None."""
        return self.traits[name].default

    # -- one value

    def fits(self, name: str, value: Value) -> bool:
        """Whether a value is of the kind that a field can have at all."""
        trait = self.traits[name]
        if trait.edit:
            return isinstance(value, Mapping)
        if trait.many:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        return isinstance(value, _READABLE[trait.kind])

    def unfit(self, name: str, value: Value) -> str | None:
        """Why no create would take a value that is live; None if one would."""
        return unfit(self.model, name, value)

    def same(self, name: str, one: Value, other: Value) -> bool:
        """Whether two values of a field are equal after the one normalisation."""
        if one == other:
            return True
        one, other = canonical(one), canonical(other)
        if self.traits[name].unordered and isinstance(one, list) and isinstance(other, list):
            return set(map(str, one)) == set(map(str, other))
        return bool(one == other)

    def replaces(self, name: str, before: Value, after: Value) -> bool:
        """Whether changing this field takes a new object."""
        return not self.traits[name].updatable

    def named(self, fields: Fields, urls: Mapping[str, FileUrl]) -> Fields:
        """The fields with each URL in one of media that is the one of a known file as that file."""
        media = {name for name, trait in self.traits.items() if trait.kind is Kind.MEDIA}
        if not urls or media.isdisjoint(fields):
            return fields
        return {name: named(value, urls) if name in media else value for name, value in fields.items()}

    def stand_ins(self, name: str, value: Value, live: Live) -> dict[str, FileUrl]:
        """Live URL → the file of the manifest that it stands in for, by position where the counts agree."""
        shown = live.fields.get(name)
        if self.traits[name].kind is not Kind.MEDIA or shown is None:
            return {}
        wanted, found = (one if isinstance(one, list) else [one] for one in (value, shown))
        if len(wanted) != len(found):
            return {}
        pairs = {url: file for file, url in zip(wanted, found, strict=True) if isinstance(file, FileUrl)}
        return {url: file for url, file in pairs.items() if not isinstance(url, FileUrl)}

    # -- against what is live

    def shows(self, name: str, record: Fields, live: Live) -> bool:
        """Whether the live value of a field is compared; a create-only one is not: the API may rewrite it."""
        trait = self.traits[name]
        return trait.returned and trait.updatable

    def observed(self, name: str, record: Fields, live: Live) -> Value:
        """What the API shows of a field whose live form differs from the manifest's; else as read."""
        return live.fields.get(name)

    def equals(self, fields: Fields, live: Live) -> bool:
        """Whether a live object equals applied fields in every one that can be read and compared."""
        return not self.differing(fields, live)

    def differing(self, fields: Fields, live: Live) -> list[str]:
        """The fields that can be read and compared, and in which a live object is not as applied."""
        return [
            name
            for name, value in fields.items()
            if self.shows(name, fields, live)
            and not self.same(name, value, self.observed(name, fields, live))
        ]

    def likeness(self, one: Fields, other: Fields) -> float:
        """How nearly two objects are the same: the equal share of the fields that tell objects apart."""
        told = [
            name
            for name, trait in self.traits.items()
            if trait.kind in TELLING and (canonical(one.get(name)) or canonical(other.get(name)))
        ]
        same = sum(self.same(name, one.get(name), other.get(name)) for name in told)
        return same / len(told) if told else 0.0
