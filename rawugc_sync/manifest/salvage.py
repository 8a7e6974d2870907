"""What a `rawugc.yaml` that cannot be used still says: its errors must hide neither name nor manifests."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from rawugc_sync.files import fence
from rawugc_sync.manifest import discover, nodes
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.load import load
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.ruling.rules import places_in
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.diagnostics import Diagnostic, Source
from rawugc_sync.words.rules import Rule

_LISTS = ("manifests", "exclude", "include")
"""What decides which files are manifests."""


def beside(root: Path, types: Mapping[str, ResourceType]) -> list[Diagnostic]:
    """The errors of the manifests, as far as the file still tells which those are.

    What environments add cannot be known, so with them only the errors of each file by itself are told.
    """
    tree = _tree(root)
    config = _config(tree, _LISTS)
    if tree is not None and "environments" not in tree.entries:
        config = config.model_copy(update={"rules": tuple(_rules(tree))})
        return load(root, config, types, now=0).errors
    return list(_of_each_file(root, config))


def name(root: Path) -> str | None:
    """What the file still calls the workspace: who looks for its comment knows it by that."""
    return _config(_tree(root), ("workspace",)).workspace


def _tree(root: Path) -> MappingNode | None:
    try:
        return read(fence.read(root, discover.CONFIG_NAME), discover.CONFIG_NAME)[0]
    except fence.OutOfBounds:
        return None


def _config(tree: MappingNode | None, names: Collection[str]) -> Config:
    """What these keys say, each if it can be used."""
    usable = Config()
    for name, node in tree.entries.items() if tree else ():
        if name in names:
            with suppress(ValidationError):
                one = Config.model_validate({name: nodes.plain(node)})
                usable = usable.model_copy(update={name: getattr(one, name)})
    return usable


def _rules(tree: MappingNode) -> Iterator[Rule]:
    """The rules by name, which is what waivers and other rules need of them; what they say may be wrong."""
    for id, place in places_in(tree).items():
        yield Rule(id=id, check=RIGHTS_ENDED.check, source=Source(discover.CONFIG_NAME, *place))


def _of_each_file(root: Path, config: Config) -> Iterator[Diagnostic]:
    try:
        paths = discover.find(root, config.manifests, config.exclude)
        for path in paths:
            yield from read(fence.read(root, path), path)[1]
    except (OSError, fence.OutOfBounds):
        return
