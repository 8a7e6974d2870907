"""The words of the product as values: addresses, records, live objects, calls, changes, plans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from rawugc_sync.diagnostics import Diagnostic, Source

Value: TypeAlias = Any
"""A JSON value: text, number, boolean, or a list or mapping of them."""

Fields: TypeAlias = Mapping[str, Value]


class Address(NamedTuple):
    """A resource's name everywhere: `personas.sensitive-skin`. Sorts by collection, then key."""

    collection: str
    key: str

    def __str__(self) -> str:
        return f"{self.collection}.{self.key}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address written as `collection.key`; ValueError if it is not one."""
        collection, dot, key = text.partition(".")
        if not (collection and dot and key):
            raise ValueError(text)
        return cls(collection, key)


class FieldRef(NamedTuple):
    """One field of one resource: `messaging.gentle-science.body`."""

    address: Address
    field: str


class Action(StrEnum):
    """What a plan does with one resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADOPT = "adopt"
    FORGET = "forget"
    NO_OP = "no-op"


class Origin(StrEnum):
    """Who moved a field away from the record: git, the dashboard, or both."""

    GIT = "git"
    LIVE = "live"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """What a manifest says of a resource itself, not of its fields."""

    prevent_destroy: bool | None = None
    ignore_changes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desired:
    """One resource as the manifests have it, valid and with every reference resolved.

    `uses`: own field → the fields whose values went into it, directly or through `vars`, sorted.
    """

    address: Address
    fields: Fields
    source: Source | None
    lifecycle: Lifecycle = Lifecycle()
    uses: Mapping[str, tuple[FieldRef, ...]] = field(default_factory=dict)

    @property
    def references(self) -> tuple[Address, ...]:
        """The other resources that this one refers to, sorted."""
        return tuple(sorted({ref.address for refs in self.uses.values() for ref in refs} - {self.address}))


Renaming: TypeAlias = tuple[Address, Address]
"""From one address to another."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A `moved` block: what was recorded at `previous` is `to` from now on."""

    previous: Address
    to: Address
    source: Source | None = None

    @property
    def renaming(self) -> Renaming:
        return (self.previous, self.to)


@dataclass(frozen=True, slots=True)
class Import:
    """An `imports` block: the resource `to` is the live object `id`, or with None is none of `others`."""

    to: Address
    id: str | None = None
    others: frozenset[str] = frozenset()
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A `removed` block: a resource that has left the manifests; without `destroy` its object stays."""

    address: Address
    destroy: bool = True
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the manifests say of addresses, beside the resources."""

    moved: tuple[Moved, ...] = ()
    imports: tuple[Import, ...] = ()
    removed: tuple[Removed, ...] = ()


MAX_ID = 200
_UNFIT_FOR_AN_ID = re.compile(r"[\x00-\x1f\x7f-\x9f/\ud800-\udfff]")


def is_id(text: str) -> bool:
    """Whether a text can be an object's id: one segment of a path, which leads nowhere else."""
    return 0 < len(text) <= MAX_ID and text not in (".", "..") and not _UNFIT_FOR_AN_ID.search(text)


@dataclass(frozen=True, slots=True)
class Live:
    """One object of the API: the fields we manage, as they came, and what else its type reads."""

    id: str
    fields: Fields
    facts: Fields = field(default_factory=dict)


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
class Record:
    """What we last applied to one resource. `seen` holds a live value that came back after we reverted it.

    `replacing` says that its object was about to be deleted, mostly for a new one: if it is gone, we did
    that.
    """

    id: str
    fields: Fields
    unverified: frozenset[str] = frozenset()
    seen: Fields = field(default_factory=dict)
    prevent_destroy: bool = False
    deposed: tuple[str, ...] = ()
    replacing: Replacing | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A create whose outcome is unknown: what was sent, when (Unix ms), and which ids were there before.

    `record` is what the state holds once the object is found. `exists` says that the API accepted it,
    so that only its id is missing. `sent` is the whole of it, where that is more than the record holds.
    """

    sent_at: int
    known: frozenset[str]
    record: Record
    exists: bool = False
    sent: Fields | None = None

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
class State:
    """Address → record, of one organization. `serial` moves only when the content does.

    `moved` are the renamings that were made already and whose blocks still stand in the manifests: they
    are not made again, so that a swap stays one.
    """

    lineage: str
    serial: int = 0
    organization_id: str | None = None
    records: Mapping[Address, Record] = field(default_factory=dict)
    unresolved: Mapping[Address, Unresolved] = field(default_factory=dict)
    moved: frozenset[Renaming] = frozenset()
    applied: Applied | None = None
    takedowns: tuple[Takedown, ...] = ()


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
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request as data; `path` is relative to the base URL.

    `repeatable`: may be sent again when its outcome is unknown. `missing_is_done`: a 404 is success.
    `id_fields`: the names under which its answer may carry the new object's id, first found wins.
    `removes`: the id of the object that is gone afterwards.
    """

    method: str
    path: str
    body: Fields | None = None
    repeatable: bool = True
    missing_is_done: bool = False
    id_fields: tuple[str, ...] = ()
    removes: str | None = None


