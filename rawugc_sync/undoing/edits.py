"""All edits of an undo, file by file: first what changes and goes, then what comes behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rawugc_sync.manifest.encoding import decode
from rawugc_sync.manifest.nodes import Document, MappingNode, SequenceNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.pulling.spots import Changes, Spots
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.writing.appending import appended, new_file
from rawugc_sync.writing.edits import Edit, edited, text_edited
from rawugc_sync.writing.listing import listed
from rawugc_sync.writing.lists import Steps, items_changed
from rawugc_sync.writing.removing import pairs_removed
from rawugc_sync.writing.resources import Value


@dataclass(frozen=True, slots=True)
class Removal:
    """A pair that leaves a mapping, or with a number an item that leaves a list."""

    owner: MappingNode | SequenceNode
    what: str | int


@dataclass(frozen=True, slots=True)
class Written:
    """A resource that a file gets."""

    address: Address
    path: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Item:
    """An item that a list at the top of a file gets: one line, behind its dash."""

    path: str
    block: str
    text: str


@dataclass(slots=True)
class Edits:
    """What becomes different by one act, or by several.

    `places`: of an act, the file in which each of its fields goes back.
    """

    changes: Changes = field(default_factory=Changes)
    removals: list[Removal] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Edits) -> Edits:
        changes = Changes(self.changes.edits + other.changes.edits, self.changes.texts + other.changes.texts)
        return Edits(
            changes,
            self.removals + other.removals,
            self.written + other.written,
            self.items + other.items,
            self.places | other.places,
        )


def files_of(edits: Edits, spots: Spots, types: Mapping[str, ResourceType]) -> dict[str, bytes]:
    """Path → data of what becomes different. Overlap and NoPlace where edits get in each other's way."""
    data = spots.sources.data
    by_path: defaultdict[str, set[Edit]] = defaultdict(set)
    for path, edit in (*edits.changes.edits, *_removed(edits.removals, spots)):
        by_path[path].add(edit)
    files = {path: text_edited(data[path], text) for path, text in edits.changes.texts}
    files |= {path: edited(data[path], _outer(some)) for path, some in by_path.items()}
    for block, path in dict.fromkeys((one.block, one.path) for one in edits.items):
        texts = [one.text for one in edits.items if (one.block, one.path) == (block, path)]
        files[path] = _with_items(files.get(path, data.get(path)), path, block, texts)
    for name, path in dict.fromkeys((one.address.collection, one.path) for one in edits.written):
        new = {
            one.address.key: one.fields
            for one in edits.written
            if (one.address.collection, one.path) == (name, path)
        }
        files[path] = _with_resources(files.get(path, data.get(path)), path, types[name], new)
    return files


def _outer(edits: set[Edit]) -> list[Edit]:
    """Those that lie within no other: what is replaced or taken out as a whole needs no edit inside."""
    outer: list[Edit] = []
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        if not outer or not (outer[-1].start < edit.start and edit.end < outer[-1].end):
            outer.append(edit)
    return outer


def _removed(removals: Iterable[Removal], spots: Spots) -> list[tuple[str, Edit]]:
    """Those of one owner together: where nothing is left of it, that is written otherwise."""
    owners = {id(one.owner): one.owner for one in removals}
    gone: defaultdict[int, list[str | int]] = defaultdict(list)
    for one in removals:
        gone[id(one.owner)].append(one.what)
    found = []
    for key, owner in owners.items():
        spans = spots.spans(owner)
        span = spans.of(owner)
        if isinstance(owner, MappingNode):
            edits = pairs_removed(spans, span, {str(one) for one in gone[key]})
        else:
            places = sorted({int(one) for one in gone[key]})
            steps = Steps((), _ranges(places), ())
            edits = items_changed(spans, span, [str(at) for at in range(len(span.items))], steps)
        found += [(owner.doc.file, edit) for edit in edits]
    return found


def _ranges(places: Iterable[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for at in places:
        if ranges and ranges[-1][1] == at:
            ranges[-1] = (ranges[-1][0], at + 1)
        else:
            ranges.append((at, at + 1))
    return tuple(ranges)


def _with_items(data: bytes | None, path: str, block: str, texts: list[str]) -> bytes:
    document, tree = _read(data, path)
    return edited(data or b"", [listed(document, tree, block, texts)])


def _with_resources(
    data: bytes | None, path: str, type_: ResourceType, new: Mapping[str, Mapping[str, Value]]
) -> bytes:
    if data is None:
        return new_file(type_, new).encode()
    document, tree = _read(data, path)
    return edited(data, [appended(document, tree, type_, new)])


def _read(data: bytes | None, path: str) -> tuple[Document, MappingNode | None]:
    """A file as it is by now; what may be wrong with it is told when all is read back."""
    document, _ = decode(data or b"", path)
    tree, _ = read(data or b"", path)
    return document or Document(path, ""), tree
