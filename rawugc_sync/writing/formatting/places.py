"""What the schema says of each place in a file: the order of its keys, and how its text is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from rawugc_sync.manifest.blocks import KEYS as BLOCKS
from rawugc_sync.manifest.config import Api, Config, Environment, Limits
from rawugc_sync.manifest.lifecycle import KEYS
from rawugc_sync.manifest.ruling.kinds import KINDS
from rawugc_sync.manifest.ruling.rules import BESIDE, RULES
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind

_MERGE = "<<"


class Texts(Enum):
    """When a plain, quoted or folded text becomes a `|` block: never, with several lines, or always."""

    KEPT = auto()
    LINES = auto()
    BLOCK = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a file.

    `order` are the keys that it knows; without any, the order is the author's. `named` are the places below
    certain keys, `each` is the one below all others and of the items of a list.
    """

    order: tuple[str, ...] = ()
    named: Mapping[str, Place] = field(default_factory=dict)
    each: Place | None = None
    texts: Texts = Texts.KEPT

    def below(self, name: str) -> Place:
        """The place of the value of a key, or of an item."""
        return self.named.get(name) or self.each or _ELSEWHERE

    def rank(self, name: str) -> tuple[int, int]:
        """Where a key stands: anchors for others first, then what is merged, then as in the schema."""
        if name.startswith("x-"):
            return (0, 0)
        if name == _MERGE:
            return (1, 0)
        return (2, self.order.index(name)) if name in self.order else (3, 0)


_ELSEWHERE = Place()
_TEXT = Place(texts=Texts.BLOCK)
_RULES = Place(
    each=Place((*KINDS, *BESIDE), {name: Place(kind.keys) for name, kind in KINDS.items() if kind.keys})
)


def manifest_place(types: Mapping[str, ResourceType]) -> Place:
    """The root of a manifest."""
    return Place(
        ("vars", "defaults", RULES, *_in_order(types), *BLOCKS),
        {
            RULES: _RULES,
            **_shared(types),
            **{name: Place(each=_resource(type_)) for name, type_ in types.items()},
            **{name: Place(each=Place(order)) for name, order in BLOCKS.items()},
        },
    )


def config_place(types: Mapping[str, ResourceType]) -> Place:
    """The root of `rawugc.yaml`."""
    named = {
        "limits": Place(tuple(Limits.model_fields)),
        "drift": Place(_in_order(types)),
        "api": Place(tuple(Api.model_fields)),
    }
    environment = Place(tuple(Environment.model_fields), {**named, **_shared(types)})
    return Place(
        tuple(Config.model_fields), {**named, RULES: _RULES, "environments": Place(each=environment)}
    )


def _shared(types: Mapping[str, ResourceType]) -> dict[str, Place]:
    """What manifests and environments both may set for others."""
    return {
        "vars": Place(each=Place(texts=Texts.LINES)),
        "defaults": Place(_in_order(types), {name: _resource(type_) for name, type_ in types.items()}),
    }


def _in_order(types: Mapping[str, ResourceType]) -> tuple[str, ...]:
    return tuple(sorted(types, key=lambda name: (types[name].spelling.reading_order, name)))


def _resource(type_: ResourceType) -> Place:
    texts = {name: _TEXT for name, trait in type_.fields.traits.items() if trait.kind is Kind.TEXT}
    return Place((*type_.fields.words, "lifecycle"), {**texts, "lifecycle": Place(KEYS)})
