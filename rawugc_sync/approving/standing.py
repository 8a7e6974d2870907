"""Where each yes stands that a plan asks for, by what the book says.

| an entry | counts |
|---|---|
| of this role, for this environment, with this digest at this address | yes |
| for the address that the resource had before a rename | yes |
| of somebody who may not (any more), or who wrote what it is about | no |
| of somebody of whom nobody can tell whether they wrote it | no |
| revoked, changed by hand, or without the signature that its role wants | no |
| a yes dated later than now, by more than clocks differ | no |
| past its time, or past that of its role | no: lapsed |
| older than what was done there, or may have been, where a yes serves once | no |
| a no, until they say yes to the same, or they or one whom the role names take it back | yes: rejected |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rawugc_sync.approving.book import is_genuine
from rawugc_sync.approving.persons import Verdict, may, may_take_back, wrote
from rawugc_sync.words.approvals import Approval, Asked, Entry, Fate, Kept, Role, Roles, Said, Standing
from rawugc_sync.words.people import People

Signed = Callable[[Entry, Role], str]
"""Why the signature of an entry does not count for a role; empty where it does, or none is wanted."""


_What = tuple[str, str, str]
"""A role, an address, and the digest of what was seen there."""

_APART = 10 * 60_000
"""By how many milliseconds the clocks of two machines may differ."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """The entries that may count. `served` is address → when a yes served there; it and `now` are Unix ms."""

    roles: Roles
    entries: Sequence[Entry]
    environment: str | None
    now: int
    signed: Signed
    served: Mapping[str, int] = field(default_factory=dict)

    def heard(self, asked: Iterable[Asked]) -> tuple[Approval, ...]:
        """Where each of these stands."""
        about: dict[_What, list[Entry]] = {}
        for entry in self.entries:
            if _is_said(entry) and entry.environment == self.environment and not self._back(entry):
                for address, digest in entry.digests.items():
                    about.setdefault((entry.role, address, digest), []).append(entry)
        return tuple(self._standing(one, about) for one in asked)

    def kept(self, book: Iterable[Entry]) -> Iterator[Kept]:
        """What has become of each yes and no of a book, also of those that do not count."""
        for entry in filter(_is_said, book):
            if not is_genuine(entry):
                yield Kept(entry=entry, fate=Fate.CHANGED)
            elif back := self._back(entry):
                yield Kept(entry=entry, fate=Fate.TAKEN_BACK, back=back)
            else:
                lasts = _lasts(_end(entry, self.roles.named(entry.role)), self.now)
                yield Kept(entry=entry, fate=Fate.KEPT if lasts else Fate.LAPSED)

    @cached_property
    def _people(self) -> People:
        return People(self.roles.people)

    @cached_property
    def _revocations(self) -> Mapping[str | None, Sequence[Entry]]:
        """The id of an entry → all that take it back."""
        found: dict[str | None, list[Entry]] = {}
        for one in self.entries:
            if one.said is Said.REVOKED:
                found.setdefault(one.revokes, []).append(one)
        return found

    def _back(self, entry: Entry) -> Entry | None:
        """What takes an entry back; None where it stands."""
        revocations = self._revocations.get(entry.id, ())
        return next((one for one in revocations if self._may_take_back(entry, one)), None)

    def _may_take_back(self, entry: Entry, back: Entry) -> bool:
        """Anybody may take back a yes; a no only who said it, or whom its role names."""
        role = self.roles.named(entry.role)
        if entry.said is not Said.NO or role is None:
            return True
        allowed = may_take_back(role, entry.by, back.by, self._people)
        return allowed and not self.signed(back, role)

    def _standing(self, asked: Asked, about: Mapping[_What, Sequence[Entry]]) -> Approval:
        role = self.roles.named(asked.role)
        assert role is not None
        last: dict[str, Entry] = {}
        why = ""
        said = [one for key in asked.keys for one in about.get((asked.role, key, asked.digest), ())]
        for entry in sorted(said, key=lambda one: one.at):
            if reason := self._objection(entry, asked, role):
                why = reason
            else:
                last[self._people.person_of(entry.by)] = entry
        return self._told(asked, role, sorted(last.values(), key=lambda one: one.at), why)

    def _objection(self, entry: Entry, asked: Asked, role: Role) -> str:
        """Why an entry does not count; empty where it does."""
        if not may(role, entry.by, self._people):
            return f"{entry.by} may not say yes for {role.name}"
        if wrong := self.signed(entry, role):
            return wrong
        if entry.said is Said.NO:
            return ""
        if entry.at > self.now + _APART:
            return "it is dated in the future"
        if asked.act and entry.at <= max(self.served.get(key, -1) for key in asked.keys):
            return "it served once already"
        return objection(entry.by, verdict_on(entry.by, asked, role, self._people))

    def _told(self, asked: Asked, role: Role, last: Sequence[Entry], why: str) -> Approval:
        if said_no := [one for one in last if one.said is Said.NO]:
            return _approval(asked, Standing.REJECTED, said_no, None)
        ends = {one.id: _end(one, role) for one in last}
        lasting = [one for one in last if _lasts(ends[one.id], self.now)]
        if len(lasting) >= role.count:
            return _approval(asked, Standing.GIVEN, lasting, _soonest(ends[one.id] for one in lasting))
        if len(last) >= role.count:
            return _approval(asked, Standing.LAPSED, last, _soonest(ends.values()))
        return _approval(asked, Standing.MISSING, lasting, None, why)


def verdict_on(person: str, asked: Asked, role: Role, people: People) -> Verdict:
    """Whose work somebody would say yes to; others' where the role lets authors say it, too."""
    return Verdict.OTHERS if role.self_approval else wrote(person, asked.authors, people)


def objection(person: str, verdict: Verdict) -> str:
    """Why somebody cannot say yes to that; empty where they can."""
    if verdict is Verdict.OURS:
        return f"{person} wrote it"
    return f"nobody can tell whether {person} wrote it" if verdict is Verdict.UNKNOWN else ""


def _is_said(entry: Entry) -> bool:
    """Whether it is a yes or a no."""
    return entry.said is not Said.REVOKED


def _end(entry: Entry, role: Role | None) -> int | None:
    """When a yes lapses: at its own time, or at that of its role, whichever is sooner; a no never does."""
    if entry.said is Said.NO:
        return None
    of_role = entry.at + role.seconds * 1000 if role and role.seconds is not None else None
    return _soonest((entry.until, of_role))


def _soonest(ends: Iterable[int | None]) -> int | None:
    """The first of these moments; None where none of them is one."""
    return min((one for one in ends if one is not None), default=None)


def _lasts(end: int | None, now: int) -> bool:
    return end is None or end > now


def _approval(
    asked: Asked, standing: Standing, entries: Sequence[Entry], until: int | None, why: str = ""
) -> Approval:
    last = entries[-1] if entries else None
    return Approval(
        asked=asked,
        standing=standing,
        by=tuple(one.by for one in entries),
        at=last.at if last else None,
        until=until,
        note=last.note if last else "",
        link=last.link if last else "",
        why=why,
    )
