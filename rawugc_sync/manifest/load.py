"""A workspace's manifests → desired resources, and everything that is wrong with them in one run."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rawugc_sync.diagnostics import Diagnostic, Severity, Source, error, warning
from rawugc_sync.manifest import discover, fence, nodes
from rawugc_sync.manifest.collect import Collected, Entry, collect
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.lifecycle import lifecycle_of
from rawugc_sync.manifest.nodes import Mapping as MappingNode
from rawugc_sync.manifest.nodes import Node
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.references import Resolver, Unresolved, finder
from rawugc_sync.model import Address, Desired
from rawugc_sync.resources._base import Advice, ResourceType
from rawugc_sync.resources._traits import Kind


@dataclass(slots=True)
class Manifests:
    """What the manifests say: `desired` by address, `declared` collections, what is wrong, a digest.

    With an error among the diagnostics, `desired` lacks what the error is about. `offline` are
    warnings that only count when nothing is known of the live side.
    """

    desired: dict[Address, Desired] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    offline: list[Diagnostic] = field(default_factory=list)
    digest: str = ""
    files: int = 0
    _places: Mapping[Address, Entry] = field(default_factory=dict)

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity is Severity.ERROR]

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with the place of its resource and field, where the manifests have one."""
        if diagnostic.source or not diagnostic.address:
            return diagnostic
        entry = self._places.get(Address.parse(diagnostic.address))
        if entry is None:
            return diagnostic
        node = entry.node.entries.get(diagnostic.field or "")
        return replace(diagnostic, **(nodes.at(node) if node is not None else entry.place))  # type: ignore[arg-type]


def load(root: Path, config: Config, types: Mapping[str, ResourceType], now: int) -> Manifests:
    """Read every manifest below `root`; `now` (Unix ms) is only for warnings. Raises nothing."""
    try:
        paths = discover.find(root, config.manifests, config.exclude)
    except OSError as failed:
        return Manifests(
            diagnostics=[error("unreadable", f"{failed.filename} cannot be listed: {failed.strerror}")]
        )
    loading = _Loading(root, types, now)
    trees = [tree for path in paths if (tree := loading.tree(path)) is not None]
    manifests = loading.desired(collect(trees, types))
    for pattern in discover.unused(config.manifests, paths):
        manifests.diagnostics.append(
            error("no-manifests", f"manifests: {pattern} matches no file", "Correct the glob in rawugc.yaml.")
        )
    manifests.files = len(paths)
    manifests.diagnostics.sort(key=Diagnostic.sort_key)
    return manifests


@dataclass(slots=True)
class _Loading:
    root: Path
    types: Mapping[str, ResourceType]
    now: int
    found: list[Diagnostic] = field(default_factory=list)
    offline: list[Diagnostic] = field(default_factory=list)
    hash: Any = field(default_factory=hashlib.sha256)

    def tree(self, path: str) -> MappingNode | None:
        try:
            data = fence.read(self.root, path)
        except fence.OutOfBounds as bad:
            self.found.append(error("unreadable", f"the manifest {bad}", source=Source(path, 1, 1)))
            return None
        self._digest(path, data)
        tree, diagnostics = read(data, path)
        self.found += diagnostics
        return tree

    def desired(self, collected: Collected) -> Manifests:
        merged = _Merged(collected, self.types)
        variables = {name: node for name, (_, node) in collected.variables.items()}
        resolver = Resolver(
            finder(variables, merged.fields, merged.kind, lambda: [str(a) for a in collected.entries]),
            lambda path: fence.read(self.root, path),
        )
        manifests = Manifests(declared=frozenset(collected.declared), _places=collected.entries)
        for address, entry in collected.entries.items():
            resource = _Resource(entry, self.types[address.collection], resolver, merged, self)
            if (desired := resource.desired()) is not None:
                manifests.desired[address] = desired
        for path, data in sorted(resolver.files.items()):
            self._digest(path, data)
        manifests.digest = "sha256:" + self.hash.hexdigest()
        manifests.diagnostics = [*self.found, *collected.errors, *resolver.errors]
        manifests.offline = self.offline
        return manifests

    def _digest(self, path: str, data: bytes) -> None:
        self.hash.update(b"%d %s %d " % (len(path.encode()), path.encode(), len(data)))
        self.hash.update(data)


