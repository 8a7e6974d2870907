"""When a subject goes out, by the clocks of its zone, and on which accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from rawugc_sync.policy.subjects import Subject
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.times import zone
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.moment import moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Going:
    """One subject that goes out or went: `at` is Unix ms, `local` what the clocks of `zone` show then.

    `accounts` are as the subject has them. `field` is the one that says when; None: it goes out at once.
    """

    subject: Subject
    at: int
    local: datetime
    zone: str | None
    accounts: tuple[str, ...]
    field: str | None

    @property
    def told(self) -> str:
        """When, for people."""
        return moment(self.at, self.zone)

    @property
    def words(self) -> str:
        """That it goes out, and when."""
        return f"{'went' if self.subject.is_over else 'goes'} out {self.told}"

    @property
    def minute(self) -> int:
        """Minutes since midnight."""
        return self.local.hour * 60 + self.local.minute

    def apart(self, other: Going, seconds: int) -> bool:
        """Whether at least so many seconds lie between the two.

        Days count by the clocks as well, where both are in one zone: from 9:00 to 9:00 is a day there, also
        when the clocks have gone forward in between.
        """
        if abs(self.at - other.at) >= seconds * 1000:
            return True
        is_days = seconds > 0 and seconds % 86_400 == 0 and self.zone == other.zone
        return is_days and abs(self.local - other.local) >= timedelta(seconds=seconds)


def going(subject: Subject, now: int | None) -> Going | None:
    """How a subject goes out; None where it does not, or at once and nobody knows when that is (`now`)."""
    out = subject.type.life.outing(subject.fields, UNREAD) if subject.at is None else None
    if subject.at is None and out is None:
        return None
    when, in_zone = timed(subject.type)
    at = subject.at if out is None else out.at
    if at is None:
        when, at = None, now
    zone_name = subject.fields.get(in_zone) if in_zone else None
    local = None if at is None else _local(at, zone_name)
    if at is None or local is None:
        return None
    return Going(subject, at, local, zone_name, accounts(subject), when)


def timed(type_: ResourceType) -> tuple[str | None, str | None]:
    """The field that says when something goes out, and the one with its zone."""
    found = (item for item in type_.fields.traits.items() if item[1].kind is Kind.TIME)
    return next(((name, trait.zone) for name, trait in found), (None, None))


def accounts(subject: Subject) -> tuple[str, ...]:
    """The accounts of a subject, whether it goes out or not: handles, ids, or platforms alone."""
    if subject.accounts is not None:
        return subject.accounts
    named = (subject.fields.get(name) for name in account_fields(subject.type))
    return tuple(next(filter(None, named), ()))


def account_fields(type_: ResourceType) -> list[str]:
    """The fields that say on which accounts something goes out: one of them counts."""
    return [name for name, trait in type_.fields.traits.items() if trait.kind is Kind.ACCOUNTS]


def by_account(goings: Iterable[Going]) -> Mapping[str, list[Going]]:
    """Account → what goes out there, in the order of time.

    What names a platform alone may be on each account there, so it counts for all that others name.
    """
    every = sorted(goings, key=lambda one: (one.at, one.subject.name))
    names: dict[str, str] = {}
    on_platform: defaultdict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(name for one in every for name in one.accounts):
        key = name.casefold()
        platform, slash, _ = key.partition("/")
        if slash and key not in names:
            on_platform[platform].append(name)
        names.setdefault(key, name)
    groups: defaultdict[str, list[Going]] = defaultdict(list)
    for one in every:
        keys = (name.casefold() for name in one.accounts)
        for name in dict.fromkeys(name for key in keys for name in on_platform.get(key, (names[key],))):
            groups[name].append(one)
    return groups


def _local(at: int, name: Value) -> datetime | None:
    """The clock time in a zone, in UTC where that is none; None where the calendar has no such day."""
    try:
        utc = _EPOCH + timedelta(milliseconds=at)
        return utc.astimezone(_zone(name)).replace(tzinfo=None)
    except OverflowError:
        return None


def _zone(name: Value) -> tzinfo:
    try:
        return zone(name) if isinstance(name, str) else UTC
    except ValueError:
        return UTC
