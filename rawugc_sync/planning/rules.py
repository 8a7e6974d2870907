"""Safety rules on a whole plan: each refusal names the rule, the count, the limit, and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rawugc_sync.planning.identity import excluded
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.saying.renames import exchanged
from rawugc_sync.planning.takedowns import coming_back
from rawugc_sync.words.actions import Action
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.planned import Change


def check(world: World, options: Options, changes: Iterable[Change]) -> list[Diagnostic]:
    """Every rule that a plan breaks; `destroy` is exempt from the counts."""
    changes = list(changes)
    vanished = _vanished(world, options) if options.delete else []
    counted = [] if options.destroy else [*_deletes(options, changes), *vanished]
    swaps = (one for type_ in world.types.values() for one in exchanged(world, options, type_, changes))
    return [*counted, *coming_back(world, options, excluded(world), changes), *swaps]


def _deletes(options: Options, changes: list[Change]) -> list[Diagnostic]:
    deletes = sum(change.action is Action.DELETE for change in changes)
    if deletes <= options.max_deletes:
        return []
    too_many = count(deletes, "delete is", "deletes are")
    summary = f"{too_many} more than maxDeletes allows ({options.max_deletes})"
    way_out = f"--max-deletes {deletes}, or limits: {{maxDeletes: {deletes}}} in rawugc.yaml"
    return [error("max-deletes", summary, f"If they are meant: {way_out}.")]


def _vanished(world: World, options: Options) -> list[Diagnostic]:
    meant = {one.address for one in world.blocks.removed}
    recorded = Counter(a.collection for a in world.records if options.includes(a) and a not in meant)
    wanted = {address.collection for address in world.desired}
    return [
        error(
            "collection-vanished",
            f"{name} left the manifests, and the state holds {number} of it (the limit is 1)",
            f"If all of it may go, write it empty: {name}: {{}}. If not, look for the file that is missing.",
        )
        for name, number in sorted(recorded.items())
        if number >= 2 and name not in wanted | world.declared | world.left_out
    ]
