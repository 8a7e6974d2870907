"""What is judged: a resource as the manifests or the API have it, with what a rule asks about it."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.live import Live
from rawugc_sync.words.rules import Rights


@dataclass(frozen=True, slots=True)
class Subject:
    """One resource, or one object of the API that nobody manages.

    `fields` are resolved values, as in `Desired.fields` or `Live.fields`. `is_over`: it is history, which no
    rule judges any more, but others are held against it. `accounts` are handles, or platforms where nothing
    tells more; None: those of its fields. `at` is when it goes out or did (Unix ms), where its fields do not
    tell. `rests_on` are the resources that it refers to (`Desired.references`).
    """

    address: Address | None
    id: str | None
    type: ResourceType
    fields: Fields
    owner: str | None = None
    rights: Rights | None = None
    is_over: bool = False
    accounts: tuple[str, ...] | None = None
    at: int | None = None
    rests_on: tuple[Address, ...] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.address or self.id or "")


def of_live(type_: ResourceType, live: Live, told: Fields, known: Lookups, now: int) -> Subject:
    """A live object that nobody manages. `told` is what only a record tells of it; `now` is Unix ms."""
    out = type_.life.showing(live, told, known)
    return Subject(
        None,
        live.id,
        type_,
        live.fields,
        is_over=type_.life.is_over(live, now),
        accounts=tuple(out.accounts.values()) if out else None,
        at=out.at if out else None,
    )
