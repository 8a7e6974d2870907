"""Says yes or no to what a plan asks of a role, and takes it back; only what counts is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from rawugc_sync.approving.asking import acts_of, begun_in
from rawugc_sync.approving.book import identified, with_entry
from rawugc_sync.approving.document import dump
from rawugc_sync.approving.persons import Verdict, may, may_take_back
from rawugc_sync.approving.shown import is_shown
from rawugc_sync.approving.standing import objection, verdict_on
from rawugc_sync.reconciling.approving import book_in, book_of, kept_in, unsigned
from rawugc_sync.reconciling.policy import InForce
from rawugc_sync.words.approvals import Asked, Entry, Fate, Role, Said
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.documents import APPROVALS
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.people import People
from rawugc_sync.words.planned import Plan
from rawugc_sync.workspace.workspace import Workspace

_SELF = {
    Verdict.OURS: (
        "self-approval",
        "Somebody else has to say it. --change ADDRESS leaves it out, selfApproval: true allows it.",
    ),
    Verdict.UNKNOWN: (
        "author-unknown",
        "Say in approvals.people of rawugc.yaml which logins and addresses are whose, and in CI fetch the "
        "whole history (fetch-depth: 0). selfApproval: true lets authors say yes.",
    ),
}
"""Verdict → the code, and the way out."""

Sign = Callable[[bytes], str]
"""Signs what somebody says: the signature, armoured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a `person` says for a `role`: a no if it `rejects`; to all of a plan, or to `changes` of it."""

    role: str
    person: str
    changes: tuple[str, ...] = ()
    rejects: bool = False
    note: str = ""
    link: str = ""


def say(workspace: Workspace, policy: InForce, plan: Plan, word: Word, sign: Sign | None) -> Entry | None:
    """Record it; None when the plan asks nothing of the role. Refused for who may not: nothing is recorded.

    `sign` is there where it is to be signed, which a role with signers wants.
    """
    role = spoken_for(policy, word.role, word.person)
    asked = _asked(plan, word)
    people = People(policy.law.roles.people)
    if not asked:
        return None
    _check_shown(asked, role, plan, workspace)
    if not word.rejects and (wrong := list(_self_given(asked, role, word.person, people))):
        raise Refused(wrong)
    entry = _entry(workspace, plan, role, asked, word)
    return _recorded(workspace, policy, entry, sign)


def spoken_for(policy: InForce, name: str, person: str) -> Role:
    """The role of this name; Refused where there is none, or this person may not speak for it."""
    role = _role(policy, name)
    if not may(role, person, People(policy.law.roles.people)):
        raise _may_not(policy, role, person)
    return role


class Taking(NamedTuple):
    """Who takes something back, and why."""

    person: str
    note: str = ""


def revoke(workspace: Workspace, policy: InForce, found: Entry, by: Taking, sign: Sign | None) -> Entry:
    """Take an entry back; the entry that says so. Refused for who may not."""
    role, people = policy.law.roles.named(found.role), People(policy.law.roles.people)
    if found.said is Said.NO and role is not None and not may_take_back(role, found.by, by.person, people):
        raise _may_not(policy, role, by.person) if role.by else _not_theirs(found, by.person)
    entry = Entry(
        id="",
        said=Said.REVOKED,
        by=by.person,
        at=workspace.now,
        role=found.role,
        note=by.note,
        environment=found.environment,
        revokes=found.id,
    )
    return _recorded(workspace, policy, entry, sign)


def said_under(workspace: Workspace, policy: InForce, id: str) -> Entry:
    """The yes or no of an id; InvalidInput where there is none."""
    for one in book_of(workspace, policy).entries:
        if one.id == id and one.said is not Said.REVOKED:
            return one
    summary = f"there is no approval {id}"
    raise InvalidInput.of("unknown-approval", summary, "See: rawugc-sync approvals list")


def wants_signature(policy: InForce, entry: Entry) -> bool:
    """Whether only a signature takes an entry back: a no of a role with signers. A yes anybody takes back."""
    role = policy.law.roles.named(entry.role)
    return entry.said is Said.NO and role is not None and role.signers is not None


def still_said(workspace: Workspace, policy: InForce, taken: Entry) -> list[Entry]:
    """What the same person has said of the same, and did not take back with this one."""
    people = People(policy.law.roles.people)
    return [
        one.entry
        for one in kept_in(workspace, policy)
        if one.fate is Fate.KEPT and _is_same(one.entry, taken, people)
    ]


def _is_same(entry: Entry, taken: Entry, people: People) -> bool:
    def told(one: Entry) -> tuple[str, str, str | None]:
        return one.said, one.role, one.environment

    same = told(entry) == told(taken) and people.same(entry.by, taken.by)
    return same and not entry.digests.items().isdisjoint(taken.digests.items())


def _recorded(workspace: Workspace, policy: InForce, entry: Entry, sign: Sign | None) -> Entry:
    """Put it into the book, signed where that is wanted; Refused where the signature does not count."""
    entry = identified(entry)
    if sign is not None:
        book = book_of(workspace, policy)
        entry = replace(entry, signature=sign(book.payload(entry)))
        role = policy.law.roles.named(entry.role)
        if role is not None and (why := unsigned(book, policy)(entry, role)):
            applied = " as it was applied last" if policy.deciding else ""
            detail = f"The keys that count are those of {role.signers}{applied}."
            raise Refused.of("unsigned", f"the signature of {entry.by} does not count: {why}", detail)
    kept = workspace.document(APPROVALS, policy.law.roles.address)
    kept.append(lambda data: dump(with_entry(book_in(workspace, kept.place, data), entry)), _note(entry))
    return entry


def _note(entry: Entry) -> str:
    """What was done, in a line for whoever reads the history of the place."""
    what = {Said.YES: "Approve", Said.NO: "Reject", Said.REVOKED: "Revoke"}[entry.said]
    return f"{what} for {entry.role}" if entry.role else what


def _role(policy: InForce, name: str) -> Role:
    role = policy.law.roles.named(name)
    if role is not None:
        return role
    known = [one.name for one in policy.law.roles.roles]
    hint = did_you_mean(
        name,
        known,
        f"Known are {', '.join(known)}." if known else "There are none: see approvals in rawugc.yaml.",
    )
    raise Refused.of("unknown-role", f"there is no role {name} in the policy that counts", hint)


def _asked(plan: Plan, word: Word) -> list[Asked]:
    """What the plan asks of the role, as far as this is about it; InvalidInput for another address."""
    mine = [one.asked for one in plan.approvals if one.asked.role == word.role]
    if not word.changes:
        return mine
    known = {one.asked.address for one in plan.approvals} | {str(one.address) for one in plan.changes}
    if wrong := [one for one in word.changes if one not in known]:
        raise InvalidInput([_unknown(one, known) for one in wrong])
    return [one for one in mine if one.address in word.changes]


def _check_shown(asked: Iterable[Asked], role: Role, plan: Plan, workspace: Workspace) -> None:
    """Refused for a plan of which the file asks something else than its changes show."""
    acts = partial(acts_of, types=workspace.types, begun=begun_in(workspace.keeper.read()))
    wrong = [one for one in asked if not is_shown(one, role, plan.changes, acts)]
    if wrong:
        summary = f"what the plan asks is not what it shows, or {role.name} looks after other fields by now"
        raise Refused([error("stale", summary, "Make a new plan.", address=one.address) for one in wrong])


def _unknown(address: str, known: Iterable[str]) -> Diagnostic:
    summary = f"--change {address}: the plan does not change that"
    return error("unknown-address", summary, did_you_mean(address, sorted(known)))


def _may_not(policy: InForce, role: Role, person: str) -> Refused:
    recorded = " What counts is the policy that was applied last." if policy.deciding else ""
    return Refused.of(
        "not-allowed",
        f"{person} may not speak for {role.name}",
        f"Those who may: {', '.join(role.by)}.{recorded}",
    )


def _not_theirs(found: Entry, person: str) -> Refused:
    summary = f"{person} may not take back what {found.by} has said for {found.role}"
    return Refused.of("not-allowed", summary, "Whoever says no takes it back, or says yes.")


def _self_given(asked: Iterable[Asked], role: Role, person: str, people: People) -> Iterator[Diagnostic]:
    """Why somebody cannot say yes to each of these, of whose authors they are one, or may be."""
    for one in asked:
        verdict = verdict_on(person, one, role, people)
        if why := objection(person, verdict):
            yield error(_SELF[verdict][0], why, _SELF[verdict][1], address=one.address)


def _entry(workspace: Workspace, plan: Plan, role: Role, asked: Sequence[Asked], word: Word) -> Entry:
    now = workspace.now
    lasts = role.seconds is not None and not word.rejects
    return Entry(
        id="",
        said=Said.NO if word.rejects else Said.YES,
        by=word.person,
        at=now,
        role=role.name,
        until=now + (role.seconds or 0) * 1000 if lasts else None,
        note=word.note,
        link=word.link,
        environment=plan.environment,
        plan=plan.name,
        digests={one.keys[0]: one.digest for one in asked},
    )
