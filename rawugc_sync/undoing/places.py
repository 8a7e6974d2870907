"""The edits that bring one field back, where its value stands or where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from rawugc_sync.files import fence
from rawugc_sync.manifest.nodes import MappingNode, Node
from rawugc_sync.manifest.sources import Elsewhere
from rawugc_sync.pulling.spots import Changes, Spots
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Written
from rawugc_sync.resources.traits import Kind, Trait
from rawugc_sync.undoing.asking import is_none
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.live import Live
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.lists import as_urls
from rawugc_sync.writing.removing import names_of
from rawugc_sync.writing.resources import STEP, on_one_line
from rawugc_sync.writing.rewriting import NoPlace, field_added, scalar
from rawugc_sync.writing.scalars import block, literal
from rawugc_sync.writing.spans import Form, Span, Spans

N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the fields of the manifests stand, and how each gets another value."""

    spots: Spots

    def is_shared(self, type_: ResourceType, desired: Desired, name: str) -> bool:
        """Whether the value of a field stands elsewhere than with its resource."""
        found = self._own(desired, name)
        if found is None:
            return False
        spans, _, item = found
        if item is None:
            return True
        node = self.spots.sources.entries[desired.address].fields[name]
        try:
            origin = self.spots.sources.origin(node, type_.fields.traits[name].kind)
        except Elsewhere:
            return True
        if isinstance(origin, str) or origin.doc.file != spans.document.file or item.form is Form.ALIAS:
            return True
        return self.spots.spans(origin).of(origin) is not item

    def at_source(self, type_: ResourceType, desired: Desired, name: str, value: Written) -> Changes:
        """Edits of the place that a value finally comes from; Elsewhere, NoPlace or Unwritable."""
        return self.spots.changed(type_, desired, name, value)

    def at_use(self, type_: ResourceType, desired: Desired, name: str, value: Written) -> Changes:
        """Edits of the resource itself, whatever its field refers to; errors as `at_source`."""
        found = self._own(desired, name)
        if found is None:
            return self.spots.changed(type_, desired, name, value)
        spans, mapping, item = found
        written = as_urls(value, self.spots.urls)
        edit = (
            field_added(spans, mapping, name, written, type_.fields.traits)
            if item is None
            else _instead(spans, mapping, item, written, type_.fields.traits[name])
        )
        return Changes(edits=[(self.holder(desired, name).doc.file, edit)])

    def holder(self, desired: Desired, name: str) -> MappingNode:
        """The mapping that sets a field; Elsewhere where only a default does, or it is only included."""
        entry = self.spots.sources.entries[desired.address]
        if name not in entry.fields:
            raise Elsewhere("comes from a default")
        return own(entry.holder(name))

    def spelt(self, type_: ResourceType, desired: Desired, values: Fields) -> dict[str, Written | None]:
        """How the manifest has to spell values; None for a field that it has to leave out. Untold."""
        gone: dict[str, Written | None] = {name: None for name, value in values.items() if is_none(value)}
        given = {name: value for name, value in values.items() if name not in gone}
        texts = self.spots.texts(desired)
        return {**gone, **spelt(type_, given, desired.fields, texts)}

    def _own(self, desired: Desired, name: str) -> tuple[Spans, Span, Span | None] | None:
        """The mapping that sets a field, and the value there; None for what only a default sets.

        No value there is one that comes through `<<`, over which one there wins.
        """
        entry = self.spots.sources.entries[desired.address]
        if name not in entry.fields:
            return None
        holder: MappingNode = entry.holder(name)
        spans = self.spots.spans(holder)
        mapping = spans.of(holder)
        names = names_of(spans, mapping)
        return spans, mapping, mapping.items[names.index(name)] if name in names else None


def spelt(
    type_: ResourceType, values: Fields, wanted: Fields, as_written: Mapping[str, str]
) -> dict[str, Written]:
    """How a manifest spells values that were live or recorded; Untold where it cannot."""
    coupled = {name: value for name, value in values.items() if name in type_.spelling.coupled}
    out: dict[str, Written] = {}
    if coupled:
        live = Live("", values)
        out |= type_.spelling.rewritten(coupled, wanted, live, as_written, UNREAD)
    for name, value in values.items():
        if name not in coupled:
            out[name] = [str(item) for item in value] if isinstance(value, list) else str(value)
    return out


def _instead(spans: Spans, mapping: Span, item: Span, value: Written, trait: Trait) -> Edit:
    if isinstance(value, str) and item.form is Form.SCALAR and item.style:
        return scalar(spans, item, value, trait.kind)
    head = spans.text[: item.start].rstrip()
    if not head.endswith(":") or "#" in spans.text[len(head) : item.start]:
        raise NoPlace("has a comment or an anchor in front of its value")
    return Edit(len(head), item.end, f" {_text(spans, mapping, value, trait)}")


def _text(spans: Spans, mapping: Span, value: Written, trait: Trait) -> str:
    if isinstance(value, str) and "\n" in value and trait.kind is Kind.TEXT and not mapping.flow:
        return block(literal(value), spans.column(mapping.start) + STEP)
    return on_one_line(value, trait, in_flow=mapping.flow or mapping.in_flow)


def own(node: N) -> N:
    """A node of a file that may be edited; Elsewhere where it is only included."""
    if fence.home(node.doc.file) is None:
        raise Elsewhere(f"stands in {node.doc.file}, which is only included")
    return node
