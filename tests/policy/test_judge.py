"""Rules against subjects: which are judged, and in which order it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from rawugc_sync.policy.judge import judged
from rawugc_sync.words.rules import (
    AllowedHosts,
    Blackout,
    CaptionLength,
    Check,
    FieldName,
    Forbid,
    Hashtags,
    Hours,
    MaxPosts,
    MinGap,
    MinPhotos,
    NoRepeat,
    Owner,
    PostingWindows,
    QuietHours,
    Require,
    Rights,
    Rule,
    WithinRights,
)
from tests.policy.subjects import CONTENT, NOW, found, post, product

BROKEN: Mapping[type[Check], Check] = {
    type(one): one
    for one in (
        Forbid(fields=(CONTENT,), words=("cure",)),
        Require(fields=(CONTENT,), words=("#ad",)),
        Hashtags(most=1),
        CaptionLength(most=5),
        PostingWindows(days=frozenset({6}), hours=Hours(begin=0, end=60)),
        QuietHours(hours=Hours(begin=8 * 60, end=10 * 60)),
        Blackout(spans=((date(2026, 12, 1), date(2026, 12, 1)),)),
        MaxPosts(per="day", most=1),
        MinGap(seconds=3600),
        NoRepeat(of=("content",), seconds=3600),
        AllowedHosts(fields=(FieldName("posts", "videoUrl"),), hosts=("x.example",)),
        MinPhotos(least=3),
        Owner(collections=("posts",)),
        WithinRights(),
    )
}
SUBJECTS = (
    *(replace(post("cure #a #b", key=key), rights=Rights(until=date(2026, 11, 30))) for key in "xy"),
    product(),
)


def test_every_kind_of_check_is_held_against_the_subjects() -> None:
    assert BROKEN.keys() == set(get_args(Check))


@pytest.mark.parametrize("check", BROKEN.values(), ids=lambda check: type(check).__name__)
def test_what_breaks_a_check_is_found_under_its_rule(check: Check) -> None:
    findings = [one for one in found(check, *SUBJECTS) if one.rule.id == "it"]
    assert findings
    assert all(one.said for one in findings)


@pytest.mark.parametrize("check", BROKEN.values(), ids=lambda check: type(check).__name__)
def test_what_is_over_is_never_found_itself(check: Check) -> None:
    assert found(check, *(replace(one, is_over=True) for one in SUBJECTS)) == []


def test_findings_come_rule_by_rule_and_rights_last() -> None:
    rules = [Rule(id=f"r{number}", check=check) for number, check in enumerate(BROKEN.values())]
    order = [one.rule.id for one in judged(rules, SUBJECTS, NOW)]
    assert list(dict.fromkeys(order)) == [*(rule.id for rule in rules), "rights-ended"]


def test_without_subjects_nothing_is_found() -> None:
    assert list(judged([Rule(id="r", check=check) for check in BROKEN.values()], [], NOW)) == []
