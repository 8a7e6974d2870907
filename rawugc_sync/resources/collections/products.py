"""Products: what the brand sells. Source: the API page, "The five managed collections"."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rawugc_sync.resources.resource_type import plain
from rawugc_sync.resources.traits import Kind, Manifest, Media, Trait, text
from rawugc_sync.words.uploads import IMAGES


class Product(Manifest):
    """What the brand sells."""

    name: Annotated[str, text(200, required=True), Trait(kind=Kind.LINE)] = Field(
        description="What the product is called."
    )
    photos: Annotated[list[Media], Trait(kind=Kind.MEDIA, many=True, takes=IMAGES)] = Field(
        description="Its photos in order, as URLs or files (PNG, JPEG, WebP)."
    )
    description: Annotated[str, text(1000), Trait(clearable=True, kind=Kind.TEXT)] = Field(
        "", description="What it is."
    )
    messaging: Annotated[str, text(5000), Trait(clearable=True, kind=Kind.TEXT)] = Field(
        "", description="What is said about it; often ${messaging.key.body}."
    )


RESOURCE = plain("products", Product, path="/products", array="products", reading_order=30)
