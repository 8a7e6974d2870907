"""How an object is read from the API, and how a manifest spells it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rawugc_sync.resources.fields import Advice, FieldSet
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.traits import Trait
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record

Written: TypeAlias = str | list[str]
"""A field as a manifest spells it: a text, or a list of them."""


class Unreadable(ValueError):
    """A live field of a kind that it cannot have; the text is its name."""


class Untold(Exception):
    """What a live object shows does not say what a manifest has to say; `advice` tells why.

    `by_hand` says that a person may know, and can write it.
    """

    def __init__(self, advice: Advice, *, by_hand: bool = False) -> None:
        super().__init__(advice.summary)
        self.advice = advice
        self.by_hand = by_hand


def _spelt(value: Value, trait: Trait) -> Written:
    value = canonical(value)
    return [str(item) for item in value] if trait.many else str(value)


@dataclass(frozen=True, slots=True)
class Spelling:
    """The way from the API's answers to live objects, and from those to manifests.

    `reading_order` is where the collection stands among those of a manifest: the lowest first, then by
    name. `coupled` are fields that are only understood together.
    """

    fields: FieldSet
    reading_order: int = 100
    coupled: frozenset[str] = frozenset()

    # -- live objects

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        """One object of the API's answer; None for one that is built in and never ours.

        Raises Unreadable when a field has a value of a kind that it cannot have.
        """
        fields = {}
        for name, trait in self.fields.traits.items():
            value = raw.get(name)
            if value is None or not trait.returned:
                continue
            if not self.fields.fits(name, value):
                raise Unreadable(name)
            fields[name] = value
        return Live(id, fields)

    def parts(self, live: Live) -> frozenset[str]:
        """The ids of what may be listed beside a live object, and is a part of it: no object of its own."""
        return frozenset()

    def whole(self, live: Live) -> str:
        """The id of the object that a live one is a part of; its own, unless it is such a part."""
        return live.id

    def recorded(self, record: Record) -> Live:
        """The live object for which a record stands, of what never changes once it is ready."""
        return Live(record.id, record.fields)

    def hallmarks(self, live: Live) -> str:
        """What people can tell a live object by that its fields do not tell apart from others."""
        return ""

    def title(self, live: Live) -> str:
        """What people know a live object by; one line or many, as hostile as the API."""
        return str(live.fields.get("name", ""))

    def footing(self, live: Live) -> Fields:
        """What of a live object a change of it rests on; plain JSON values."""
        return dict(live.fields)

    def taken_over(self, name: str, record: Fields, live: Live, known: Lookups) -> Value:
        """The value that a new object takes over from a live one; None for none.

        What the API does not show is as it was recorded. Raises Untold where live shows another value and
        not which, and Needed when that cannot be told without a look-up.
        """
        return (live.fields if self.fields.traits[name].returned else record).get(name)

    # -- manifests

    def aligned(self, record: Fields, desired: Fields, known: Lookups) -> Fields:
        """The record in the spelling of the manifest, where one thing can be written in two ways."""
        return record

    def naming(self, live: Live) -> str:
        """What the key of a live object is made of."""
        return str(live.fields.get("name", ""))

    def written(self, live: Live, known: Lookups, defaulted: Container[str]) -> dict[str, Written]:
        """The fields of a new resource that is as live; `defaulted` are those that `defaults` would set.

        An optional field that is empty is left out, unless a default would fill it. Raises Untold, and
        Needed when it cannot be told without a look-up.
        """
        traits, required = self.fields.traits, self.fields.required
        shown = {name: _spelt(v, traits[name]) for name, v in live.fields.items() if traits[name].returned}
        empty: dict[str, Written] = {
            n: "" for n, trait in traits.items() if trait.clearable and n in defaulted
        }
        bare: dict[str, Written] = {name: [] for name in traits if traits[name].many and name in required}
        kept = {n: v for n, v in shown.items() if v not in ("", []) or n in required or n in defaulted}
        return {**empty, **bare, **kept}

    def rewritten(
        self, drift: Fields, desired: Fields, live: Live, as_written: Fields, known: Lookups
    ) -> dict[str, Written]:
        """How a manifest has to spell what has drifted, alone or with the fields `coupled` to it.

        `drift` is field → live value, `as_written` the text of each field that is one text in the
        manifest. Raises Untold and Needed as `written`.
        """
        return {name: _spelt(value, self.fields.traits[name]) for name, value in drift.items()}
