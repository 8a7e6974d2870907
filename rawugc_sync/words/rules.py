"""What a brand may never say, and what it has to: its own rules as values. Not the safety rules of plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.diagnostics import Severity, Source


class FieldName(NamedTuple):
    """A field of a collection, such as `posts.content`."""

    collection: str
    field: str

    def __str__(self) -> str:
        return f"{self.collection}.{self.field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbid:
    """None of the `words` stands in these fields, as whole words, and `pattern` matches nowhere in them."""

    fields: tuple[FieldName, ...]
    words: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Require:
    """One of the `words` stands in these fields, or `pattern` matches, where all of `when` is so.

    `when`: field of the same resource → the value that it has.
    """

    fields: tuple[FieldName, ...]
    words: tuple[str, ...] = ()
    pattern: str | None = None
    when: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtags:
    """At most so many hashtags in a caption, on these networks; without any, on all."""

    most: int
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionLength:
    """At most so many characters in a caption, as each network counts them."""

    most: int
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From `begin` to `end`, minutes since midnight; over midnight where the end comes first."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingWindows:
    """Posts go out on these `days` (0 is Monday) within these `hours`, in the zone of each."""

    days: frozenset[int]
    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """No post goes out within these hours, in the zone of each."""

    hours: Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """No post goes out on these days, first and last included, in the zone of each."""

    spans: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxPosts:
    """At most so many posts on one account in a `day` or a `week` of its zone."""

    per: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MinGap:
    """At least so many seconds between two posts on one account."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRepeat:
    """None of these fields has the value that it has in another post on its account within `seconds`."""

    of: tuple[str, ...]
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHosts:
    """URLs in these fields lead to one of these hosts."""

    fields: tuple[FieldName, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinPhotos:
    """A list of pictures has at least so many."""

    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A resource of these collections says whose it is (`x-owner`)."""

    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithinRights:
    """Nothing goes out after the last day of its own `x-rights`, or of those of what it rests on."""


Check: TypeAlias = (
    Forbid
    | Require
    | Hashtags
    | CaptionLength
    | PostingWindows
    | QuietHours
    | Blackout
    | MaxPosts
    | MinGap
    | NoRepeat
    | AllowedHosts
    | MinPhotos
    | Owner
    | WithinRights
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: `id` is its key, `level` error or warning, `message` and `link` are the brand's own words.

    `written` is all of it as it stands below its id, as canonical JSON.
    """

    id: str
    check: Check
    level: Severity = Severity.ERROR
    message: str = ""
    link: str = ""
    source: Source | None = None
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rights:
    """Until when (its last day) and where something may be shown (`x-rights`)."""

    until: date | None = None
    territory: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """One place that may break one rule, until a day (its last) and for a reason.

    Without a `field` it is for every one but those `besides`, which stand in other files.
    """

    rule: str
    until: date
    reason: str
    address: Address
    field: str | None
    source: Source
    besides: frozenset[str] = frozenset()

    def is_for(self, field: str | None) -> bool:
        """Whether it is for a field of its resource; None is the resource as a whole."""
        return field not in self.besides if self.field is None else field == self.field
