"""Two posts of one set of manifests that would go out together: an error at both places."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.load import load
from rawugc_sync.resources import registered
from rawugc_sync.words.diagnostics import Diagnostic

NOW = 1_800_000_000_000
FIRST = "videoUrl: https://cdn.example.com/v.mp4, content: Less., accounts: [tiktok/glowlab]"


def found(folder: Path, first: str, second: str) -> list[Diagnostic]:
    text = f"defaults: {{posts: {{timezone: UTC}}}}\nposts:\n  a: {{{first}}}\n  b: {{{second}}}\n"
    (folder / "posts.yaml").write_text(text)
    return [d for d in load(folder, Config(), registered(), NOW).diagnostics if d.code == "posted-twice"]


def at(time: str, fields: str = FIRST) -> str:
    return f"{fields}, scheduledFor: {time}"


def test_it_is_told_at_the_time_of_both(tmp_path: Path) -> None:
    told = found(tmp_path, at("2027-06-01 09:00"), at("2027-06-01T11:00:30+02:00"))
    assert [(d.address, d.field, str(d.severity)) for d in told] == [
        ("posts.a", "scheduledFor", "error"),
        ("posts.b", "scheduledFor", "error"),
    ]
    assert [d.source and d.source.line for d in told] == [3, 4]
    assert told[0].summary == (
        "would go out twice on tiktok/glowlab at Tue 2027-06-01 09:00 UTC: "
        "posts.b has the same video and caption"
    )


BY_ID = FIRST.replace("accounts: [tiktok/glowlab]", "accountIds: [acc_1]")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(at("2027-06-01 09:00"), at("2027-06-02 09:00"), id="one-video-on-two-days"),
        pytest.param(at("2026-06-01 09:00"), at("2026-06-01 09:00"), id="past-times"),
        pytest.param(at("2027-06-01 09:00"), at("2027-06-01 09:00") + ", mode: draft", id="a-draft"),
        pytest.param(at("2027-06-01 09:00"), at("2027-06-01 09:00", BY_ID), id="a-handle-and-an-id"),
        pytest.param(FIRST + ", mode: now", FIRST + ", mode: now", id="at-once-which-only-a-plan-knows"),
    ],
)
def test_what_only_a_plan_can_tell_or_is_fine_is_no_error(tmp_path: Path, first: str, second: str) -> None:
    assert found(tmp_path, first, second) == []


def test_ids_are_compared_offline_as_well(tmp_path: Path) -> None:
    assert len(found(tmp_path, at("2027-06-01 09:00", BY_ID), at("2027-06-01 09:00", BY_ID))) == 2
