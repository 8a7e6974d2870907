"""Where a yes stands, by what was said: a row for each thing that may be wrong with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.approving.book import identified
from rawugc_sync.approving.standing import Hearing
from rawugc_sync.words.approvals import Approval, Asked, Entry, Fate, Kept, Role, Roles, Said, Share, Standing

NOW = 1_800_000_000_000
HOUR, DAY = 3_600_000, 86_400_000
SEEN, OTHER = "sha256:1", "sha256:2"
LEGAL = Role(name="legal", of=(Share("posts", "content"),), by=("ana", "ben"), seconds=90 * 86_400)
PEOPLE = {"ana": ("ana@x.example", "gh-ana"), "ben": ("ben@x.example",), "cleo": ("cleo@x.example",)}
ASKED = Asked(role="legal", address="posts.a", digest=SEEN, authors=("Cleo <cleo@x.example>",))
YES = Entry(id="1", said=Said.YES, by="ana", at=NOW - HOUR, role="legal", digests={"posts.a": SEEN})
NO = replace(YES, id="2", said=Said.NO, by="ben", note="Not like this.")
BACK = Entry(id="3", said=Said.REVOKED, by="ana", at=NOW, role="legal", revokes="1")


def hearing(entries: tuple[Entry, ...], role: Role, **more: Any) -> Hearing:
    """A role with signers takes a signature that is `good`."""

    def signed(entry: Entry, role: Role) -> str:
        return "" if role.signers is None or entry.signature == "good" else "it is not signed"

    terms = {"environment": None, "now": NOW, **more}
    return Hearing(roles=Roles((role,), PEOPLE), entries=entries, signed=signed, **terms)


def heard(*entries: Entry, asked: Asked = ASKED, role: Role = LEGAL, **more: Any) -> Approval:
    """Where it stands."""
    (found,) = hearing(entries, role, **more).heard([asked])
    return found


def kept(*entries: Entry, role: Role = LEGAL) -> list[Kept]:
    """What has become of each, of which those count that nobody has changed by hand."""
    genuine = tuple(one for one in entries if one == identified(one))
    return list(hearing(genuine, role).kept(entries))


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        pytest.param(YES, "given", id="as-it-was-seen"),
        pytest.param(replace(YES, by="GH-Ana"), "given", id="by-a-login-of-hers-in-any-case"),
        pytest.param(replace(YES, digests={"posts.a": OTHER}), "missing", id="another-text"),
        pytest.param(replace(YES, digests={"posts.b": SEEN}), "missing", id="another-address"),
        pytest.param(replace(YES, role="brand"), "missing", id="another-role"),
        pytest.param(replace(YES, environment="staging"), "missing", id="another-environment"),
        pytest.param(replace(YES, by="dan"), "missing", id="who-may-not"),
        pytest.param(replace(YES, at=NOW - 91 * DAY), "lapsed", id="past-the-time-of-the-role"),
        pytest.param(replace(YES, until=NOW), "lapsed", id="past-its-own-time"),
        pytest.param(replace(YES, until=NOW + 1), "given", id="up-to-its-time"),
        pytest.param(replace(YES, at=NOW + HOUR), "missing", id="from-the-future"),
        pytest.param(replace(YES, at=NOW + 60_000), "given", id="of-a-clock-that-goes-ahead"),
        pytest.param(NO, "rejected", id="a-no"),
        pytest.param(replace(NO, at=NOW - 200 * DAY), "rejected", id="an-old-no"),
        pytest.param(replace(NO, digests={"posts.a": OTHER}), "missing", id="a-no-to-another-text"),
        pytest.param(replace(NO, by="dan"), "missing", id="a-no-of-who-may-not"),
    ],
)
def test_what_was_said_counts_for_what_was_seen(entry: Entry, standing: str) -> None:
    assert heard(entry).standing == standing


@pytest.mark.parametrize(
    ("authors", "by", "standing"),
    [
        pytest.param(("Ana <ana@x.example>",), "ana", "missing", id="her-own"),
        pytest.param(("Cleo <cleo@x.example>", "gh-ana"), "ana", "missing", id="she-opened-the-pull-request"),
        pytest.param(("Cleo <cleo@x.example>",), "ana", "given", id="somebody-else's"),
        pytest.param((), "ana", "given", id="nobody-is-known-to-have-written-it"),
        pytest.param(None, "ana", "missing", id="nobody-can-tell"),
    ],
)
def test_nobody_says_yes_to_their_own(authors: tuple[str, ...] | None, by: str, standing: str) -> None:
    asked = replace(ASKED, authors=authors)
    found = heard(replace(YES, by=by), asked=asked)
    assert found.standing == standing
    assert bool(found.why) == (standing == "missing")
    themselves = replace(LEGAL, self_approval=True)
    assert heard(replace(YES, by=by), asked=asked, role=themselves).standing == "given"


def test_a_rename_keeps_a_yes() -> None:
    moved = replace(ASKED, address="posts.b", previous="posts.a")
    assert heard(YES, asked=moved).standing == "given"


@pytest.mark.parametrize(
    ("entries", "standing", "by"),
    [
        pytest.param([YES], "missing", ("ana",), id="one-of-two"),
        pytest.param([YES, replace(YES, id="4", by="gh-ana")], "missing", ("gh-ana",), id="one-person-twice"),
        pytest.param([YES, replace(YES, id="4", by="ben")], "given", ("ana", "ben"), id="two"),
        pytest.param([YES, NO], "rejected", ("ben",), id="one-and-a-no"),
        pytest.param(
            [YES, replace(YES, id="4", by="ben", until=NOW)], "lapsed", ("ana", "ben"), id="one-lapsed"
        ),
    ],
)
def test_a_role_may_want_more_than_one(entries: list[Entry], standing: str, by: tuple[str, ...]) -> None:
    found = heard(*entries, role=replace(LEGAL, count=2))
    assert (found.standing, found.by) == (standing, by)


@pytest.mark.parametrize(
    ("entries", "standing"),
    [
        pytest.param([YES, BACK], "missing", id="a-yes"),
        pytest.param([YES, replace(BACK, by="dan")], "missing", id="a-yes-by-anybody"),
        pytest.param([NO, replace(BACK, revokes="2")], "missing", id="a-no-by-who-may"),
        pytest.param([NO, replace(BACK, revokes="2", by="dan")], "rejected", id="a-no-by-who-may-not"),
        pytest.param(
            [NO, replace(BACK, revokes="2"), replace(BACK, id="4", revokes="2", by="dan")],
            "missing",
            id="a-no-by-who-may-and-once-more-by-who-may-not",
        ),
        pytest.param([NO, replace(YES, by="ben", at=NOW)], "given", id="a-no-by-a-later-yes"),
        pytest.param([NO, replace(YES, at=NOW)], "rejected", id="a-no-is-not-somebody-else's-to-take-back"),
        pytest.param([replace(NO, by="ana", at=NOW), YES], "rejected", id="a-yes-by-a-later-no"),
    ],
)
def test_what_is_taken_back(entries: list[Entry], standing: str) -> None:
    assert heard(*entries).standing == standing


@pytest.mark.parametrize(
    ("served", "standing"), [(None, "given"), (NOW - 2 * HOUR, "given"), (NOW - HOUR, "missing")]
)
def test_a_yes_to_an_act_serves_once(served: int | None, standing: str) -> None:
    once = replace(ASKED, act=("publish", ""))
    times = {} if served is None else {"posts.a": served}
    assert heard(YES, asked=once, served=times).standing == standing
    assert heard(YES, served=times).standing == Standing.GIVEN


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        pytest.param(YES, "missing", id="unsigned"),
        pytest.param(replace(YES, signature="bad"), "missing", id="badly-signed"),
        pytest.param(replace(YES, signature="good"), "given", id="signed"),
        pytest.param(NO, "missing", id="an-unsigned-no"),
    ],
)
def test_with_signers_only_what_is_signed_counts(entry: Entry, standing: str) -> None:
    assert heard(entry, role=replace(LEGAL, signers=".signers")).standing == standing


def test_an_unsigned_revocation_takes_back_no_signed_no() -> None:
    signed = replace(NO, signature="good")
    role = replace(LEGAL, signers=".signers")
    assert heard(signed, replace(BACK, revokes="2"), role=role).standing == "rejected"
    assert heard(signed, replace(BACK, revokes="2", signature="good"), role=role).standing == "missing"


def test_a_given_yes_says_by_whom_when_and_until() -> None:
    found = heard(replace(YES, link="https://x.example/1"))
    told = (found.by, found.at, found.until, found.link)
    assert told == (("ana",), NOW - HOUR, NOW - HOUR + 90 * DAY, "https://x.example/1")


@pytest.mark.parametrize(
    ("said", "by", "role", "fate"),
    [
        pytest.param(YES, "dan", LEGAL, Fate.TAKEN_BACK, id="a-yes-by-anybody"),
        pytest.param(NO, "ana", LEGAL, Fate.TAKEN_BACK, id="a-no-by-who-may"),
        pytest.param(NO, "dan", LEGAL, Fate.KEPT, id="a-no-by-who-may-not"),
        pytest.param(NO, "ana", replace(LEGAL, signers=".signers"), Fate.KEPT, id="a-no-without-a-signature"),
    ],
)
def test_what_is_told_as_taken_back_is_what_does_not_count(
    said: Entry, by: str, role: Role, fate: Fate
) -> None:
    said = identified(said)
    back = identified(replace(BACK, revokes=said.id, by=by))
    (found,) = kept(said, back, role=role)
    assert (found.fate, found.back) == (fate, back if fate is Fate.TAKEN_BACK else None)


@pytest.mark.parametrize(
    ("said", "fate"),
    [
        pytest.param(
            identified(replace(YES, at=NOW - 91 * DAY)), Fate.LAPSED, id="past-the-time-of-the-role"
        ),
        pytest.param(identified(replace(NO, at=NOW - 91 * DAY)), Fate.KEPT, id="an-old-no"),
        pytest.param(replace(identified(YES), note="More."), Fate.CHANGED, id="changed-by-hand"),
        pytest.param(identified(replace(YES, environment="staging")), Fate.KEPT, id="another-environment"),
    ],
)
def test_it_is_told_what_has_become_of_what_was_said(said: Entry, fate: Fate) -> None:
    assert [one.fate for one in kept(said)] == [fate]


def test_a_revocation_that_was_changed_by_hand_takes_back_nothing() -> None:
    said = identified(YES)
    bent = replace(identified(replace(BACK, revokes="another")), revokes=said.id)
    assert [one.fate for one in kept(said, bent)] == [Fate.KEPT]
