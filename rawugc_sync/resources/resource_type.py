"""What a collection is: its name, and five values that say what it has of its own."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.fields import FieldSet
from rawugc_sync.resources.identity import Recognition
from rawugc_sync.resources.life import Life
from rawugc_sync.resources.spelling import Spelling
from rawugc_sync.resources.traits import Manifest


@dataclass(frozen=True, slots=True, eq=False)
class ResourceType:
    """One collection, as one module in `collections` puts it together and binds it to `RESOURCE`.

    `fields`: what a manifest sets. `identity`: how objects are recognised. `life`: what may be done when.
    `calls`: what is sent. `spelling`: how live objects and manifests are read and written. What most
    collections share is in the classes of these five; what differs overrides a method of one.
    """

    collection: str
    fields: FieldSet
    identity: Recognition
    life: Life
    calls: Calls
    spelling: Spelling


def plain(
    collection: str,
    model: type[Manifest],
    *,
    path: str,
    array: str,
    reading_order: int = 100,
    updatable: bool = True,
    deletable: bool = True,
    tells_organization: bool = False,
) -> ResourceType:
    """A collection whose objects are known by their names, and otherwise like most.

    `updatable` and `deletable` are false where the API has no PATCH or no DELETE for it;
    `tells_organization` is true where its objects name theirs.
    """
    fields = FieldSet(model, updatable=updatable)
    return ResourceType(
        collection,
        fields,
        identity=Recognition(fields),
        life=Life(),
        calls=Calls(path, array, deletable=deletable, tells_organization=tells_organization),
        spelling=Spelling(fields, reading_order=reading_order),
    )
