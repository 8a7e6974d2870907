"""What a plan asks of the roles of a workspace, each bound to what the public will have after the apply.

| a change | asks |
|---|---|
| creates | every role of which it sets a field |
| updates, also what it adopts | every role of which it changes a field |
| deletes, replaces | every role of the collection; once |
| publishes at once, schedules a draft, spends | every role of the collection; once |
| adopts as it is, forgets, moves, waits, clears up what a replacement left | nobody |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rawugc_sync.planning.digest import digest_of
from rawugc_sync.planning.unseen import ALLOW
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.approvals import POLICY, WAIVE, Asked, Role
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.outputs import Output
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import State
from rawugc_sync.words.rules import Waiver
from rawugc_sync.words.uploads import plain
from rawugc_sync.words.values import leaves, mapped

Authors = Callable[[Change, tuple[str, ...] | None], tuple[str, ...] | None]
"""Who wrote what some fields of a change rest on, None for all of them; None where nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Asks `roles` of changes; `permits` are what the block of an address permits a plan.

    `begun` are the replacements that an earlier run has begun, with the ids of the old objects: they go on
    with the yes that they had.
    `former` is address → what it was before a rename that the state has made already.
    """

    roles: tuple[Role, ...]
    types: Mapping[str, ResourceType]
    permits: Callable[[Address], frozenset[str]]
    authors: Authors
    begun: Mapping[Address, str] = field(default_factory=dict)
    former: Mapping[Address, Address] = field(default_factory=dict)

    def of(self, changes: Iterable[Change]) -> Iterator[Asked]:
        """All that these changes ask, by address and role."""
        for change in changes:
            acts = acts_of(change, self.types, self.begun)
            for role in self.roles:
                if role.looks_after(change.address.collection) and (acts or self._minds(role, change)):
                    yield self._asked(role, change, acts)

    def _minds(self, role: Role, change: Change) -> bool:
        """Whether a change touches what a role looks at."""
        if change.action.creates:
            touched: Iterable[str] = change.after or ()
        else:
            touched = (one.path for one in change.fields) if change.calls else ()
        return any(role.looks_at(change.address.collection, name) for name in touched)

    def _asked(self, role: Role, change: Change, acts: tuple[str, ...]) -> Asked:
        address, after = change.address, change.after or {}
        names = tuple(sorted(name for name in after if role.looks_at(address.collection, name)))
        seen = ALLOW not in self.permits(address)
        previous = change.previous_address or self.former.get(address)
        media = {name: _lasting(after[name], seen=seen) for name in names if _has_output(after[name])}
        return Asked(
            role=role.name,
            address=str(address),
            digest=digest_for(change, names, media, acts),
            fields=names,
            media=media,
            act=acts,
            authors=self.authors(change, names if names and not acts else None),
            blocks=(str(address),),
            until=change.decide_by,
            previous=str(previous) if previous else None,
        )


def begun_in(state: State | None) -> Mapping[Address, str]:
    """The replacements that an earlier run has begun, with the ids of the old objects."""
    return {a: one.id for a, one in state.records.items() if one.replacing} if state else {}


def acts_of(
    change: Change, types: Mapping[str, ResourceType], begun: Mapping[Address, str]
) -> tuple[str, ...]:
    """What is done of which a yes serves once: such as `delete`, and behind it the id of the object.

    A replacement that was `begun` goes on as what it was.
    """
    if change.action is Action.CLEAN_UP or not change.calls:
        return ()
    life, words = types[change.address.collection].life, []
    goes_on = change.action.creates and change.address in begun
    if change.action.replaces or goes_on:
        words.append(Action.DELETE_THEN_CREATE.word)
    elif change.action.deletes:
        words.append(Action.DELETE.word)
    if life.publishes(change):
        words.append("publish")
    if life.schedules(change):
        words.append("schedule")
    if change.credits != 0:
        words.append("spend")
    id = begun[change.address] if goes_on else change.id
    return (*words, id or "") if words else ()


def digest_for(
    change: Change, names: Iterable[str], media: Mapping[str, Value], acts: tuple[str, ...]
) -> str:
    """Of the values of some fields as the public will have them, and of what serves once; of nothing else.

    What is not there yet is in `media` alone where a plan comes from its file.
    """
    fields = {**{name: plain(value) for name, value in (change.after or {}).items()}, **media}
    return digest_of({"fields": {name: fields[name] for name in names if name in fields}, "act": list(acts)})


def asked_of_policy(
    roles: Iterable[Role], change: PolicyChange, authors: tuple[str, ...] | None
) -> Iterator[Asked]:
    """Every role, for a change of the policy itself; without a yes it is not recorded."""
    for role in roles:
        yield Asked(role=role.name, address=POLICY, digest=change.digest, authors=authors, blocks=(POLICY,))


def asked_of_waiver(
    roles: Iterable[Role], waiver: Waiver, authors: tuple[str, ...] | None, blocks: tuple[str, ...]
) -> Iterator[Asked]:
    """Every role of its field, for a waiver that is new or lasts longer; `blocks` is what it lets pass."""
    address, field = waiver.address, waiver.field
    until = str(waiver.until)
    digest = digest_of_waiver(waiver.rule, until, str(address), field or "")
    for role in roles:
        if role.looks_at(address.collection, field) if field else role.looks_after(address.collection):
            yield Asked(
                role=role.name,
                address=str(address),
                digest=digest,
                fields=(field,) if field else (),
                act=(WAIVE, waiver.rule, until, field or ""),
                authors=authors,
                blocks=blocks,
            )


def digest_of_waiver(rule: str, until: str, address: str, field: str) -> str:
    """Of what may break which rule until when; the field is empty for a whole resource."""
    return digest_of({"waiver": [rule, until, address, field]})


def _has_output(value: Value) -> bool:
    return any(isinstance(leaf, Output) for leaf in leaves(value))


def _lasting(value: Value, *, seen: bool) -> Value:
    """A value with each reference to something generated as what that is generated from.

    Once it is ready, and it had to be `seen`, with its id as well.
    """

    def leaf(one: Value) -> Value:
        if not isinstance(one, Output):
            return plain(one)
        return {**one.lasting, "of": one.of} if seen and one.of else one.lasting

    return mapped(value, leaf)
