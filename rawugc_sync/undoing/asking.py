"""What a run asks to be undone, held against what git says now: acts, and what cannot go back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.undoing.act import Act
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.planned import HELD, RESUMED, Carried, Change, FieldChange

BY_HAND = "Edit it by hand, and plan."
_STAYS = "It stays as it is, in the manifests and live."
_BUYS = "Undoing neither buys what is generated nor forgets it."


@dataclass(slots=True)
class Asking:
    """Collects the acts, and what cannot be undone, by address.

    `desired` is what git says, `over` why what went public stays, by address; `paths` where a block was that
    is gone. `held` is what a hold has deleted, and nothing has put back.
    """

    types: Mapping[str, ResourceType]
    desired: Mapping[Address, Desired]
    over: Mapping[Address, str]
    paths: Mapping[Address, str]
    held: Collection[Address] = ()
    acts: list[Act] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def out(self) -> set[Address]:
        """The addresses whose blocks are to be taken out."""
        return {one.address for one in self.acts if one.out}

    def ask(self, results: Iterable[Result]) -> None:
        """Go through what a run did."""
        for result in sorted(results, key=lambda one: one.change.address):
            if result.fate is Fate.UNRESOLVED and not result.partial:
                why = "nobody can tell yet whether it was done"
                self.leave(result.change.address, why, "Settle it first: rawugc-sync state resolve --help")
            elif result.change.action_reason in (HELD, RESUMED):
                if result.fate is Fate.APPLIED:
                    self._aside(result.change)
            elif result.partial or result.fate in (Fate.APPLIED, Fate.WAITING):
                self._change(result.change)

    def _aside(self, change: Change) -> None:
        """What a hold or a resume did, with the manifests left as they are: nothing goes back in these."""
        address = change.address
        if change.action_reason == RESUMED:
            why = self.over.get(address, "a resume has put it back as it was")
            self.leave(address, why, _STAYS if address in self.over else "Take it off: rawugc-sync hold")
        elif address in self.held:
            self.leave(address, "it is held", "Put it back: rawugc-sync resume")

    def leave(self, address: Address, why: str, way_out: str, name: str | None = None) -> None:
        """Leave something as it is, and say so."""
        summary = f"is not undone: {why}"
        self.diagnostics.append(warning("not-undone", summary, way_out, address=str(address), field=name))

    def _change(self, change: Change) -> None:
        address, action = change.address, change.action
        type_ = self.types.get(address.collection)
        if type_ is None or action in (Action.CLEAN_UP, Action.AWAIT) or _was_gone(change):
            return
        renames = change.previous_address is not None
        if renames:
            self._rename(change)
        if action is Action.MOVE:
            return
        if address in self.over:
            self.leave(address, self.over[address], _STAYS)
        elif not type_.calls.deletable:
            self.leave(address, _generated(action), _BUYS)
        elif action.leaves or (lets_go(action) and address not in self.desired):
            self._again(change)
        elif action in (Action.CREATE, Action.CREATE_ANEW) and not renames:
            self._take_out(type_, change)
        elif action is Action.ADOPT:
            self._take_out(type_, change, lets_go=True)
        else:
            self._set_back(type_, change)

    def _rename(self, change: Change) -> None:
        address, previous = change.address, change.previous_address
        assert previous is not None
        if previous in self.desired:
            if address in self.desired:
                self.leave(address, f"{previous} is in the manifests again", BY_HAND)
        elif address not in self.desired:
            self.leave(address, "it is not in the manifests any more", BY_HAND)
        else:
            self.acts.append(Act(address=address, previous=previous))

    def _again(self, change: Change) -> None:
        """What has left comes back; what was let go is named by its id, for it is live."""
        address, before = change.address, change.before or {}
        desired = self.desired.get(address)
        if desired is not None:
            if _unlike(self.types[address.collection], desired.fields, before):
                self.leave(address, "it is in the manifests again, and says something else", BY_HAND)
            return
        id = change.id if lets_go(change.action) else None
        self.acts.append(Act(address=address, again=before, path=self.paths[address], takes_up=id))

    def _take_out(self, type_: ResourceType, change: Change, *, lets_go: bool = False) -> None:
        address, desired = change.address, self.desired.get(change.address)
        if desired is None:
            return
        if names := _unlike(type_, desired.fields, change.after or {}):
            why = f"git says something else by now ({', '.join(names)})"
            self.leave(address, why, BY_HAND)
            return
        self.acts.append(Act(address=address, out=True, lets_go=lets_go))

    def _set_back(self, type_: ResourceType, change: Change) -> None:
        address, desired = change.address, self.desired.get(change.address)
        adopts = change.action.adopts
        if desired is None:
            if not adopts:
                self.leave(address, "it is not in the manifests any more", BY_HAND)
            return
        touched = [one for one in change.fields if _was_written(one, adopts=adopts)]
        states = {one.path: _state(type_, desired.fields, one) for one in touched}
        for one in touched:
            if states[one.path] == "other":
                self.leave(address, "git says something else by now", BY_HAND, one.path)
        back = {one.path: one.before for one in touched if states[one.path] == "after"}
        if (adopts or lets_go(change.action)) and "other" in states.values():
            return
        if adopts:
            self.acts.append(Act(address=address, values=back, lets_go=True))
        elif lets_go(change.action):
            self.acts.append(Act(address=address, values=back, takes_up=change.id))
        else:
            self.acts += (Act(address=address, values=some) for some in _groups(type_, back))


def lets_go(action: Action) -> bool:
    """Whether nobody manages the object afterwards, which stays live."""
    return action in (Action.FORGET, Action.UPDATE_AND_FORGET)


def _was_gone(change: Change) -> bool:
    """Whether a record was dropped whose object was not there any more: nothing was live before either."""
    return change.action is Action.FORGET and change.action_reason == "gone"


def _generated(action: Action) -> str:
    return "it was let go" if action.leaves else "it was generated"


def _was_written(one: FieldChange, *, adopts: bool) -> bool:
    """Whether the object got another value; an adoption takes some as they are."""
    return one.carried is not Carried.TAKEN_OVER and (one.known or not adopts)


def _unlike(type_: ResourceType, one: Fields, other: Fields) -> list[str]:
    """The fields in which two differ."""
    names = [name for name in type_.fields.traits if name in one or name in other]
    return [name for name in names if not same(type_, name, one.get(name), other.get(name))]


def same(type_: ResourceType, name: str, one: Value, other: Value) -> bool:
    """Whether two values of a field are equal; nothing is nothing, however that is said."""
    return type_.fields.same(name, one, other) or (is_none(one) and is_none(other))


def is_none(value: Value) -> bool:
    """Whether a field has no value, however that is said."""
    return canonical(value) in (None, "", [])


def _state(type_: ResourceType, fields: Fields, one: FieldChange) -> str:
    """Which side of a change git says: `before`, `after`, or some `other` thing."""
    now = fields.get(one.path)
    if same(type_, one.path, now, one.before):
        return "before"
    return "after" if same(type_, one.path, now, one.after) else "other"


def _groups(type_: ResourceType, back: Fields) -> Iterator[Fields]:
    """What can only change together, and each other field for itself."""
    coupled: Collection[str] = type_.spelling.coupled
    if together := {name: value for name, value in back.items() if name in coupled}:
        yield together
    yield from ({name: value} for name, value in back.items() if name not in coupled)
