"""The fields that each kind of rule reads: what a change has to touch to be the reason for a finding."""

from __future__ import annotations

from collections.abc import Set

import pytest

from rawugc_sync.policy.basis import clashes, fields_of
from rawugc_sync.policy.judge import Finding
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.resources import registered
from rawugc_sync.words import rules as words
from rawugc_sync.words.addresses import Address

CONTENT = (words.FieldName("posts", "content"),)
WHEN = {"scheduledFor", "timezone", "mode"}
WHERE = {"accounts", "accountIds"}
HOURS = words.Hours(begin=0, end=60)

READ: dict[str, tuple[words.Check, str | None, Set[str] | None]] = {
    "forbid": (words.Forbid(fields=CONTENT, words=("cure",)), "content", {"content"}),
    "require": (
        words.Require(fields=CONTENT, words=("#ad",), when={"mode": "schedule"}),
        "content",
        {"content", "mode"},
    ),
    "hashtags": (words.Hashtags(most=1), "content", {"content", *WHERE}),
    "captionLength": (words.CaptionLength(most=1), "content", {"content", *WHERE}),
    "postingWindows": (words.PostingWindows(days=frozenset({0}), hours=HOURS), "scheduledFor", WHEN),
    "quietHours": (words.QuietHours(hours=HOURS), None, WHEN),
    "blackout": (words.Blackout(spans=()), "scheduledFor", WHEN),
    "maxPosts": (words.MaxPosts(per="day", most=1), "scheduledFor", WHEN | WHERE),
    "minGap": (words.MinGap(seconds=60), "scheduledFor", WHEN | WHERE),
    "noRepeat": (words.NoRepeat(of=("videoUrl",), seconds=60), "videoUrl", {"videoUrl", *WHEN, *WHERE}),
    "allowedHosts": (words.AllowedHosts(fields=CONTENT, hosts=("x.example",)), "content", {"content"}),
    "minPhotos": (words.MinPhotos(least=2), "photos", {"photos"}),
    "owner": (words.Owner(collections=("posts",)), None, None),
    "rights": (words.WithinRights(), "scheduledFor", None),
}


def finding(kind: str) -> Finding:
    check, field, _ = READ[kind]
    subject = Subject(Address("posts", "it"), None, registered()["posts"], {})
    return Finding(words.Rule(id="ours", check=check), subject, field, "breaks it")


@pytest.mark.parametrize("kind", READ)
def test_a_rule_reads_its_own_fields(kind: str) -> None:
    assert fields_of(finding(kind)) == READ[kind][2]


@pytest.mark.parametrize("kind", READ)
def test_it_takes_two_to_break_a_rule_over_the_set(kind: str) -> None:
    assert clashes(finding(kind)) == (kind in ("maxPosts", "minGap", "noRepeat"))


def test_every_kind_has_a_row() -> None:
    assert {type(check) for check, _, _ in READ.values()} == set(words.Check.__args__)
