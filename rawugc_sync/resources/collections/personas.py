"""Personas: who the brand talks to. Source: the API page, "The five managed collections"."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rawugc_sync.resources.resource_type import plain
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text


class Persona(Manifest):
    """Who the brand talks to."""

    name: Annotated[str, text(200, required=True), Trait(kind=Kind.LINE)] = Field(
        description="What the persona is called."
    )
    description: Annotated[str, text(5000, required=True), Trait(kind=Kind.TEXT)] = Field(
        description="Who they are, what they want and what keeps them from it."
    )


RESOURCE = plain(
    "personas", Persona, path="/personas", array="personas", reading_order=10, tells_organization=True
)
