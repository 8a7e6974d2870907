"""The calls of a collection, as data: where its objects are, and what creates, changes and deletes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from rawugc_sync.resources.edits import NO_EDITS, Edits
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.pages import Pages
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.credits import Fare
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Wait


@dataclass(frozen=True, slots=True)
class Calls:
    """The endpoints of a collection: `GET path` lists it under `array`, and `path/id` is one object.

    `id_field` holds an object's id, `query` is what the list is asked with, and `pages` how
    it comes in pages; None for a list that is one answer. `deletable` is false where
    the API deletes nothing. `creates_before_deleting`: of two calls that replace an object, the create
    comes first. `repeats_lost_creates`: a create without an answer that did not happen is sent again.
    `wait` is how to wait for an object whose create is answered before it is ready; None for most.
    `priced` are the models and edits whose prices its calls go by; none where all calls are free.
    `edits` are those that an object can have once it is ready. `tells_organization`: each object names the
    organization that it belongs to.
    """

    path: str
    array: str
    id_field: str = "_id"
    query: Mapping[str, str] = field(default_factory=dict)
    pages: Pages | None = None
    deletable: bool = True
    creates_before_deleting: bool = True
    repeats_lost_creates: bool = True
    wait: Wait | None = None
    priced: tuple[str, ...] = ()
    edits: Edits = NO_EDITS
    tells_organization: bool = False

    def fare(self, fields: Fields) -> Fare | None:
        """What the price of an object with these fields goes by; None for what is free."""
        return None

    def body(self, fields: Fields, known: Lookups) -> dict[str, Value]:
        """The fields in the names and forms of the API. Raises Needed, and UnknownAccount."""
        return dict(fields)

    def item(self, id: str) -> str:
        """The path of one object."""
        return f"{self.path}/{quote(id, safe='')}"

    def create(self, fields: Fields, known: Lookups) -> Call:
        """The call that creates one; never repeated blindly: the API has no idempotency keys."""
        return Call(
            method="POST",
            path=self.path,
            body=self.body(fields, known),
            repeatable=False,
            id_fields=(self.id_field, "id"),
        )

    def update(self, live: Live, changed: Fields, known: Lookups) -> tuple[Call, ...]:
        """The calls that bring `changed` to a live object: one PATCH with just those fields."""
        return (Call(method="PATCH", path=self.item(live.id), body=self.body(changed, known)),)

    def delete(self, id: str) -> Call | None:
        """The call that deletes one, where a 404 means that it is done; None where nothing can be deleted."""
        if not self.deletable:
            return None
        return Call(method="DELETE", path=self.item(id), missing_is_done=True, removes=id)