class Carried(StrEnum):
    """What a replacement does with a value that only the old object has: into the new one, or lost."""

    TAKEN_OVER = "taken_over"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that a change touches. `known` is false for what we cannot read back.

    `carried` tells what becomes of a value that git leaves alone when its object is replaced.
    """

    path: str
    before: Value = None
    after: Value = None
    origin: Origin | None = None
    forces_replacement: bool = False
    known: bool = True
    carried: Carried | None = None

    @property
    def loses_an_edit(self) -> bool:
        """Whether somebody's edit in the dashboard is gone afterwards."""
        return self.origin in (Origin.LIVE, Origin.BOTH) and self.carried is not Carried.TAKEN_OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPublic:
    """When a resource is public next: `at` is Unix ms, `timezone` the IANA zone it was written in."""

    address: Address
    at: int
    timezone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One resource's part of a plan.

    `actions` are Terraform's words for `action`. `before` and `after` are the whole managed object.
    `record` is what the state holds once all `calls` are done (its id comes from the answer of a
    create); None means the resource leaves the state. `basis` is what the change rests on: live
    fields that must not have moved, or the ids among which a create found no partner.
    `takedown` is what to remember of it when it leaves the state.
    `given` are digests of its block in the manifests and of its record, for an approval to rest on.
    `urgency` orders calls: lower first. `used_by` are the resources that use a changed field,
    directly or through others, and `next_public` the first of them to be public.
    """

    address: Address
    action: Action
    actions: tuple[str, ...]
    id: str | None = None
    before: Fields | None = None
    after: Fields | None = None
    after_unknown: Fields = field(default_factory=dict)
    fields: tuple[FieldChange, ...] = ()
    calls: tuple[Call, ...] = ()
    importing: str | None = None
    previous_address: Address | None = None
    action_reason: str | None = None
    note: str | None = None
    drift: bool = False
    depends_on: tuple[Address, ...] = ()
    used_by: tuple[Address, ...] = ()
    next_public: NextPublic | None = None
    source: Source | None = None
    record: Record | None = None
    takedown: Takedown | None = None
    basis: Fields = field(default_factory=dict)
    given: Fields = field(default_factory=dict)
    urgency: tuple[int, int] = (0, 0)
    digest: str = ""

    @property
    def replacing(self) -> Replacing:
        """What the record keeps while the old object is gone and the new one is not there."""
        taken = frozenset(one.path for one in self.fields if one.carried is Carried.TAKEN_OVER)
        return Replacing(self.after or {}, taken)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many `requests` a key has in a window of so many `seconds`: RawUGC's, until an answer says more."""

    requests: int = 10
    seconds: float = 60.0


RATE = Limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What `apply` will take: requests (reads and writes), credits, seconds of waiting under a `limit`."""

    reads: int
    writes: int
    credits: int = 0
    seconds: int = 0
    limit: Limit = RATE

    @property
    def requests(self) -> int:
        return self.reads + self.writes

    def done(self, begin: float) -> float:
        """When all of it is sent, if that begins at `begin` (Unix seconds)."""
        return begin + self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class StateInfo:
    """Which state a plan was made from, where it is kept, and what was applied last; None without one."""

    serial: int | None = None
    lineage: str | None = None
    place: str | None = None
    applied: Applied | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What turns live into desired. `refusals` are the rules that forbid it (exit 3).

    `errors` are desired things that cannot be (an unknown account; exit 1), `diagnostics` the
    warnings and notes. `history` counts what is public and over: (unchanged, edited since).
    `unresolved` are creates that a person has to settle first; in `look_again` milliseconds another look
    may settle some of them. `drift` says that desired is what was
    recorded. `refreshed` are records that the next apply writes without a call; None drops one.
    `moves` are made in the state before any change, and `lapsed` are
    those that it need not remember any longer. `bookkeeping` counts what git says of the state
    alone, guards and renamings: the next apply notes it, with nothing sent. `environment` is None where
    the workspace has none. `server` is the base URL that the calls go to; None where it cannot be told.
    """

    workspace: str
    organization_id: str | None
    state: StateInfo
    changes: tuple[Change, ...]
    unchanged: int
    budget: Budget
    diagnostics: tuple[Diagnostic, ...] = ()
    errors: tuple[Diagnostic, ...] = ()
    refusals: tuple[Diagnostic, ...] = ()
    history: tuple[int, int] = (0, 0)
    refreshed: Mapping[Address, Record | None] = field(default_factory=dict)
    unresolved: tuple[Address, ...] = ()
    look_again: int = 0
    moves: Moves = Moves()
    lapsed: tuple[Takedown, ...] = ()
    bookkeeping: int = 0
    drift: bool = False
    digest: str = ""
    environment: str | None = None
    server: str | None = None

    @property
    def summary(self) -> dict[str, int]:
        """How many of each action; an adoption that also updates counts as both."""
        counts = dict.fromkeys((str(a) for a in Action), 0)
        counts[Action.NO_OP] = self.unchanged
        for change in self.changes:
            counts[change.action] += 1
            if change.action is Action.ADOPT and "update" in change.actions:
                counts[Action.UPDATE] += 1
            if change.action is Action.CREATE and "forget" in change.actions:
                counts[Action.FORGET] += 1
        return counts
