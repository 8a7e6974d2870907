"""Safety rules on a whole plan: each refusal names the rule, the count, the limit, and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.model import Action, Change
from rawugc_sync.planning.inputs import Options, World


def check(world: World, options: Options, changes: Iterable[Change]) -> list[Diagnostic]:
    """Every rule that a plan breaks; `destroy` is exempt from the counts."""
    changes = list(changes)
    vanished = _vanished(world, options) if options.delete else []
    counted = [] if options.destroy else [*_deletes(options, changes), *vanished]
    return [*counted, *_renames(world, changes)]


def _deletes(options: Options, changes: list[Change]) -> list[Diagnostic]:
    count = sum(change.action is Action.DELETE and change.action_reason != "deposed" for change in changes)
    if count <= options.max_deletes:
        return []
    return [
        error(
            "max-deletes",
            f"{count} {'delete is' if count == 1 else 'deletes are'} more than maxDeletes allows "
            f"({options.max_deletes})",
            f"If they are meant: --max-deletes {count}, or limits: {{maxDeletes: {count}}} in rawugc.yaml.",
        )
    ]


def _vanished(world: World, options: Options) -> list[Diagnostic]:
    recorded = Counter(a.collection for a in world.records if options.includes(a))
    wanted = {address.collection for address in world.desired}
    return [
        error(
            "collection-vanished",
            f"{name} left the manifests, and the state holds {count} of it (the limit is 1)",
            f"If all of it may go, write it empty: {name}: {{}}. If not, look for the file that is missing.",
        )
        for name, count in sorted(recorded.items())
        if count >= 2 and name not in wanted and name not in world.declared
    ]


def _renames(world: World, changes: list[Change]) -> list[Diagnostic]:
    """A delete and a create of equal objects, where the object must not go even for a moment."""
    refusals = []
    for name, type_ in world.types.items():
        if not type_.renames_need_moved:
            continue
        mine = [change for change in changes if change.address.collection == name]
        gone = {
            type_.fingerprint(change.before or {}): change.address
            for change in mine
            if change.action is Action.DELETE and change.action_reason != "deposed"
        }
        for change in mine:
            old = gone.get(type_.fingerprint(change.after or {})) if change.action is Action.CREATE else None
            if old is not None:
                refusals.append(
                    error(
                        "rename",
                        f"is created equal to {old}, which is deleted: that is a rename",
                        f"Keep the key. Or, in a release with `moved` blocks:\nmoved:\n"
                        f"  - {{from: {old}, to: {change.address}}}",
                        address=str(change.address),
                    )
                )
    return refusals
