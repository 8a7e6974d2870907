"""Messaging: what the brand says. Source: the API page, "The five managed collections"."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rawugc_sync.resources.resource_type import plain
from rawugc_sync.resources.traits import Kind, Manifest, Trait, text


class Message(Manifest):
    """What the brand says."""

    name: Annotated[str, text(200, required=True), Trait(kind=Kind.LINE)] = Field(
        description="What the message is called."
    )
    body: Annotated[str, text(5000, required=True), Trait(kind=Kind.TEXT)] = Field(
        description="The message itself."
    )


RESOURCE = plain(
    "messaging", Message, path="/messaging", array="messages", reading_order=20, tells_organization=True
)
