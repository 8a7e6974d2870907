"""Lays what an environment says over what all manifests share: parts of resources, variables, defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.collect import Collected, Entry
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.diagnostics import Diagnostic, error

_LIFECYCLE = "lifecycle"


def over(strong: Mapping[str, Node], weak: Mapping[str, Node], type_: ResourceType) -> dict[str, Node]:
    """The fields of both. Where two have one name, or stand for one another, the strong one stays."""
    unfit = set().union(*(group for group in type_.fields.alternatives if not group.isdisjoint(strong)))
    return {**{name: node for name, node in weak.items() if name not in unfit}, **strong}


def overlaid(
    shared: Collected, own: Collected, settings: Collected, types: Mapping[str, ResourceType]
) -> Collected:
    """All that counts in an environment.

    `own` are the manifests that not all read, with their resources as parts: their fields and variables
    win over shared ones. `settings` are the `vars` and `defaults` in `rawugc.yaml`, which win over both.
    """
    merged = {
        address: _merged(shared.entries.get(address), parts, types[address.collection])
        for address, parts in own.parts.items()
    }
    for address in merged.keys() - shared.entries.keys():
        merged[address] = replace(merged[address], unknown=_unknown(address, shared))
    twice = (d for parts in own.parts.values() for d in _twice(parts, types[parts[0].address.collection]))
    overriding = settings.defaults.get("", {})
    return Collected(
        entries={**shared.entries, **merged},
        variables={**shared.variables, **own.variables, **settings.variables},
        defaults={**shared.defaults, **own.defaults},
        overriding={
            name: {key: node for key, (_, node) in some.items()} for name, some in overriding.items()
        },
        declared=shared.declared | own.declared,
        blocks=[*shared.blocks, *own.blocks],
        errors=[
            *(*shared.errors, *own.errors, *settings.errors),
            *twice,
            *_unknown_variables(settings, {**shared.variables, **own.variables}),
        ],
    )


def _merged(shared: Entry | None, own: list[Entry], type_: ResourceType) -> Entry:
    first, *rest = [shared, *own] if shared else own
    together: dict[str, Node] = dict(first.node.entries)
    for part in rest:
        together = over(part.node.entries, together, type_)
    return replace(first, parts=tuple(part.node for part in rest), together=together)


def _unknown(address: Address, shared: Collected) -> str:
    """What to say where a resource that stands in an environment alone is not whole."""
    keys = [str(known) for known in of_collection(address.collection, shared.entries)]
    near = get_close_matches(str(address), keys, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"No manifest that all environments read has {address}.{hint}"


def _unknown_variables(settings: Collected, known: Mapping[str, object]) -> Iterator[Diagnostic]:
    """A variable that no manifest has is most likely misspelt: it would silently change nothing."""
    for name, (owner, _) in settings.variables.items():
        if name not in known:
            hint = nearest(name, known) if known else "There are no vars."
            summary = f"no manifest has the variable {name}"
            yield error("unknown-variable", summary, hint, **nodes.at_key(owner, name))


def _twice(own: list[Entry], type_: ResourceType) -> Iterator[Diagnostic]:
    """An error for each field that several parts set: none of them is the nearer one."""
    first: dict[str, tuple[Entry, str]] = {}
    for entry in own:
        for field, mapping, key in _set_in(entry.node):
            place = nodes.at_key(mapping, key)
            other, where = first.setdefault(_slot(field, type_), (entry, str(place["source"])))
            if other is not entry:
                summary, detail = "is set twice for this environment", f"It is set at {where} already."
                about = str(entry.address)
                yield error("duplicate-field", summary, detail, address=about, field=field, **place)


def _set_in(part: MappingNode) -> Iterator[tuple[str, MappingNode, str]]:
    """Each field of a part, with the mapping and the key that set it; those of `lifecycle` one by one."""
    for name, node in part.entries.items():
        if name == _LIFECYCLE and isinstance(node, MappingNode):
            yield from ((f"{name}.{key}", node, key) for key in node.entries)
        else:
            yield name, part, name


def _slot(field: str, type_: ResourceType) -> str:
    """One name for all fields that stand for one another."""
    return next((min(group) for group in type_.fields.alternatives if field in group), field)
