"""Which photos and videos a plan names, in the fields of media of what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.uploads import Content
from rawugc_sync.words.values import leaves


@dataclass(frozen=True, slots=True)
class Named:
    """One value of a field of media: `takes` are the content types that the field takes."""

    value: Value
    takes: frozenset[str]


def named_in(plan: Plan) -> Mapping[Named, int]:
    """All that its changes name, before and after, in order, and how many of them name it."""
    return Counter(one for change in plan.changes for one in dict.fromkeys(_of(change)))


def contents_of(plan: Plan) -> Mapping[str, Content]:
    """SHA-256 → what is known of each content that it names."""
    files = (call.file for change in plan.changes for call in change.calls)
    uploaded = {file.sha256: Content(file.sha256, file) for file in files if file is not None}
    return {**uploaded, **{one.sha256: one for one in plan.contents}}


def _of(change: Change) -> Iterator[Named]:
    type_ = registered().get(change.address.collection)
    traits = type_.fields.traits if type_ else {}
    for name, trait in traits.items():
        if trait.kind is not Kind.MEDIA:
            continue
        touched = [side for one in change.fields if one.path == name for side in (one.before, one.after)]
        whole = [(change.before or {}).get(name), (change.after or {}).get(name)]
        for value in leaves([*touched, *whole]):
            if value:
                yield Named(value, trait.takes)
