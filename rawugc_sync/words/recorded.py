"""What was last applied, as the state holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.credits import Spending
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.uploads import FileUrl, Uploaded


@dataclass(frozen=True, slots=True)
class Replacing:
    """An object that is deleted before its new one is there; what the new one is to be is kept meanwhile.

    `fields` is the whole of it, `taken` names those that it takes over from the old object, which no
    manifest has. `deleted`: the old object is known to be gone.
    """

    fields: Fields
    taken: frozenset[str] = frozenset()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """How far an object was edited: `version` is the one that its outputs are of, `highest` the highest one.

    `original` are the outputs of version 1. `apart`: each version has an id of its own, and an edit draws on
    the one that is named; else all have that of the object, and an edit draws on the last.
    """

    version: int
    highest: int
    original: Fields
    apart: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What we last applied to one resource. `seen` holds a live value that came back after we reverted it.

    `adopted` is URL → file: what its object had when it was taken over, and what nobody has compared.

    `replacing` says that its object was about to be deleted, mostly for a new one: if it is gone, we did
    that. `outputs` is what its object has to give since it is ready; nothing before, nor where others need
    nothing of it. `edited` tells of which version that is; None while there is only the original.
    """

    id: str
    fields: Fields
    unverified: frozenset[str] = frozenset()
    seen: Fields = field(default_factory=dict)
    prevent_destroy: bool = False
    deposed: tuple[str, ...] = ()
    replacing: Replacing | None = None
    outputs: Fields = field(default_factory=dict)
    adopted: Mapping[str, FileUrl] = field(default_factory=dict)
    edited: Edited | None = None

    @property
    def being_deleted(self) -> Record:
        """The same record while nobody knows whether its object was deleted by us."""
        return replace(self, replacing=self.replacing or Replacing({}))

    @property
    def ids(self) -> tuple[str, ...]:
        """Of its object, and of the old ones that are still to be deleted."""
        return (self.id, *self.deposed)


@dataclass(frozen=True, slots=True)
class LostEdit:
    """An edit whose outcome is unknown: of which `field`, and `above` which version it is, if it is there."""

    field: str
    above: int


def outputs_of(records: Mapping[Address, Record]) -> Mapping[Address, Fields]:
    """What the objects of records have to give, by address; what has nothing is not in it."""
    return {address: record.outputs for address, record in records.items() if record.outputs}


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A create whose outcome is unknown: what was sent, when (Unix ms), and which ids were there before.

    `record` is what the state holds once the object is found. `exists` says that the API accepted it,
    so that only its id is missing. `sent` is the whole of it, where that is more than the record holds.
    `edit` is given where it is not a create, but an edit of the record's object.
    """

    sent_at: int
    known: frozenset[str]
    record: Record
    exists: bool = False
    sent: Fields | None = None
    edit: LostEdit | None = None

    @property
    def doubt(self) -> str:
        """What nobody can tell, as what is said of its resource."""
        happened = f"got its {self.edit.field}" if self.edit else "been created"
        return f"may or may not have {happened}"

    @property
    def content(self) -> Fields:
        """The fields that the object has, if it exists."""
        return self.record.fields if self.sent is None else self.sent


@dataclass(frozen=True, slots=True)
class Takedown:
    """An object that was deleted outside git, and whose resource then left the manifests.

    `left_at` is when (Unix ms), `fields` what it takes to recognise it, should somebody create it again.
    """

    address: Address
    id: str
    left_at: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Applied:
    """The last apply: when (ISO 8601), by whom, and from which commit.

    `digest` is that of the files that count, `taken` those of them that manifests take in. What is not
    `clean` was not what the commit has.
    """

    at: str
    by: str
    commit: str | None = None
    digest: str | None = None
    clean: bool = True
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A resource whose object was deleted to keep it from going out, `at` (Unix ms), until it is put back.

    `record` is what was recorded of it, with the id that its object had, `live` all that was live of it.
    """

    record: Record
    live: Fields
    at: int


LetGo: TypeAlias = tuple[str, str]
"""Collection and id of an object that stays and that the state knows no longer."""


@dataclass(frozen=True, slots=True)
class State:
    """Address → record, of one organization. `serial` moves only when the content does.

    `moved` are the renamings that were made already and whose blocks still stand in the manifests: they
    are not made again, so that a swap stays one. `let_go` are objects that RawUGC cannot delete, and that
    were forgotten: they are taken over again only when a person names them. `uploads` are the contents that
    are on RawUGC's storage, by SHA-256, whoever uses them. `spending` is what was paid from here. `policy` is
    the one that counts, plain JSON, with the waivers that were known; None where none was recorded. `served`
    is when (Unix ms) something was done at an address to which a yes serves once. `settled` is the commit of
    the last apply that left nothing of the manifests open: what was written since may wait for a yes. `held`
    is what a hold has deleted, or is about to: none of that has a record meanwhile.
    """

    lineage: str
    serial: int = 0
    organization_id: str | None = None
    records: Mapping[Address, Record] = field(default_factory=dict)
    unresolved: Mapping[Address, Unresolved] = field(default_factory=dict)
    moved: frozenset[Renaming] = frozenset()
    applied: Applied | None = None
    takedowns: tuple[Takedown, ...] = ()
    let_go: frozenset[LetGo] = frozenset()
    uploads: Mapping[str, Uploaded] = field(default_factory=dict)
    spending: Spending = field(default_factory=Spending)
    policy: Mapping[str, Any] | None = None
    served: Mapping[Address, int] = field(default_factory=dict)
    settled: str | None = None
    held: Mapping[Address, Held] = field(default_factory=dict)

    @property
    def urls(self) -> Mapping[str, FileUrl]:
        """URL → the file that is there."""
        return {one.url: FileUrl(sha256) for sha256, one in self.uploads.items()}


@dataclass(frozen=True, slots=True)
class Moves:
    """What `moved` blocks do to a state: new address → the old one; `made` are made once this is applied."""

    previous: Mapping[Address, Address] = field(default_factory=dict)
    made: frozenset[Renaming] = frozenset()

    def applied(self, state: State) -> State:
        """The state under the new addresses."""
        if not self.previous and self.made == state.moved:
            return state
        new = {old: address for address, old in self.previous.items()}
        return replace(
            state,
            records={new.get(address, address): record for address, record in state.records.items()},
            unresolved={new.get(address, address): lost for address, lost in state.unresolved.items()},
            moved=self.made,
            held={new.get(address, address): one for address, one in state.held.items()},
        )
