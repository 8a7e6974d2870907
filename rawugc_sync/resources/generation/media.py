"""Puts a collection of generated media together."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.resources.edits import NO_EDITS, Edits
from rawugc_sync.resources.generation.calls import MediaCalls
from rawugc_sync.resources.generation.fields import MediaFields
from rawugc_sync.resources.generation.identity import MediaRecognition
from rawugc_sync.resources.generation.life import MediaLife
from rawugc_sync.resources.generation.spelling import MediaSpelling
from rawugc_sync.resources.life import Standing
from rawugc_sync.resources.resource_type import ResourceType

_OVER: Mapping[Standing, str] = {Standing.HISTORY: "generated", Standing.RELEASE: "failed"}


def media(
    collection: str,
    fields: MediaFields,
    *,
    array: str,
    id_field: str,
    gives: Mapping[str, frozenset[str]],
    order: int,
    edits: Edits = NO_EDITS,
) -> ResourceType:
    """A collection whose objects are generated; `gives` are the URLs that completed ones have: of what.

    `edits` are those that can be made of them then.
    """
    return ResourceType(
        collection,
        fields,
        identity=MediaRecognition(fields),
        life=MediaLife(over=_OVER, gives={**gives, "id": frozenset({collection})}, edits=edits),
        calls=MediaCalls(
            f"/{collection}",
            array,
            id_field=id_field,
            fields=fields,
            edits=edits,
            priced=(*fields.models, *edits),
        ),
        spelling=MediaSpelling(fields, reading_order=order, outputs=tuple(gives), edits=edits),
    )
