"""A workspace's manifests → desired resources, and everything that is wrong with them in one run."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from rawugc_sync.files import fence, media
from rawugc_sync.manifest import discover, foreign, nodes
from rawugc_sync.manifest.blocks import Scope, blocks_of
from rawugc_sync.manifest.circles import circles
from rawugc_sync.manifest.collect import Collected, Entry, collect, collect_settings
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.environments import Folders, Selected
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.overlay import over, overlaid
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.references import Resolver, finder
from rawugc_sync.manifest.resource import Builder, Findings
from rawugc_sync.manifest.ruling.ruling import ruling
from rawugc_sync.manifest.ruling.waivers import in_force
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.resources.disclosure import undisclosed
from rawugc_sync.resources.lookups import UNREAD, Needed
from rawugc_sync.resources.outings import told_twice
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.desired import Blocks, Desired
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source, error, warning
from rawugc_sync.words.rules import Rule, Waiver

_FEW = 3
"""How many resources of one natural key are warned of one by one."""


@dataclass(slots=True)
class Manifests:
    """What the manifests say: `desired` by address, `declared` collections, blocks, what is wrong.

    With an error among the diagnostics, `desired` lacks what the error is about. `left_out` are the
    collections that the environment does not manage. `offline` are warnings that only count when
    nothing is known of the live side. `sources` is where values stand; None when the folder cannot be
    listed. `rules` are those of `rawugc.yaml` as well, and `waivers` may have lapsed.
    """

    desired: dict[Address, Desired] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    blocks: Blocks = field(default_factory=Blocks)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    offline: list[Diagnostic] = field(default_factory=list)
    files: int = 0
    sources: Sources | None = None
    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    _places: Mapping[Address, Entry] = field(default_factory=dict)

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.diagnostics if d.severity is Severity.ERROR]

    def written(self, address: Address) -> Mapping[str, Node]:
        """What is written of a resource, without defaults; nothing of one that is left out."""
        entry = self._places.get(address)
        return entry.fields if entry else {}

    def placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with the place of its resource and field, where the manifests have one."""
        if diagnostic.source or not diagnostic.address:
            return diagnostic
        entry = self._places.get(Address.parse(diagnostic.address))
        if entry is None:
            return diagnostic
        node = entry.fields.get(diagnostic.field or "")
        return replace(diagnostic, **(nodes.at(node) if node is not None else entry.place))


def load(
    root: Path,
    config: Config,
    types: Mapping[str, ResourceType],
    now: int,
    planned: Mapping[str, bytes] = MappingProxyType({}),
    environment: Selected | None = None,
) -> Manifests:
    """Read every manifest below `root` and in what it includes; `now` (Unix ms) is only for warnings.

    Raises nothing.

    `planned` is path → data of files that are read as if they were written already. Without an
    `environment`, what is in the folders of one is left out.
    """
    folders = Folders.of(config, environment)
    misnamed: list[str] = []
    try:
        paths = discover.find(root, config.manifests, config.exclude, planned, misnamed)
        included = discover.find_included(root, config.include, config.exclude)
    except OSError as failed:
        summary = f"{failed.filename} cannot be listed: {failed.strerror}"
        return Manifests(diagnostics=[error("unreadable", summary)])
    loading = _Loading(
        root, tuple(config.include), types, planned, Findings(now), tuple(config.disclosure.ai)
    )
    own = [path for path in paths if folders.read(path)] if folders.named else paths
    read = [*included, *own]
    for path in read:
        loading.take(path)
    manifests = loading.desired(loading.collected(folders, environment), _scope(config, types, environment))
    loading.rule(manifests, config.rules, folders)
    if not (paths or included):
        manifests.diagnostics.append(_nothing_here())
    unused = discover.unused(config.manifests, paths)
    manifests.diagnostics += [*map(_unused, unused), *_empty(folders, read), *map(_misnamed, misnamed)]
    manifests.files = len(read)
    manifests.diagnostics.sort(key=Diagnostic.sort_key)
    return manifests


