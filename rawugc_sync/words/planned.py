"""What turns live into desired: calls, changes, plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rawugc_sync.words.actions import COUNTED, Action
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.approvals import Approval
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Calendars, Entry
from rawugc_sync.words.credits import Credits, Fare, Payment, total
from rawugc_sync.words.deadlines import Due
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.names import name_of
from rawugc_sync.words.provenance import NOBODY, UNKNOWN, Made, Written
from rawugc_sync.words.recorded import Applied, Moves, Record, Takedown
from rawugc_sync.words.uploads import Content, Upload
from rawugc_sync.words.urgency import USUAL, Urgency

CREATED_BEFORE = "created_before"
"""The reason of an adoption: its object is what a create without an answer has made."""
HELD = "held"
"""The reason of a delete: a hold does it, whatever the manifests say. Also the code of what is said of it."""
RESUMED = "resumed"
"""The reason of a create: a hold had deleted what it makes again."""


class Origin(StrEnum):
    """Who moved a field away from the record: git, the dashboard, or both."""

    GIT = "git"
    LIVE = "live"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Edit:
    """What a call makes of an object that stays: one version more. `field` is what it is called, prices too.

    `operations` are the names under which its version may be listed.
    """

    field: str
    operations: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request as data; `path` is relative to the base URL.

    `repeatable`: may be sent again when its outcome is unknown. `missing_is_done`: a 404 is success.
    `id_fields`: the names under which its answer may carry the new object's id, first found wins.
    `removes`: the id of the object that is gone afterwards. `fare` is what its price goes by, None for what
    is free; `credits` is what it costs, None where nobody knows. `file` is what an upload sends instead of a
    body, `edit` what an edit makes.
    """

    method: str
    path: str
    body: Fields | None = None
    repeatable: bool = True
    missing_is_done: bool = False
    id_fields: tuple[str, ...] = ()
    removes: str | None = None
    fare: Fare | None = None
    credits: Credits | None = 0
    file: Upload | None = None
    edit: Edit | None = None


