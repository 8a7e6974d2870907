"""The edits that give a field of a resource another value, wherever that value stands."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from rawugc_sync.files import fence
from rawugc_sync.manifest.collect import Entry
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.manifest.sources import Elsewhere, Sources
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Written
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.desired import Desired
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.lists import as_urls, items_changed, steps
from rawugc_sync.writing.rewriting import field_added, scalar
from rawugc_sync.writing.scalars import inline, literal
from rawugc_sync.writing.spans import Spans


@dataclass(slots=True)
class Changes:
    """Edits of manifests and new texts of files, each with its path."""

    edits: list[tuple[str, Edit]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The files that change, the first one first."""
        return list(dict.fromkeys(path for path, _ in (*self.edits, *self.texts)))


@dataclass(slots=True)
class Spots:
    """Finds where values stand in the manifests as they were read.

    `urls` gives where a content is, by SHA-256: what is not in the manifests as a file goes there as a URL.
    """

    sources: Sources
    urls: Mapping[str, str]
    _spans: dict[str, Spans] = field(default_factory=dict)

    def changed(self, type_: ResourceType, desired: Desired, name: str, value: Written) -> Changes:
        """What gives a field its new value. Elsewhere, NoPlace and Unwritable tell why nothing can."""
        entry = self.sources.entries[desired.address]
        changes = Changes()
        node = entry.fields.get(name)
        if node is None:  # set by a default, which is never edited, or by nothing
            self._check_shared(entry, name)
            spans = self.spans(entry.top)
            written = as_urls(value, self.urls)
            added = field_added(spans, spans.of(entry.top), name, written, type_.fields.traits)
            changes.edits.append((entry.top.doc.file, added))
        elif isinstance(value, list):
            self._change_list(
                changes, node, list(desired.fields[name]), value, type_.fields.traits[name].kind
            )
        else:
            self._change(changes, node, self.urls.get(value, value), type_.fields.traits[name].kind)
        for path in changes.paths:
            if fence.home(path) is None:
                raise Elsewhere(f"stands in {path}, which is only included")
        return changes

    def _check_shared(self, entry: Entry, name: str) -> None:
        """What one environment sets for itself must not come into a resource that all share."""
        folder = posixpath.dirname(entry.node.doc.file)
        default = self.sources.defaults(folder, entry.address.collection).get(name)
        if default is not None and default.doc.file == CONFIG_NAME and not entry.parts:
            raise Elsewhere(f"stands in {CONFIG_NAME}, which is never edited")

    def texts(self, desired: Desired) -> dict[str, str]:
        """The text that each field is written as, where it is one."""
        fields = self.sources.fields(desired.address) or {}
        texts = {name: self.sources.text(node) for name, node in fields.items()}
        return {name: text for name, text in texts.items() if text is not None}

    def _change(self, changes: Changes, node: Node, value: str, kind: Kind) -> None:
        origin = self.sources.origin(node, kind)
        if isinstance(origin, str):
            inline(value)  # what no manifest can hold goes into no file either
            changes.texts.append((origin, value))
        elif isinstance(origin, Scalar):
            spans = self.spans(origin)
            changes.edits.append((origin.doc.file, scalar(spans, spans.of(origin), value, kind)))
        elif isinstance(origin, MappingNode):
            changes.edits.append((origin.doc.file, self._instead(origin, value)))
        else:
            raise Elsewhere("is a list in the manifest")

    def _instead(self, file: MappingNode, url: str) -> Edit:
        """A URL in the place of a photo or a video that comes from a file."""
        span = self.spans(file).of(file)
        return Edit(span.start, span.end, inline(literal(url), in_flow=span.in_flow))

    def _change_list(self, changes: Changes, node: Node, old: list[str], new: list[str], kind: Kind) -> None:
        origin = self.sources.origin(node, kind)
        if not isinstance(origin, SequenceNode) or len(origin.items) != len(old):
            raise Elsewhere("is no list in the manifest")
        todo = steps(old, new).written(self.urls)
        for at, text in todo.replaced:
            self._change(changes, origin.items[at], text, kind)
        spans = self.spans(origin)
        edits = items_changed(spans, spans.of(origin), old, todo)
        changes.edits += [(origin.doc.file, edit) for edit in edits]

    def spans(self, node: Node) -> Spans:
        """The spans of the file that a node stands in."""
        file = node.doc.file
        if file not in self._spans:
            self._spans[file] = Spans(node.doc)
        return self._spans[file]