@dataclass(slots=True)
class _Merged:
    """The fields of a resource together with the defaults of its folder and those above."""

    collected: Collected
    types: Mapping[str, ResourceType]
    _defaults: dict[tuple[str, str], dict[str, Node]] = field(default_factory=dict)

    def fields(self, address: Address) -> Mapping[str, Node] | None:
        entry = self.collected.entries.get(address)
        if entry is None:
            return None
        defaults = self._for(posixpath.dirname(entry.node.doc.file), address.collection)
        own = entry.node.entries
        if not defaults:
            return own
        unfit = set().union(
            *(g for g in self.types[address.collection].alternatives if not g.isdisjoint(own))
        )
        return {**{name: node for name, node in defaults.items() if name not in unfit}, **own}

    def kind(self, address: Address, name: str) -> Kind:
        trait = self.types[address.collection].traits.get(name)
        return trait.kind if trait else Kind.PLAIN

    def _for(self, folder: str, collection: str) -> dict[str, Node]:
        key = (folder, collection)
        if key not in self._defaults:
            above = {} if folder == "" else self._for(posixpath.dirname(folder), collection)
            here = self.collected.defaults.get(folder, {}).get(collection, {})
            unfit = set().union(*(g for g in self.types[collection].alternatives if not g.isdisjoint(here)))
            kept = {name: node for name, node in above.items() if name not in unfit}
            self._defaults[key] = {**kept, **{name: node for name, (_, node) in here.items()}}
        return self._defaults[key]


@dataclass(slots=True)
class _Resource:
    """One resource on its way from nodes to typed fields."""

    entry: Entry
    type: ResourceType
    resolver: Resolver
    merged: _Merged
    loading: _Loading

    def desired(self) -> Desired | None:
        """The resource; None when something is wrong with it, which is then among the errors."""
        address, place = self.entry.address, self.entry.place
        written = dict(self.merged.fields(address) or {})
        lifecycle, wrong = lifecycle_of(written.pop("lifecycle", None), self.type, address)
        values, failed, used = self._values(written)
        wrong += self._presence(written)
        fields = self._parse(values, written, failed, wrong)
        self.loading.found += wrong
        if wrong or failed or fields is None:
            return None
        self._advise(fields, written)
        source = place["source"]
        assert isinstance(source, Source)
        return Desired(address, fields, source, lifecycle, tuple(sorted(used - {address})))

    def _values(self, written: Mapping[str, Node]) -> tuple[dict[str, Any], set[str], set[Address]]:
        values: dict[str, Any] = {}
        failed: set[str] = set()
        used: set[Address] = set()
        traits = self.type.traits
        for name, node in written.items():
            before = len(self.resolver.errors)
            try:
                values[name] = self.resolver.value(
                    node, traits[name].kind if name in traits else Kind.PLAIN, used
                )
            except Unresolved:
                failed.add(name)
            except RecursionError:
                failed.add(name)
                self.resolver.errors.append(
                    error("reference-depth", "has too many references in a row", "", **nodes.at(node))
                )
            self._address_errors(before, name)
        return values, failed, used

    def _address_errors(self, since: int, name: str) -> None:
        errors = self.resolver.errors
        for index in range(since, len(errors)):
            errors[index] = replace(errors[index], address=str(self.entry.address), field=name)

    def _parse(
        self,
        values: Mapping[str, Any],
        written: Mapping[str, Node],
        failed: set[str],
        wrong: list[Diagnostic],
    ) -> dict[str, Any] | None:
        try:
            return self.type.parse(values)
        except ValidationError as invalid:
            told = {d.field for d in wrong}
            for diagnostic in explain(invalid, written, self.entry.place, address=str(self.entry.address)):
                name = (diagnostic.field or "").partition(".")[0]
                if diagnostic.code == "extra-forbidden":
                    diagnostic = self._unknown_field(name, diagnostic)
                if name not in failed and name not in told:
                    wrong.append(diagnostic)
            return None

    def _unknown_field(self, name: str, diagnostic: Diagnostic) -> Diagnostic:
        known = (*self.type.traits, "lifecycle")
        place: Mapping[str, Any] = nodes.at_key(self.entry.node, name)
        summary = f"is not a field of {self.type.collection}"
        return replace(
            diagnostic, code="unknown-field", summary=summary, detail=nearest(name, known), **place
        )

    def _presence(self, written: Mapping[str, Node]) -> list[Diagnostic]:
        raw = {name: getattr(node, "text", None) for name, node in written.items()}
        return [
            error(
                a.code,
                a.summary,
                a.detail,
                address=str(self.entry.address),
                field=a.field,
                **self._place(a, written),
            )
            for a in self.type.missing(raw)
        ]

    def _advise(self, fields: Mapping[str, Any], written: Mapping[str, Node]) -> None:
        for a in self.type.advise(fields, self.loading.now):
            said = warning(
                a.code,
                a.summary,
                a.detail,
                address=str(self.entry.address),
                field=a.field,
                **self._place(a, written),
            )
            (self.loading.offline if a.offline else self.loading.found).append(said)

    def _place(self, advice: Advice, written: Mapping[str, Node]) -> Mapping[str, Any]:
        node = written.get(advice.field)
        return nodes.at(node) if node is not None else self.entry.place
