"""The page that leads to several reviews."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawugc_sync.review.index.page import index_page
from rawugc_sync.review.index.rows import Row, Standing, standing_of
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import Standing as Approved
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.planned import Change, Plan
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of
from tests.review.approving import LAUNCH, POLICY_CHANGE, approval, asking

POST = Address.parse("posts.launch")
CREATE = Change(address=POST, action=Action.CREATE)
DUE = Change(
    address=POST,
    action=Action.CREATE,
    decide_by=NINE_IN_NEW_YORK - 780_000,
    due=Due(POST, NINE_IN_NEW_YORK, "America/New_York", Otherwise.UNPUBLISHED),
)
DIGEST = f"sha256:{'4d3d3583d9190a1b77c2':0<64}"


def page_of(*rows: Row, since: str | None = None) -> str:
    return index_page(rows, since)


@pytest.mark.parametrize(
    ("plan", "standing"),
    [
        (plan_of(CREATE), Standing.READY),
        (plan_of(bookkeeping=1), Standing.READY),
        (asking(), Standing.READY),
        (asking(approval("legal", LAUNCH, Approved.GIVEN)), Standing.READY),
        (asking(approval("legal", LAUNCH, Approved.MISSING)), Standing.UNAPPROVED),
        (asking(approval("legal", LAUNCH, Approved.LAPSED)), Standing.UNAPPROVED),
        (asking(approval("legal", LAUNCH, Approved.REJECTED)), Standing.UNAPPROVED),
        (asking(approval("legal", LAUNCH), refusals=(error("max-deletes", "x"),)), Standing.REFUSED),
        (plan_of(policy=POLICY_CHANGE), Standing.READY),
        (plan_of(), Standing.NOTHING),
        (plan_of(CREATE, refusals=(error("max-deletes", "x"),)), Standing.REFUSED),
        (plan_of(CREATE, errors=(error("unknown-account", "x"),)), Standing.FAILED),
    ],
)
def test_how_a_plan_stands(plan: Plan, standing: Standing) -> None:
    assert standing_of(plan) is standing
    assert f'data-standing="{standing}"' in page_of(Row("a", "a", plan))


def test_a_review_is_told_with_its_name_its_sentence_its_deadline_and_its_plan() -> None:
    text = page_of(Row("brands/glow-lab", "brands/glow-lab", plan_of(DUE, digest=DIGEST)))
    assert '<a href="./brands/glow-lab/page.html"><bdi>brands/glow-lab</bdi></a>' in text
    assert '<a href="./brands/glow-lab/calendar.html">Calendar</a>' in text
    assert "1 post is made." in text
    assert re.search(r"Decide by \w{3} [\d-]+ 08:47 America/New_York\.", text)
    assert "plan 4d3d-3583-d919-0a1b-77c2" in text


def test_what_failed_has_no_calendar_and_no_plan() -> None:
    text = page_of(Row("a", "a", plan_of(errors=(error("x", "y"),), digest="")))
    assert "./a/page.html" in text
    assert "calendar.html" not in text
    assert "no plan was made" in text


def test_rows_stand_in_their_order() -> None:
    text = page_of(*(Row(name, name, plan_of()) for name in "bca"))
    assert re.findall(r'href="\./(\w)/page', text) == ["b", "c", "a"]


@pytest.mark.parametrize("since", [None, "origin/main", "<main>"])
def test_it_says_since_when_things_have_changed(since: str | None) -> None:
    text = page_of(since=since)
    assert ("changed since" in text) is (since is not None)
    assert "No workspace has changed." in text
    assert "<main><" not in text.replace("<main>\n", "")


def test_it_may_show_its_own_style_and_nothing_else() -> None:
    text = page_of(Row("a", "a", plan_of(CREATE)))
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    head = text[: text.index("<title>")].splitlines()
    assert head[3:5] == [
        '<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">",
    ]
    assert not re.search(r"<script|<img|<link|\bon\w+=|url\(|@import", text)


HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("<>\"'&{}%:/\u202e\x1b")), min_size=1)


@settings(deadline=None)
@given(name=HOSTILE, folder=st.binary(min_size=1).map(os.fsdecode), since=HOSTILE)
def test_no_name_becomes_markup_or_leads_elsewhere(name: str, folder: str, since: str) -> None:
    plain = page_of(Row("a", "a", plan_of(CREATE)), since="b")
    text = page_of(Row(name, folder, plan_of(CREATE)), since=since)
    assert re.findall(r"<[^>]*>", re.sub(r'href="[^"]*"', "", text)) == re.findall(
        r"<[^>]*>", re.sub(r'href="[^"]*"', "", plain)
    )
    links = [unescape(link) for link in re.findall(r'href="([^"]*)"', text)]
    assert all(re.fullmatch(r"\./[\w.~%/-]*/(page|calendar)\.html", link, re.ASCII) for link in links)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
