"""The calls of media: they are generated, listed in pages, and waited for."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.generation.facts import COMPLETED, FAILED
from rawugc_sync.resources.generation.fields import TAKE, MediaFields
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.pages import Pages
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.planned import Call, Wait

_PAGES = Pages()
_WAIT = Wait(field="status", done=frozenset({COMPLETED}), failed=frozenset({FAILED}))


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

    def create(self, fields: Fields, known: Lookups) -> Call:
        model = self.fields.models[self.fields.model_of(fields)]
        return Call(
            method="POST",
            path=f"{self.path}/generate",
            body=self.body(fields, known),
            repeatable=False,
            id_fields=(self.id_field, "id"),
            credits=model.price(fields),
        )
