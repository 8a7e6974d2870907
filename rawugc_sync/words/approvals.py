"""Approvals as values: which roles there are, what a plan asks of them, and what they have answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from rawugc_sync.words.addresses import Value

POLICY = "policy"
"""What stands where others have an address, for a change of roles, rules or signers itself."""

WAIVE = "allow"
"""What is done where a waiver is new or lasts longer."""


class Share(NamedTuple):
    """What a role looks after: a collection, or one `field` of it."""

    collection: str
    field: str | None = None

    def __str__(self) -> str:
        return f"{self.collection}.{self.field}" if self.field else self.collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Whose yes it takes for what. `by` are those who may; without any, anyone but the author.

    `count`: how many have to say yes. `seconds`: after which a yes lapses, None for never. `signers` is the
    file of the keys that count, from the workspace; without one nothing is signed.
    """

    name: str
    of: tuple[Share, ...]
    by: tuple[str, ...] = ()
    count: int = 1
    seconds: int | None = None
    signers: str | None = None
    self_approval: bool = False

    def looks_after(self, collection: str) -> bool:
        """Whether anything of a collection is its business."""
        return any(one.collection == collection for one in self.of)

    def looks_at(self, collection: str, field: str) -> bool:
        """Whether a field is its business."""
        return any(one.collection == collection and one.field in (None, field) for one in self.of)


@dataclass(frozen=True, slots=True)
class Roles:
    """All roles of a workspace, and who is who: a person → the logins and addresses that are theirs, too.

    `address` is where approvals are kept whose state's place has no room for them. `written` is the whole as
    it stands in `rawugc.yaml`, as canonical JSON.
    """

    roles: tuple[Role, ...] = ()
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    address: str | None = None
    written: str = ""

    def named(self, name: str) -> Role | None:
        """The role of this name."""
        return next((one for one in self.roles if one.name == name), None)


NOBODY_ASKED = Roles()


def needs_address(state: str) -> bool:
    """Whether approvals take an address of their own beside this `state:`: its server keeps one document."""
    return state.startswith(("http://", "https://", "env://"))


class Standing(StrEnum):
    """Where it stands with a yes. A no stays until what it was said of changes."""

    MISSING = "missing"
    GIVEN = "given"
    LAPSED = "lapsed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A yes that a plan takes: of a role, to what it looks after at an address as the public will have it.

    `address` is a resource's, or `policy`. `digest` covers the values of `fields`, those of the role there,
    and nothing else that may change. `media` has what stands in it for those that are references to
    generated media, `act` what is done to which object where a yes serves once. `authors` are all who wrote
    what it rests on since the last apply, as `NAME <EMAIL>` or logins; None where nobody can tell. `blocks`
    are the addresses of which nothing is sent without it. `until` (Unix ms) is when it has to be there;
    `previous` is the address that the resource had until now.
    """

    role: str
    address: str
    digest: str
    fields: tuple[str, ...] = ()
    media: Mapping[str, Value] = field(default_factory=dict)
    act: tuple[str, ...] = ()
    authors: tuple[str, ...] | None = ()
    blocks: tuple[str, ...] = ()
    until: int | None = None
    previous: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What a yes to it may be kept under; a new one is under the first."""
        if self.is_waiver:
            return (waiver_key(self.act[1], self.address, self.act[3]),)
        return (self.address, self.previous) if self.previous else (self.address,)

    @property
    def is_waiver(self) -> bool:
        """Whether it is about what may break a rule for a while, and not about a change."""
        return self.act[:1] == (WAIVE,)


def waiver_key(rule: str, address: str, field: str) -> str:
    """What a yes to a waiver is kept under; the field is empty for a whole resource."""
    return f"{address}{'.' if field else ''}{field} {WAIVE} {rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Where it stands with a yes that is `asked` for: given or refused by whom, when and until (Unix ms).

    `by` are all whose word counts, the last one last. `why` says why a yes that is there does not count.
    """

    asked: Asked
    standing: Standing = Standing.MISSING
    by: tuple[str, ...] = ()
    at: int | None = None
    until: int | None = None
    note: str = ""
    link: str = ""
    why: str = ""

    @property
    def lacks(self) -> bool:
        """Whether what it is asked for may not be sent."""
        return self.standing is not Standing.GIVEN


class Said(StrEnum):
    """What an entry of the book says."""

    YES = "approval"
    NO = "rejection"
    REVOKED = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What somebody has said, as it is kept for good: times are Unix ms.

    `digests`: address → what of the role's fields there was seen. `plan` is the name of the plan in which,
    `environment` the one that it holds for, None where the workspace has none. `revokes` is the id of an
    entry that does not count any more. `signature` is one of SSH over all the rest, armoured.
    """

    id: str
    said: Said
    by: str
    at: int
    role: str = ""
    until: int | None = None
    note: str = ""
    link: str = ""
    environment: str | None = None
    plan: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    revokes: str | None = None
    signature: str | None = None


class Fate(StrEnum):
    """What has become of something that was said."""

    KEPT = "kept"
    TAKEN_BACK = "taken back"
    LAPSED = "lapsed"
    CHANGED = "changed by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An entry with what has become of it; `back` is the one that took it back."""

    entry: Entry
    fate: Fate = Fate.KEPT
    back: Entry | None = None
