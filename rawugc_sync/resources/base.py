"""What every collection declares, with the behaviour that most of them share."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, TypeAlias
from urllib.parse import quote

from rawugc_sync.resources.accounts import Directory
from rawugc_sync.resources.outings import Outing
from rawugc_sync.resources.pages import Pages
from rawugc_sync.resources.traits import TELLING, Kind, Manifest, Trait, traits_of, unfit
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change, FieldChange, Wait
from rawugc_sync.words.recorded import Record


class Drift(StrEnum):
    """What to do when the dashboard moved a field away from what we recorded."""

    REVERT = "revert"
    KEEP = "keep"
    STOP = "stop"


class Standing(StrEnum):
    """What the life cycle of an object allows, whatever its fields say."""

    OPEN = "open"
    HISTORY = "history"
    RETRY = "retry"
    RELEASE = "release"
    SKIP = "skip"


class Unreadable(ValueError):
    """A live field of a kind that it cannot have; the text is its name."""


_READABLE: Mapping[Kind, tuple[type, ...]] = {
    Kind.LINE: (str,),
    Kind.TEXT: (str,),
    Kind.PLAIN: (str, bool, int),
    Kind.TIME: (int,),
    Kind.MEDIA: (str,),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A standing, and for a skipped resource the reason as code, summary and way out."""

    standing: Standing
    code: str = ""
    summary: str = ""
    detail: str = ""


OPEN = Verdict(Standing.OPEN)


@dataclass(frozen=True, slots=True)
class Case:
    """One resource as the life cycle sees it; `now` is Unix ms by the server's clock.

    `replacing` says that a replacement is asked for, whatever has changed.
    """

    desired: Fields | None
    record: Record | None
    live: Live | None
    changed: tuple[FieldChange, ...]
    now: int
    replacing: bool = False


class Moment(NamedTuple):
    """A time: `at` is Unix ms, `timezone` the IANA zone that it was written in."""

    at: int
    timezone: str | None


@dataclass(frozen=True, slots=True)
class NaturalKey:
    """Under what an object without a record is recognised: equal in all of it, or in enough of it.

    Equal only in what is `near`, it is a question.
    """

    whole: Hashable | None = None
    enough: tuple[Hashable, ...] = ()
    near: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to say about one field of a resource; `offline` when a plan knows better."""

    field: str
    code: str
    summary: str
    detail: str = ""
    offline: bool = False


Written: TypeAlias = str | list[str]
"""A field as a manifest spells it: a text, or a list of them."""


class Untold(Exception):
    """What a live object shows does not say what a manifest has to say; `advice` tells why.

    `by_hand` says that a person may know, and can write it.
    """

    def __init__(self, advice: Advice, *, by_hand: bool = False) -> None:
        super().__init__(advice.summary)
        self.advice = advice
        self.by_hand = by_hand


def canonical(value: Value) -> Value:
    """The one normalisation before comparing: line endings, white space around, "" for null and no items."""
    if value is None or value == []:
        return ""
    if isinstance(value, str):
        if "\r" in value:
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return value.strip()
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    return value


def folded(name: str) -> str:
    """What names that differ only in case or Unicode normal form have in common."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _spelt(value: Value, trait: Trait) -> Written:
    value = canonical(value)
    return [str(item) for item in value] if trait.many else str(value)