@dataclass(slots=True)
class _Loading:
    root: Path
    included: tuple[str, ...]
    types: Mapping[str, ResourceType]
    planned: Mapping[str, bytes]
    findings: Findings
    words: tuple[str, ...] = ()
    data: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, MappingNode] = field(default_factory=dict)

    def take(self, path: str) -> None:
        try:
            data = self.data[path] = self._bytes(path)
        except fence.OutOfBounds as bad:
            self.findings.found.append(error("unreadable", f"the manifest {bad}", source=Source(path, 1, 1)))
            return
        tree, diagnostics = read(data, path)
        if tree is not None and (other := foreign.foreign_file(tree, self.types)) is not None:
            self.findings.found.append(other)
            return
        self.findings.found += diagnostics
        if tree is not None:
            self.trees[path] = tree

    def collected(self, folders: Folders, environment: Selected | None) -> Collected:
        if environment is None:
            return collect(self.trees.values(), self.types)
        shared, own = self._by_readers(folders)
        return overlaid(
            collect(shared, self.types),
            collect(own, self.types, partial=True),
            collect_settings(environment.node, self.types),
            self.types,
        )

    def desired(self, collected: Collected, scope: Scope) -> Manifests:
        merged = Merged(collected, self.types, self.included)
        resolver = self._resolver(collected, merged)
        sources = Sources(self.data, self.trees, collected.entries, merged.fields, merged.defaults, resolver)
        manifests = Manifests(
            declared=frozenset(collected.declared),
            left_out=frozenset(scope.left_out),
            sources=sources,
            _places=collected.entries,
        )
        for address, entry in collected.entries.items():
            if address.collection in scope.left_out:
                continue
            written = merged.fields(address) or {}
            resource = Builder(entry, self.types, resolver, written, self.findings)
            if (desired := resource.desired()) is not None:
                manifests.desired[address] = desired
        manifests.blocks, wrong = blocks_of(collected.blocks, self.types, collected.entries, scope)
        for path, data in sorted(resolver.files.items()):
            self.data.setdefault(path, data)
        whole = [manifests.placed(one) for one in self._of_the_whole(manifests)]
        found = [*self.findings.found, *collected.errors, *wrong, *resolver.errors, *resolver.warnings]
        manifests.diagnostics = [*found, *whole]
        silent = _undisclosed(manifests.desired, self.types, self.words)
        manifests.offline = [*self.findings.offline, *map(manifests.placed, silent)]
        return manifests

    def rule(self, manifests: Manifests, of_config: Sequence[Rule], folders: Folders) -> None:
        """Add the rules and waivers, and what is wrong with them."""
        found = ruling(of_config, *self._by_readers(folders), self.types)
        manifests.rules, manifests.waivers = (
            tuple(found.rules),
            tuple(in_force(found.waivers, manifests.written)),
        )
        manifests.diagnostics += found.errors

    def _by_readers(self, folders: Folders) -> tuple[list[MappingNode], list[MappingNode]]:
        """The trees of files that all environments read, and of those that only some do."""
        shared = [tree for path, tree in self.trees.items() if folders.home(path) is None]
        return shared, [tree for path, tree in self.trees.items() if folders.home(path) is not None]

    def _resolver(self, collected: Collected, merged: Merged) -> Resolver:
        variables = {name: node for name, (_, node) in collected.variables.items()}
        for node in variables.values():
            if isinstance(node, Scalar) and " " in node.text:  # one word is a name or a URL
                self.findings.bare(node, None, None)
        find = finder(
            variables,
            merged.fields,
            merged.kind,
            lambda address: self.types[address.collection].life.gives,
            lambda: [str(a) for a in collected.entries],
        )
        inside = partial(fence.inside, included=self.included)
        return Resolver(find, self._bytes, inside, partial(media.read, self.root, included=self.included))

    def _of_the_whole(self, manifests: Manifests) -> Iterator[Diagnostic]:
        """What is wrong with resources together."""
        yield from circles(manifests.desired)
        twice = list(_twice(manifests.desired, self.types, self.findings.now))
        met = {one.address for one in twice}
        yield from twice
        yield from (one for one in _alike(manifests.desired, self.types) if one.address not in met)

    def _bytes(self, path: str) -> bytes:
        if path in self.planned:
            return self.planned[path]
        return fence.read(self.root, path, included=self.included)


