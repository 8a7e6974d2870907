"""Approvals and a change of the policy on a page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.review.approving import TEASER, all_of_it
from tests.review.browser.conftest import Open, nothing_said
from tests.review.browser.test_page import LOOKS
from tests.review.page.conftest import shown


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(shown(all_of_it()), encoding="utf-8")
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_missing_can_be_read_in_every_look(page: Path, opens: Open, look: str) -> None:
    opened = opens(page, **LOOKS[look])
    with nothing_said(opened):
        badge = opened.page.locator(f"[id='{TEASER}'] .badge").first
        assert badge.inner_text() == "! brand: lapsed"
        assert badge.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "without scripts"])
def test_axe_finds_nothing_with_everything_open(page: Path, opens: Open, look: str) -> None:
    opened = opens(page, bypass_csp=True, **LOOKS[look])
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(opened.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_command_and_no_policy_is_wider_than_the_screen(page: Path, opens: Open, width: int) -> None:
    opened = opens(page, viewport={"width": width, "height": 800})
    opened.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
