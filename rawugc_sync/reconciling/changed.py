"""What `--changed` reads: never less than it takes for each guard to see what it sees where all is read.

| a collection is read where | for |
|---|---|
| a resource and its record differ, or one of them is missing | its change, and what its list tells of it |
| a call got no answer, a replacement is not over, an object was not ready | what an earlier run has left |
| a `moved` block was not followed yet, an `imports` block names another object | what it brings about |
| somebody takes an output that nobody knows yet | whether it is there by now |
| an option names one of its addresses, or a saved plan is about one | what is asked for |
| the manifests alone break a rule in it | what that rule says of what is live |
| a change goes into one of its resources | who uses it, and when that is public next |
| things go out from it, and what others use is reworded in a review | what is out with the old words |
| no list that is read tells an organization; the first that may, in use or not | whose key it is |
| the policy is not as it is recorded, or nothing is recorded | all of them, for it is about everything |

So adoption by natural key, doubles, clashes, limits and rules over a set see what they always see.
Not read for it: what a resource refers to, for a reference is by value, and an output is as it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.ruling.ruling import Book, offline
from rawugc_sync.policy.goings import account_fields
from rawugc_sync.reconciling.policy import Policy
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import TEXTUAL
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, Severity, note
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Record, State

Types = Mapping[str, ResourceType]


@dataclass(frozen=True, slots=True)
class Saying:
    """What manifests and state say, before anything is read that is live."""

    manifests: Manifests
    desired: Mapping[Address, Desired]
    state: State | None
    policy: Policy
    types: Types

    def aside(self, named: Iterable[Address], now: int) -> frozenset[Address]:
        """The addresses in collections that need not be read; `named` are asked for. `now` is Unix ms."""
        state, policy = self.state, self.policy
        if state is None or policy.change is not None or policy.is_noted:
            return frozenset()
        known = {*self.desired, *state.records, *state.unresolved}
        read = {address.collection for address in {*self._open(state), *self._broken(now), *named}}
        return aside(known, read)

    def _open(self, state: State) -> Iterator[Address]:
        """What is not settled, as far as that shows without a look at what is live."""
        blocks, records = self.manifests.blocks, state.records
        for address in {*self.desired, *records}:
            if not _is_settled(self.desired.get(address), records.get(address), self.types):
                yield address
        yield from state.unresolved
        yield from (one.address for it in self.desired.values() for one in pending_in(it.fields))
        yield from (end for one in blocks.moved if one.renaming not in state.moved for end in one.renaming)
        yield from (one.to for one in blocks.imports if one.id and not _is_it(records.get(one.to), one.id))

    def _broken(self, now: int) -> Iterator[Address]:
        """What breaks a rule by the manifests alone."""
        book = Book(self.policy.law.rules, self.manifests.waivers, now)
        found = offline(book, self.desired, self.types)
        wrong = {one.address for one in found if one.severity is Severity.ERROR}
        return (address for address in self.desired if str(address) in wrong)


def aside(known: Iterable[Address], read: Iterable[str]) -> frozenset[Address]:
    """The addresses of what was not read."""
    collections = frozenset(read)
    return frozenset(address for address in known if address.collection not in collections)


def wanting(plan: Plan, options: Options, types: Types) -> set[str]:
    """The collections that a plan turns out to take: they hold what one of its changes goes into."""
    found = {user.collection for change in plan.changes for user in change.used_by}
    if options.review and any(_rewords(change, types) for change in plan.changes):
        found |= {name for name, type_ in types.items() if account_fields(type_)}
    return found


def witnesses(types: Types, used: Iterable[str]) -> Iterator[ResourceType]:
    """What tells whose key this is, as long as nothing that is read does; the first of it in use or not."""
    telling = [type_ for type_ in types.values() if type_.calls.tells_organization]
    first, *others = sorted(telling, key=lambda type_: type_.spelling.reading_order)
    yield first
    collections = frozenset(used)
    rest = [*others, *(type_ for type_ in types.values() if type_ not in telling)]
    yield from (type_ for type_ in rest if type_.collection in collections)


def told_unread(known: Iterable[Address]) -> list[Diagnostic]:
    """The note on what was not read; nothing where all was."""
    names = sorted({address.collection for address in known})
    if not names:
        return []
    summary = f"not read, for nothing in the manifests changes them: {', '.join(names)}"
    detail = "Edits in the dashboard do not show there. rawugc-sync drift reads all: let it run every night."
    return [note("not-read", summary, detail)]


def _is_settled(desired: Desired | None, record: Record | None, types: Types) -> bool:
    """Whether nothing is to be done, as far as that shows without a look at what is live."""
    if desired is None or record is None or record.replacing or record.deposed:
        return False
    if types[desired.address.collection].life.settles and not record.outputs:
        return False
    ignored, guard = desired.lifecycle.ignore_changes, desired.lifecycle.prevent_destroy
    if guard not in (None, record.prevent_destroy):
        return False
    return _without(desired.fields, ignored) == _without(record.fields, ignored)


def _without(fields: Fields, ignored: frozenset[str]) -> Fields:
    return {name: value for name, value in fields.items() if name not in ignored}


def _is_it(record: Record | None, id: str) -> bool:
    return record is not None and record.id == id


def _rewords(change: Change, types: Types) -> bool:
    """Whether words go that others use, so that they may be out already."""
    traits = types[change.address.collection].fields.traits
    return bool(change.used_by) and any(traits[one.path].kind in TEXTUAL for one in change.fields)
