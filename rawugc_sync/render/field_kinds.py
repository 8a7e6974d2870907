"""How a field is shown, by its collection and its name."""

from __future__ import annotations

from rawugc_sync.render.field_kind import FieldKind
from rawugc_sync.resources import registered


def field_kind(collection: str, name: str) -> FieldKind:
    """From its resource type; plain where that is unknown."""
    type_ = registered().get(collection)
    trait = type_.fields.traits.get(name) if type_ else None
    if trait is None:
        return FieldKind()
    blanks = tuple((blank.word, blank.collection, blank.field) for blank in trait.blanks)
    return FieldKind(trait.kind, trait.zone, trait.takes, trait.caption, blanks)
