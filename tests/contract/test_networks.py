"""Captions that a network does not take, as people hear of them: each once, at its line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace

TAGS = " ".join(f"#tag{letter}" for letter in "abcdef")
CODES = ("caption-too-long", "too-many-hashtags")


def post(**fields: Any) -> dict[str, Any]:
    """A post, written one field a line: its content stands on line 5."""
    base = {"videoUrl": "https://x.example/v.mp4", "content": TAGS, "accounts": ["tiktok/glowlab"]}
    return {"posts": {"p": {**base, "timezone": "UTC", **fields}}}


def said(report: Any) -> list[tuple[str, str, int]]:
    found = [d for d in report["diagnostics"] if d["code"] in CODES]
    return [(d["code"], d["severity"], d["source"]["line"]) for d in found]


SCHEDULED = {"scheduledFor": "2027-07-01 09:00"}


@pytest.mark.parametrize("more", [SCHEDULED, {"mode": "draft"}], ids=["scheduled", "draft"])
def test_validate_and_every_plan_tell_it_once(workspace: Workspace, more: dict[str, Any]) -> None:
    project = workspace({"brand.yaml": post(**more)})
    once = [("too-many-hashtags", "warning", 5)]
    assert said(project.run("validate", "--format", "json").json) == once
    assert said(project.plan().json) == once
    project.applied()
    assert said(project.plan().json) == once


def test_the_way_out_leads_out(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": post(**SCHEDULED)})
    assert project.plan("--strict").exit_code == 1
    project.write({"brand.yaml": post(**SCHEDULED, content=TAGS.rpartition(" ")[0])})
    assert project.plan("--strict").exit_code == 2


def test_what_goes_out_at_once_is_warned_of_by_the_plan_that_sends_it(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": post(mode="now")})
    assert said(project.run("validate", "--format", "json").json) == [("too-many-hashtags", "note", 5)]
    assert said(project.plan().json) == [("too-many-hashtags", "warning", 5)]
    project.applied()
    assert said(project.plan().json) == []


def test_an_account_is_known_by_its_id_where_the_plan_reads_the_accounts(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": post(**SCHEDULED)})
    accounts = project.dashboard.objects("accounts").items()
    ids = [id for id, one in accounts if one["platform"] == "tiktok"]
    fields = {name: value for name, value in post(**SCHEDULED)["posts"]["p"].items() if name != "accounts"}
    other = post(**SCHEDULED, content="Hello", videoUrl="https://x.example/other.mp4")["posts"]["p"]
    project.write({"brand.yaml": {"posts": {"p": {**fields, "accountIds": ids[:1]}, "other": other}}})
    assert said(project.run("validate", "--format", "json").json) == []
    assert said(project.plan().json) == [("too-many-hashtags", "warning", 5)]
