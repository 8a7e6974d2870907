"""All rules and waivers of a workspace together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.ruling import rules as reading
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.waivers import waivers_in
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.rules import Rule, Waiver


@dataclass(slots=True)
class Ruling:
    """The rules, what may break them for a while, and what is wrong with any."""

    rules: list[Rule] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)


def ruling(
    of_config: Sequence[Rule], shared: Iterable[MappingNode], own: Iterable[MappingNode], types: Types
) -> Ruling:
    """Those of `rawugc.yaml`, with those of the manifests that all environments read, and of its `own`."""
    said = Ruling()
    trees, others = list(shared), list(own)
    found = list(of_config)
    for tree in trees:
        rules, wrong = reading.rules_in(tree, types)
        found += rules
        said.errors += wrong
    first, twice = reading.distinct(found)
    said.rules = list(first.values())
    said.errors += [
        *twice,
        *(reading.of_one_environment(one) for one in others if reading.RULES in one.entries),
    ]
    # A rule with an error of its own is known: its waivers have none.
    ids = {RIGHTS_ENDED.id, *first, *(id for tree in trees for id in reading.places_in(tree))}
    for tree in [*trees, *others]:
        waivers, wrong = waivers_in(tree, types, ids)
        said.waivers += waivers
        said.errors += wrong
    return said