class ResourceType:
    """One collection: its fields and limits, endpoints, identity, life cycle and calls.

    A collection is a subclass, one per module, bound to `RESOURCE` in it. What the API page says of
    it stands in the class variables; what differs from the common behaviour overrides a method.
    """

    collection: ClassVar[str]
    model: ClassVar[type[Manifest]]
    path: ClassVar[str]
    array: ClassVar[str]
    id_field: ClassVar[str] = "_id"
    query: ClassVar[Mapping[str, str]] = MappingProxyType({})
    pages: ClassVar[Pages | None] = None
    """How its list comes in pages; None for a list that is one answer."""
    drift: ClassVar[Drift] = Drift.REVERT
    creates_before_deleting: ClassVar[bool] = True
    recreates: ClassVar[bool] = True
    repeats_lost_creates: ClassVar[bool] = True
    wait: ClassVar[Wait | None] = None
    """How to wait for an object that is not ready when its create is answered."""
    renames_need_moved: ClassVar[bool] = False
    remembered: ClassVar[frozenset[str]] = frozenset()
    """The fields by which an object that was taken down is known again; none where it may come back."""
    alternatives: ClassVar[tuple[frozenset[str], ...]] = ()
    reading_order: ClassVar[int] = 100
    """Where it stands among the collections of a manifest: the lowest first, then by name."""
    coupled: ClassVar[frozenset[str]] = frozenset()
    life_cycle: ClassVar[frozenset[str]] = frozenset()
    """Fields that say where an object is in its life: what moved them outside git, no new object may undo."""
    goes_with: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Field → the one that it hangs on: where git changes that and does not set it, it is gone."""
    over: ClassVar[Mapping[Standing, str]] = MappingProxyType(
        {Standing.HISTORY: "over", Standing.RELEASE: "failed"}
    )
    """What people call an object whose life is at an end, by its standing."""
    telltale: ClassVar[str] = "natural key"
    """What a resource shares with the live objects that its `suspicions` are about."""

    @cached_property
    def traits(self) -> Mapping[str, Trait]:
        """Field name → what the field is."""
        return traits_of(self.model)

    # -- the manifest side

    def parse(self, raw: Mapping[str, Any]) -> dict[str, Value]:
        """The fields that a manifest sets, typed; pydantic's ValidationError lists what is wrong."""
        parsed = self.model.model_validate(raw)
        values, given = parsed.__dict__, parsed.model_fields_set
        return {name: values[name] for name in self.traits if name in given}

    def missing(self, raw: Mapping[str, Any]) -> list[Advice]:
        """What is wrong with which fields are there, whatever their values: errors."""
        return []

    def advise(self, fields: Fields, now: int) -> list[Advice]:
        """Warnings about a valid resource; `now` is Unix ms."""
        return []

    def public_at(self, fields: Fields, now: int) -> Moment | None:
        """When what has these fields will be public, if that is known and to come; `now` is Unix ms."""
        return None

    def outing(self, fields: Fields, directory: Directory | None) -> Outing | None:
        """How what has these fields goes out to the public; None when it does not."""
        return None

    # -- the live side

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        """One object of the API's answer; None for one that is built in and never ours.

        Raises Unreadable when a field has a value of a kind that it cannot have.
        """
        fields = {}
        for name, trait in self.traits.items():
            value = raw.get(name)
            if value is None or not trait.returned:
                continue
            if not self.fits(name, value):
                raise Unreadable(name)
            fields[name] = value
        return Live(id, fields)

    def fits(self, name: str, value: Value) -> bool:
        """Whether a value is of the kind that a field can have at all."""
        trait = self.traits[name]
        if trait.many:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        return isinstance(value, _READABLE[trait.kind])

    def observed(self, name: str, record: Fields, live: Live) -> Value:
        """What the API shows of a field whose live form differs from the manifest's; else as read."""
        return live.fields.get(name)

    def shows(self, name: str, record: Fields, live: Live) -> bool:
        """Whether the live value of a field is compared; a create-only one is not: the API may rewrite it."""
        trait = self.traits[name]
        return trait.returned and trait.updatable

    def same(self, name: str, one: Value, other: Value) -> bool:
        """Whether two values of a field are equal after the one normalisation."""
        if one == other:
            return True
        one, other = canonical(one), canonical(other)
        if self.traits[name].unordered and isinstance(one, list) and isinstance(other, list):
            return set(map(str, one)) == set(map(str, other))
        return bool(one == other)

    def aligned(self, record: Fields, desired: Fields, directory: Directory | None) -> Fields:
        """The record in the spelling of the manifest, where one thing can be written in two ways."""
        return record

    def title(self, live: Live) -> str:
        """What people know a live object by; one line or many, as hostile as the API."""
        return str(live.fields.get("name", ""))

    # -- from live to a manifest

    def naming(self, live: Live) -> str:
        """What the key of a live object is made of."""
        return str(live.fields.get("name", ""))

    def is_over(self, live: Live, now: int) -> bool:
        """Whether a live object is history or has failed, so that nobody writes it down unasked."""
        return False

    def written(
        self, live: Live, directory: Directory | None, defaulted: Container[str]
    ) -> dict[str, Written]:
        """The fields of a new resource that is as live; `defaulted` are those that `defaults` would set.

        An optional field that is empty is left out, unless a default would fill it. Raises Untold, and
        AccountsNeeded when it cannot be told without them.
        """
        traits = self.traits
        shown = {name: _spelt(v, traits[name]) for name, v in live.fields.items() if traits[name].returned}
        empty: dict[str, Written] = {
            n: "" for n, trait in traits.items() if trait.clearable and n in defaulted
        }
        required = {name for name, info in self.model.model_fields.items() if info.is_required()}
        bare: dict[str, Written] = {name: [] for name in traits if traits[name].many and name in required}
        kept = {n: v for n, v in shown.items() if v not in ("", []) or n in required or n in defaulted}
        return {**empty, **bare, **kept}

    def rewritten(
        self, drift: Fields, desired: Fields, live: Live, as_written: Fields, directory: Directory | None
    ) -> dict[str, Written]:
        """How a manifest has to spell what has drifted, alone or with the fields `coupled` to it.

        `drift` is field → live value, `as_written` the text of each field that is one text in the
        manifest. Raises Untold and AccountsNeeded as `written`.
        """
        return {name: _spelt(value, self.traits[name]) for name, value in drift.items()}

    def footing(self, live: Live) -> Fields:
        """What of a live object a change of it rests on; plain JSON values."""
        return dict(live.fields)

    # -- identity

    def natural_key(self, fields: Fields, directory: Directory | None) -> NaturalKey:
        """The natural key of a desired resource."""
        name = canonical(fields.get("name"))
        return NaturalKey(whole=name, near=(folded(name),)) if name else NaturalKey()

    def live_key(self, live: Live) -> NaturalKey:
        """The natural key of a live object, comparable with that of a desired one."""
        return self.natural_key(live.fields, None)

    def fingerprint(self, fields: Fields) -> Hashable:
        """What makes two objects of a collection the same thing to the public."""
        return self.natural_key(fields, None).whole

    def takedown_resembles(self, gone: Fields, new: Fields, directory: Directory | None) -> bool:
        """Whether a new resource would bring back what was taken down, of which `remembered` is known."""
        return False

    def likeness(self, one: Fields, other: Fields) -> float:
        """How nearly two objects are the same: the equal share of the fields that tell objects apart."""
        told = [
            name
            for name, trait in self.traits.items()
            if trait.kind in TELLING and (canonical(one.get(name)) or canonical(other.get(name)))
        ]
        same = sum(self.same(name, one.get(name), other.get(name)) for name in told)
        return same / len(told) if told else 0.0

    def resembles(self, fields: Fields, live: Live) -> bool:
        """Whether a live object has the natural key of applied fields, as far as they tell it."""
        wanted, shown = self.natural_key(fields, None), self.live_key(live)
        same = wanted.whole is not None and wanted.whole == shown.whole
        return same or not set(wanted.enough).isdisjoint(shown.enough)

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

    def contradictions(self, fields: Fields, live: Live) -> dict[str, Value]:
        """Field → what is live, where a live object cannot be the resource, whatever a person says."""
        return {}

    def suspicions(self, fields: Fields, directory: Directory | None) -> frozenset[Hashable]:
        """What a new resource must not share with a live object without a person having looked."""
        return frozenset()

    def live_suspicions(self, live: Live, *, managed: bool, now: int) -> frozenset[Hashable]:
        """The counterpart of `suspicions` on a live object."""
        return frozenset()

    # -- the life cycle

    def verdict(self, case: Case) -> Verdict:
        """What the object's life cycle allows; open unless the collection says otherwise."""
        return OPEN

    def is_pending(self, live: Live) -> bool:
        """Whether an object is not ready yet."""
        return False

    def published(self, live: Live) -> bool:
        """Whether a call that may not be repeated has taken effect all the same."""
        return False

    def timely(self, change: Change, now: int) -> Verdict:
        """Whether a planned change may still be sent; `now` is Unix ms by the server's clock."""
        return OPEN

    def due(self, change: Change) -> Moment | None:
        """The first moment by which the calls of a change must have been carried out, if there is one."""
        return None

    def replaces(self, name: str, before: Value, after: Value) -> bool:
        """Whether changing this field takes a new object."""
        return not self.traits[name].updatable

    def taken_over(self, name: str, record: Fields, live: Live, directory: Directory | None) -> Value:
        """The value that a new object takes over from a live one; None for none.

        What the API does not show is as it was recorded. Raises Untold where live shows another value and
        not which, and AccountsNeeded when that cannot be told without them.
        """
        return (live.fields if self.traits[name].returned else record).get(name)

    def unfit(self, name: str, value: Value) -> str | None:
        """Why no create would take a value that is live; None if one would."""
        return unfit(self.model, name, value)

    def urgency(self, change: Change) -> tuple[int, int]:
        """Order of calls: (rank, due in ms), lower first; deletes come last."""
        return (3 if change.action.deletes and not change.action.creates else 2, 0)

    def note(self, change: Change) -> str | None:
        """A line that people must not overlook in the plan."""
        return None

    # -- calls, as data

    def body(self, fields: Fields, directory: Directory | None) -> dict[str, Value]:
        """The fields in the names and forms of the API."""
        return dict(fields)

    def item(self, id: str) -> str:
        """The path of one object."""
        return f"{self.path}/{quote(id, safe='')}"

    def create(self, fields: Fields, directory: Directory | None) -> Call:
        """The call that creates one; never repeated blindly: the API has no idempotency keys."""
        return Call(
            method="POST",
            path=self.path,
            body=self.body(fields, directory),
            repeatable=False,
            id_fields=(self.id_field, "id"),
        )

    def update(self, live: Live, changed: Fields, directory: Directory | None) -> tuple[Call, ...]:
        """The calls that bring `changed` to a live object: one PATCH with just those fields."""
        return (Call(method="PATCH", path=self.item(live.id), body=self.body(changed, directory)),)

    def delete(self, id: str) -> Call | None:
        """The call that deletes one, a 404 meaning that it is done; None where nothing can be deleted."""
        return Call(method="DELETE", path=self.item(id), missing_is_done=True, removes=id)


__all__ = [
    "OPEN",
    "Advice",
    "Case",
    "Directory",
    "Drift",
    "Kind",
    "Manifest",
    "Moment",
    "NaturalKey",
    "ResourceType",
    "Standing",
    "Trait",
    "Verdict",
    "canonical",
]