def _undisclosed(
    desired: Mapping[Address, Desired], types: Mapping[str, ResourceType], words: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for address, one in desired.items() if words else ():
        if one.uses and (told := undisclosed(types[address.collection], address, one.fields, words)):
            yield told


@dataclass(slots=True)
class Merged:
    """The fields of a resource together with the defaults of its folder and those above.

    Defaults end where their root does: the workspace's are not for what it includes, nor the other way round.
    """

    collected: Collected
    types: Mapping[str, ResourceType]
    included: tuple[str, ...]
    _defaults: dict[tuple[str, str], Mapping[str, Node]] = field(default_factory=dict)

    def fields(self, address: Address) -> Mapping[str, Node] | None:
        entry = self.collected.entries.get(address)
        if entry is None:
            return None
        defaults = self.defaults(posixpath.dirname(entry.node.doc.file), address.collection)
        if not defaults:
            return entry.fields
        return over(entry.fields, defaults, self.types[address.collection])

    def kind(self, address: Address, name: str) -> Kind:
        trait = self.types[address.collection].fields.traits.get(name)
        return trait.kind if trait else Kind.PLAIN

    def defaults(self, folder: str, collection: str) -> Mapping[str, Node]:
        """What a resource in a folder gets where it sets nothing itself."""
        below = self._of_folders(folder, collection)
        above = self.collected.overriding.get(collection)
        return over(above, below, self.types[collection]) if above else below

    def _of_folders(self, folder: str, collection: str) -> Mapping[str, Node]:
        """The defaults that stand in a folder and in those above; the nearest wins."""
        key = (folder, collection)
        if key not in self._defaults:
            is_root = folder in ("", *self.included)
            above = {} if is_root else self._of_folders(posixpath.dirname(folder), collection)
            here = self.collected.defaults.get(folder, {}).get(collection, {})
            nearest = {name: node for name, (_, node) in here.items()}
            self._defaults[key] = over(nearest, above, self.types[collection])
        return self._defaults[key]


def _nothing_here() -> Diagnostic:
    """The error for a folder without a manifest."""
    detail = (
        "Begin with rawugc-sync init, or for an account that has content with rawugc-sync pull. "
        "If they are elsewhere, name the folder with -C."
    )
    return error("no-manifests", "there are no manifests in this folder", detail)


def _unused(pattern: str) -> Diagnostic:
    """The error for a glob that no manifest fits."""
    return error("no-manifests", f"manifests: {pattern} matches no file", "Correct the glob in rawugc.yaml.")


def _misnamed(path: str) -> Diagnostic:
    """The warning of a file that looks like a manifest and is none."""
    detail = f"Rename it, or leave it out in rawugc.yaml: {foreign.excluding(path)}"
    return warning(
        "not-read",
        "is not read: a manifest ends in .yaml or .yml, in small letters",
        detail,
        source=Source(path, 1, 1),
    )


def _scope(config: Config, types: Mapping[str, ResourceType], environment: Selected | None) -> Scope:
    """Which blocks and collections count."""
    managed = environment.own.collections if environment else None
    return Scope(
        environment=environment.name if environment else None,
        known=tuple(config.environments),
        left_out=types.keys() - set(managed) if managed is not None else (),
    )


def _empty(folders: Folders, read: Collection[str]) -> Iterator[Diagnostic]:
    """An error for each folder of the environment that holds no manifest: most likely it is misspelt."""
    used = {folders.home(path) for path in read}
    for folder in sorted(folders.own - used):
        detail = "Correct the folder in rawugc.yaml, or write a manifest in it."
        yield error("no-manifests", f"folders: {folder} holds no manifest", detail)


def _twice(
    desired: Mapping[Address, Desired], types: Mapping[str, ResourceType], now: int
) -> Iterator[Diagnostic]:
    """An error for each of two that would go out together; what lies in the past may be history."""
    for collection, type_ in types.items():
        mine = of_collection(collection, desired)
        outings = {address: type_.life.outing(one.fields, UNREAD) for address, one in mine.items()}
        yield from told_twice({a: out for a, out in outings.items() if out and out.at and out.at > now})


def _alike(desired: Mapping[Address, Desired], types: Mapping[str, ResourceType]) -> list[Diagnostic]:
    """A warning for resources that could not be told apart on the live side, were the state lost."""
    alike: defaultdict[tuple[str, Hashable], list[Desired]] = defaultdict(list)
    for address, one in desired.items():
        try:
            whole = types[address.collection].identity.homonym(one.fields)
        except Needed:
            continue
        if whole is not None:
            alike[address.collection, whole].append(one)
    return [one for group in alike.values() for one in _same_keys(group)]


def _same_keys(group: list[Desired]) -> Iterator[Diagnostic]:
    """One warning for each but the first, or in a large group for all of them."""
    first, *others = group
    if len(group) > _FEW:
        yield _same_key(first, f"{len(others)} others (the next one is {others[0].address})")
        return
    yield from (_same_key(one, str(first.address)) for one in others)


def _same_key(one: Desired, others: str) -> Diagnostic:
    summary = f"has the same natural key as {others}, so that only the state tells them apart"
    detail = "Give one of them another name, or another time."
    return warning("same-natural-key", summary, detail, address=str(one.address), source=one.source)
