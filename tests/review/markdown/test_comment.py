"""Comments read exactly as their golden files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rawugc_sync.applying.outcome import Outcome
from rawugc_sync.review.markdown.outcome import outcome_markdown
from rawugc_sync.review.markdown.plan import plan_markdown
from rawugc_sync.words.planned import Plan
from tests.render.conftest import kind_of
from tests.review.markdown import plans

GOLDEN = Path(__file__).parent / "golden"
LIMIT = 65_000


def told(name: str, limit: int = LIMIT) -> str:
    return plan_markdown(plans.PLANS[name](), kind_of, limit)


def applied(result: tuple[Plan, Outcome]) -> str:
    return outcome_markdown(*result, "rawugc-sync", LIMIT)


COMMENTS: dict[str, Callable[[], str]] = {
    **{name: lambda name=name: told(name) for name in plans.PLANS},  # type: ignore[misc]
    "limited": lambda: told("first", 1_300),
    "asked_limited": lambda: told("asked", 1_000),
    "partly_applied": lambda: applied(plans.partly()),
    "approved_alone": lambda: applied(plans.approved_alone()),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_a_comment_reads_exactly_as_its_golden_file(name: str) -> None:
    golden = GOLDEN / f"{name}.md"
    text = COMMENTS[name]()
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_comment() -> None:
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(COMMENTS)


@pytest.mark.parametrize("name", COMMENTS)
def test_the_last_line_is_the_name_of_the_plan(name: str) -> None:
    last = "no plan" if name == "failed" else "plan 4d3d-3583-d919-0a1b-77c2"
    assert COMMENTS[name]().splitlines()[-1] == last
