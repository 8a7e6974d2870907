"""The calls of media: they are generated, listed in pages, and waited for."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.generation.facts import COMPLETED, FAILED, RUNNING
from rawugc_sync.resources.generation.fields import TAKE, MediaFields
from rawugc_sync.resources.lookups import CHARACTERS, Lookups
from rawugc_sync.resources.pages import Pages
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.credits import Fare
from rawugc_sync.words.planned import Call, Wait

_DETAILS = ("nFrames", "mode", "resolution")
"""What a price may depend on beside the model: length, mode and resolution."""

_PAGES = Pages()
_WAIT = Wait(
    field="status", done=frozenset({COMPLETED}), failed=frozenset({FAILED}), open=tuple(sorted(RUNNING))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCalls(Calls):
    """A generation costs credits: one that may have been begun is never asked for again."""

    fields: MediaFields
    pages: Pages | None = _PAGES
    deletable: bool = False
    repeats_lost_creates: bool = False
    wait: Wait | None = _WAIT

    def body(self, fields: Fields, known: Lookups) -> dict[str, Value]:
        return {name: value for name, value in fields.items() if name != TAKE and name not in self.edits}

    def fare(self, fields: Fields) -> Fare:
        name = self.fields.model_of(fields)
        rules = self.fields.models[name].fields
        values = {detail: fields.get(detail, rules[detail].default) for detail in _DETAILS if detail in rules}
        return Fare(name, tuple(f"{detail}={value}" for detail, value in values.items() if value is not None))

    def create(self, fields: Fields, known: Lookups) -> Call:
        if isinstance(name := fields.get(self.fields.cast), str):
            known.need(CHARACTERS).check(self.fields.cast, name)
        model = self.fields.models[self.fields.model_of(fields)]
        return Call(
            method="POST",
            path=f"{self.path}/generate",
            body=self.body(fields, known),
            repeatable=False,
            id_fields=(self.id_field, "id"),
            fare=self.fare(fields),
            credits=model.price(fields),
        )