def uploading(file: Upload) -> Call:
    """The call that uploads a file. It may be repeated: a second copy is free, and nobody sees it."""
    return Call(method="POST", path="/upload", file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Looks at an object until it is ready: `field` is one of `done`, `failed`, or still open.

    `open` are values with which lists can be asked for what is still open; without any, each object is
    looked at by its id. `why` and `code` are the fields that say why it failed; `estimate` is the one of the
    create's answer that says how long it takes. Seconds: the first look is after `first`, later
    ones ever later, at most `most` apart; after `patience` it is given up for this run.
    """

    field: str
    done: frozenset[str]
    failed: frozenset[str]
    open: tuple[str, ...] = ()
    estimate: str = "estimatedCompletionTime"
    why: str = "failMessage"
    code: str = "failCode"
    first: float = 10.0
    most: float = 30.0
    patience: float = 1800.0


class Leaves(StrEnum):
    """What a step that is done leaves in the state of its address."""

    AS_IS = "as it is"
    RECORD = "a record"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that a change does, a call or a wait or neither, and what it leaves in the state.

    `record` is what RECORD leaves; without an id it gets the one that the call's answer gives. `deposes` are
    objects that are still there beside the record's, to be deleted by a later step; `lets_go` is one that
    stays and is forgotten for good. `meanwhile` is the record
    for as long as nobody knows whether the call was carried out: if its object is gone, that is our doing.
    `paid` is what its object has cost, where no answer has told that.
    """

    call: Call | None = None
    wait: Wait | None = None
    leaves: Leaves = Leaves.AS_IS
    record: Record | None = None
    deposes: tuple[str, ...] = ()
    lets_go: str | None = None
    meanwhile: Record | None = None
    paid: Payment | None = None


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


@dataclass(frozen=True, slots=True)
class StillPublic:
    """What is out already and keeps the words that a change takes away; `at` (Unix ms) if that is known."""

    address: Address | None
    id: str
    at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One resource's part of a plan.

    `before` and `after` are the whole managed object. `steps` are carried out in order, and the last one
    leaves in the state what it holds then. `basis` is what the change rests on: live
    fields that must not have moved, or the ids among which a create found no partner.
    `takedown` is what to remember of it when it leaves the state.
    `given` are digests of its block in the manifests and of its record, for an approval to rest on.
    `depends_on` has to be applied first, and `goes_after` has to have been tried: one that uploads what this
    needs as well. `urgency` is its own, whatever its steps take. `used_by` are the resources that use a
    changed field, directly or through others, and `next_public` the first of them to be public.
    `still_public` are those that are out already, with the old words. `written` says whose lines it rests
    on, `due` what it is in time for, and `decide_by` (Unix ms) until when it has to be decided; None when
    nothing to come is touched.
    """

    address: Address
    action: Action
    id: str | None = None
    before: Fields | None = None
    after: Fields | None = None
    after_unknown: Fields = field(default_factory=dict)
    fields: tuple[FieldChange, ...] = ()
    steps: tuple[Step, ...] = ()
    importing: str | None = None
    previous_address: Address | None = None
    action_reason: str | None = None
    note: str | None = None
    drift: bool = False
    depends_on: tuple[Address, ...] = ()
    goes_after: tuple[Address, ...] = ()
    used_by: tuple[Address, ...] = ()
    next_public: NextPublic | None = None
    source: Source | None = None
    takedown: Takedown | None = None
    basis: Fields = field(default_factory=dict)
    given: Fields = field(default_factory=dict)
    urgency: Urgency = USUAL
    written: Written = NOBODY
    decide_by: int | None = None
    due: Due | None = None
    still_public: tuple[StillPublic, ...] = ()
    digest: str = ""

    @property
    def actions(self) -> tuple[str, ...]:
        """Terraform's words for what happens, in order."""
        return self.action.terraform

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is sent, in order."""
        return tuple(step.call for step in self.steps if step.call)

    @property
    def known_credits(self) -> Credits:
        """What its calls cost, as far as their prices are known."""
        return total(call.credits for call in self.calls if call.credits is not None)

    @property
    def unpriced(self) -> tuple[Call, ...]:
        """Those of its calls whose price nobody knows."""
        return tuple(call for call in self.calls if call.credits is None)

    @property
    def credits(self) -> Credits | None:
        """What it costs as a whole; None where nobody knows."""
        return None if self.unpriced else self.known_credits

    @property
    def takes_time(self) -> bool:
        """Whether it has a file to upload, or waits for its object: the sooner it begins, the better."""
        return any(step.wait or (step.call and step.call.file) for step in self.steps)

    @property
    def goes_on(self) -> bool:
        """Whether it sends nothing, and only waits for or notes what an earlier run has asked for."""
        begun = self.action_reason in (Action.AWAIT.reason, CREATED_BEFORE)
        return begun and not self.calls and self.previous_address is None

    def ends_with(self, call: Call | None) -> bool:
        """Whether all that it sends has been sent with this call."""
        return call is not None and call is self.calls[-1]

    def begins_with(self, call: Call) -> bool:
        """Whether nothing that counts is done before this call: an upload alone changes nothing."""
        return call.file is not None or call is next((one for one in self.calls if one.file is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateInfo:
    """Which state a plan was made from, where it is kept, and what was applied last; None without one.

    `settled` is the commit of the last apply that left nothing open.
    """

    serial: int | None = None
    lineage: str | None = None
    place: str | None = None
    applied: Applied | None = None
    settled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a plan does not do yet: it would show what nobody can see before `waits_for` is there.

    The plan that does it has to be applied by `until` (Unix ms); None when that does not matter.
    """

    address: Address
    waits_for: tuple[Address, ...]
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Managed:
    """A resource that is managed once the plan is applied, and its values then."""

    address: Address
    values: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What turns live into desired. `refusals` are the rules that forbid it (exit 3).

    `errors` are desired things that cannot be (an unknown account; exit 1), `diagnostics` the
    warnings and notes, and errors that are no reason to hold back what it does.
    `history` counts what is public and over: (unchanged, edited since).
    `unresolved` are creates that a person has to settle first; in `look_again` milliseconds another look
    may settle some of them. `broken` are resources that are not what they were to be: what depends on them
    is held up. `drift` says that desired is what was
    recorded. `refreshed` are records that the next apply writes without a call; None drops one. `owed` is
    what was paid for some of them, and not counted yet.
    `moves` are made in the state before any change, and `lapsed` are
    those that it need not remember any longer. `bookkeeping` counts what git says of the state
    alone, guards and renamings: the next apply notes it, with nothing sent. `environment` is None where
    the workspace has none. `server` is the base URL that the calls go to; None where it cannot be told.
    `left_out` is what a later plan does. `managed` and `calendar` are there where a plan is made to be
    reviewed: all that is managed afterwards, and what is public when; so are `contents`, where the contents
    of files that its changes name can be looked at. `calendars` are for who carries it out and wants to know
    what is public when after that, also where only some of it was done. `made` is the run that made it.
    `policy` is what becomes of the policy itself, and `approvals` is where each yes stands that all of this
    takes. `by_name` says that whoever knows its name can make it again: it was asked for without options.
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
    owed: Mapping[Address, Payment] = field(default_factory=dict)
    unresolved: tuple[Address, ...] = ()
    broken: tuple[Address, ...] = ()
    look_again: int = 0
    moves: Moves = field(default_factory=Moves)
    lapsed: tuple[Takedown, ...] = ()
    bookkeeping: int = 0
    drift: bool = False
    digest: str = ""
    environment: str | None = None
    server: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    managed: tuple[Managed, ...] = ()
    calendar: tuple[Entry, ...] = ()
    calendars: Calendars | None = None
    contents: tuple[Content, ...] = ()
    made: Made = UNKNOWN
    policy: PolicyChange | None = None
    approvals: tuple[Approval, ...] = ()
    by_name: bool = True

    @property
    def name(self) -> str:
        """What people call it by; empty where nothing was planned."""
        return name_of(self.digest)

    @property
    def decide_by(self) -> int | None:
        """When the first of its changes has to be decided; Unix ms."""
        return min((one.decide_by for one in self.changes if one.decide_by is not None), default=None)

    @property
    def lasting(self) -> tuple[Diagnostic, ...]:
        """What is wrong, whether it is carried out or not: it stops nothing, and nobody may overlook it."""
        return tuple(one for one in self.diagnostics if one.severity is Severity.ERROR)

    @property
    def waits(self) -> int:
        """For how many objects to get ready its apply waits."""
        return sum(step.wait is not None for change in self.changes for step in change.steps)

    @property
    def summary(self) -> dict[str, int]:
        """How many of each; an adoption that also updates counts as both."""
        counts = dict.fromkeys(COUNTED, 0)
        counts["no-op"] = self.unchanged
        for change in self.changes:
            for word in change.action.counts:
                counts[word] += 1
        return counts
