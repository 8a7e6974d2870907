"""Texts of new resources that another resource has already: one of them can refer to the other."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.pulling.wish import New
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address, FieldRef, Fields
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.writing.resources import FromFile, Reference

LEAST = 20
"""A shorter text may be the same by chance."""
_NAMED = 3

Equal = Mapping[Address, Mapping[str, FieldRef]]
"""New resource → field → the field that has the same text, and stays."""


def equal_texts(world: World, new: Iterable[New], edited: Collection[Address]) -> Equal:
    """What new resources could refer to: what the manifests have, or else the first of them to have it.

    What is `edited` in the same pull is no source. The first is by the order of collections and addresses.
    """
    order = {name: (type_.spelling.reading_order, name) for name, type_ in world.types.items()}
    steady = [address for address in world.desired if address not in edited]
    sources: dict[str, FieldRef] = {}
    for address in sorted(steady, key=lambda one: (order[one.collection], one)):
        for name, text in _texts(world, address, world.desired[address].fields):
            sources.setdefault(text, FieldRef(address, name))
    found: defaultdict[Address, dict[str, FieldRef]] = defaultdict(dict)
    for one in sorted(new, key=lambda one: (order[one.address.collection], one.address)):
        for name, text in _texts(world, one.address, one.live.fields):
            source = sources.setdefault(text, FieldRef(one.address, name))
            if source.address != one.address and name in one.fields:
                found[one.address][name] = source
    return found


def referring(new: New, sources: Mapping[str, FieldRef]) -> New:
    """A new resource with references to these fields instead of its texts, and without the files of those."""
    names = {name: Reference(_dotted(source)) for name, source in sources.items()}
    folder = posixpath.dirname(new.path)
    files = [value.path for name in names if isinstance(value := new.fields[name], FromFile)]
    gone = {posixpath.normpath(posixpath.join(folder, path)) for path in files}
    copies = {path: text for path, text in new.copies.items() if path not in gone}
    return replace(new, fields={**new.fields, **names}, copies=copies)


def offers(equal: Equal) -> Iterator[Diagnostic]:
    """A note for each text that several have, with what to write instead of it."""
    users: defaultdict[FieldRef, list[str]] = defaultdict(list)
    for address, fields in sorted(equal.items()):
        for name, source in fields.items():
            users[source].append(f"{address}.{name}")
    for source, others in sorted(users.items()):
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        named = f"{', '.join(others[:_NAMED])}{more}"
        dotted = _dotted(source)
        yield note(
            "equal-text",
            f"{named} {'is' if len(others) == 1 else 'are'} the same text as {dotted}",
            f"Write ${{{dotted}}} there, and one edit changes both; pull --references does so itself.",
        )


def _dotted(source: FieldRef) -> str:
    """A field as a reference names it."""
    return f"{source.address}.{source.field}"


def _texts(world: World, address: Address, fields: Fields) -> Iterator[tuple[str, str]]:
    """The long texts of a resource, by field."""
    for name, trait in world.types[address.collection].fields.traits.items():
        value = fields.get(name)
        if trait.kind is Kind.TEXT and isinstance(value, str) and len(text := str(canonical(value))) >= LEAST:
            yield name, text
