"""Which acts stand, and where each value is written: all that is left reads back as it was before the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rawugc_sync.manifest.sources import Elsewhere
from rawugc_sync.resources.spelling import Untold
from rawugc_sync.undoing.act import Act
from rawugc_sync.undoing.asking import BY_HAND, Asking
from rawugc_sync.undoing.edits import Edits
from rawugc_sync.undoing.others import shared
from rawugc_sync.undoing.reading_back import Field, Looked, Looking
from rawugc_sync.undoing.used import keep_used
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.scalars import Unwritable

_FOLLOWS = "refers to a text that was edited, so the next apply changes it, too"
_NO_EDIT = (Untold, Elsewhere, NoPlace, Unwritable)


@dataclass(slots=True)
class Settling:
    """The acts of `asking` with their edits, by their places among them. After `settle`, `looked` is how
    the manifests will be. `put_together` are those with no place to edit but their use, who may go back with
    what they refer to.
    """

    looking: Looking
    asking: Asking
    edits: dict[int, Edits] = field(default_factory=dict)
    put_together: list[int] = field(default_factory=list)
    looked: Looked = field(default_factory=lambda: Looked({}, {}))

    @property
    def acts(self) -> list[Act]:
        """Those that stand, in the order of their addresses."""
        return [act for act, _ in self.settled]

    @property
    def settled(self) -> list[tuple[Act, Edits]]:
        """Each of them with its own edits."""
        return [(self.asking.acts[at], self.edits[at]) for at in sorted(self.edits)]

    def settle(self) -> None:
        """Find the edits of each act, and drop acts until what is left is right."""
        keep_used(self.asking, self.looking.compiler.desired)
        shared = [at for at in range(len(self.asking.acts)) if self._compile(at)]
        fitting = self._fitting(shared)
        for at in shared:
            if at not in fitting:
                self._compile_at_use(at)
        self._follow(fitting)
        while wrong := self._wrong():
            for at, why in wrong.items():
                del self.edits[at]
                self._tell(self.asking.acts[at], why)

    def follows(self) -> list[Diagnostic]:
        """Notes on what the run did not touch that changes along with what goes back, here or elsewhere."""
        goals = self._goals()
        return [
            note("follows", _FOLLOWS, address=str(address), field=name)
            for address, name in self.looking.moved(self.looked.after)
            if (address, name) not in goals
        ] + [
            one
            for other, after in zip(self.looking.others, self.looked.elsewhere, strict=False)
            for one in shared(other, after)
        ]

    # -- where values are written

    def _compile(self, at: int) -> bool:
        """Find the edits of an act; whether they are at a place that others may share."""
        act, compiler = self.asking.acts[at], self.looking.compiler
        try:
            if not compiler.shared(act):
                self.edits[at] = compiler.edits(act, at_use=False)
                return False
        except _NO_EDIT as why:
            self._leave(act, why)
            return False
        try:
            if not self._leans_on_what_goes(act):
                self.edits[at] = compiler.edits(act, at_use=False)
                return True
        except _NO_EDIT:  # which may still have a place where it is used
            self.put_together.append(at)
            return False
        self._compile_at_use(at)
        return False

    def _follow(self, fitting: set[int]) -> None:
        """What goes back by the edits at these sources stays as it refers to them; else it is written."""
        if not self.put_together:
            return
        after = self._at(sorted(fitting)).after
        for at in self.put_together:
            act = self.asking.acts[at]
            if all(self.looking.reaches(after, (act.address, name), act.values[name]) for name in act.values):
                self.edits[at] = self.looking.compiler.edits(replace(act, values={}), at_use=True)
            else:
                self._compile_at_use(at)

    def _compile_at_use(self, at: int) -> None:
        act = self.asking.acts[at]
        try:
            self.edits[at] = self.looking.compiler.edits(act, at_use=True)
        except _NO_EDIT as why:
            self.edits.pop(at, None)
            self._leave(act, why)

    def _leans_on_what_goes(self, act: Act) -> bool:
        uses = self.looking.compiler.desired[act.address].uses
        out = self.asking.out
        return any(ref.address in out for name in act.values for ref in uses.get(name, ()))

    def _fitting(self, shared: Sequence[int]) -> set[int]:
        """Those whose places can be edited: whatever changes by that goes back as well. By halves."""
        if not shared or self._fit(shared):
            return set(shared)
        if len(shared) == 1:
            return set()
        half = len(shared) // 2
        found = self._fitting(shared[:half]) | self._fitting(shared[half:])
        return found if self._fit(sorted(found)) else set()

    def _fit(self, shared: Sequence[int]) -> bool:
        looked, goals = self._at(shared), self._goals()
        return not looked.is_wrong and all(
            one in goals and self.looking.reaches(looked.after, one, goals[one])
            for one in self.looking.moved(looked.after)
        )

    # -- reading back

    def _at(self, chosen: Sequence[int]) -> Looked:
        return self.looking.at(self.edits[at] for at in chosen)

    def _wrong(self) -> dict[int, str]:
        """The acts that cannot stand, and why."""
        chosen = list(self.edits)
        self.looked = self._at(chosen)
        if not self.looked.is_wrong:
            why = "an edit of its text would not read back as it was before the run"
            unlike = {at: why for at in chosen if not self._reads_back(self.asking.acts[at])}
            return unlike or dict(self._intruding(chosen))
        if not chosen:
            raise InvalidInput(self.looked.errors)
        about = {one.address: f"the manifests would be wrong: {one.summary}" for one in self.looked.errors}
        addresses = {at: str(self.asking.acts[at].address) for at in chosen}
        named = {at: about[address] for at, address in addresses.items() if address in about}
        return named or self._halved(chosen, self.looked.clash or next(iter(about.values())))

    def _intruding(self, chosen: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The acts that would put the text of this environment into another one that has its own."""
        for at in chosen:
            act = self.asking.acts[at]
            for name in act.values:
                if other := self.looking.elsewhere(self.looked, (act.address, name)):
                    yield at, f"{other} says something else there, and would no longer"

    def _halved(self, chosen: Sequence[int], why: str) -> dict[int, str]:
        """The acts that lead to an error, alone or together; by halves: each look reads all manifests."""
        if len(chosen) == 1:
            return {chosen[0]: why}
        half = len(chosen) // 2
        found: dict[int, str] = {}
        for part in (chosen[:half], chosen[half:]):
            if self._at(part).is_wrong:
                found |= self._halved(part, why)
        return found or dict.fromkeys(chosen, why)

    def _reads_back(self, act: Act) -> bool:
        after = self.looked.after
        address = act.previous or self._name_of(act)
        if act.out:
            return address not in after
        if address not in after:
            return False
        wanted = act.values if act.again is None else act.again
        traits = self.looking.compiler.types[address.collection].fields.traits
        names = {*wanted} if act.again is None else {*wanted, *after[address].fields} & {*traits}
        return all(self.looking.reaches(after, (address, name), wanted.get(name)) for name in names)

    def _name_of(self, act: Act) -> Address:
        """What its resource is called afterwards: another act may give it its old name back."""
        renamed = {one.address: one.previous for one in self.acts if one.previous}
        return renamed.get(act.address, act.address)

    def _goals(self) -> Mapping[Field, Value]:
        return {(one.address, name): value for one in self.asking.acts for name, value in one.values.items()}

    # -- what is dropped

    def _leave(self, act: Act, why: Exception) -> None:
        told = why.advice.summary if isinstance(why, Untold) else f"the manifest's text {why}"
        self._tell(act, told)

    def _tell(self, act: Act, why: str) -> None:
        for name in act.values or (None,):
            self.asking.leave(act.address, why, BY_HAND, name)
