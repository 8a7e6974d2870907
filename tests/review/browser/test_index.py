"""The page that leads to several reviews, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import Workspace
from tests.review.browser.conftest import Open, nothing_said
from tests.review.browser.test_page import LOOKS

FILES = {
    "brands/oak & tea/rawugc.yaml": "workspace: oak\n",
    "brands/oak & tea/brand.yaml": "personas: {p: {name: N, description: D}}\n",
    "brands/<b>volt/rawugc.yaml": "workspace: volt\n",
    "brands/<b>volt/brand.yaml": "personas: {p: {nam: N}}\n",
}


@pytest.fixture
def index(workspace: Workspace) -> Path:
    """The page of a repository with one brand that is ready, and one that is not."""
    project = workspace(FILES)
    assert project.run("review", "--dir", "out").exit_code == 1
    return project.root / "out/index.html"


@pytest.mark.parametrize("look", LOOKS)
def test_it_opens_without_a_word_and_asks_nobody(index: Path, opens: Open, look: str) -> None:
    opened = opens(index, **LOOKS[look])
    with nothing_said(opened):
        names = opened.page.get_by_role("heading", level=2).all_inner_texts()
        assert names == ["brands/<b>volt failed", "brands/oak & tea ready"]
        assert opened.asked == []


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "without scripts"])
def test_axe_finds_nothing(index: Path, opens: Open, look: str) -> None:
    found = Axe().run(opens(index, bypass_csp=True, **LOOKS[look]).page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("at", [0, 1])
def test_the_keyboard_leads_to_each_review(index: Path, opens: Open, at: int) -> None:
    page = opens(index).page
    name = page.get_by_role("heading", level=2).nth(at).get_by_role("link")
    target = name.evaluate("link => link.href")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.href") != target:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    assert page.locator("main").count() == 1


def test_nothing_is_wider_than_a_small_phone(index: Path, opens: Open) -> None:
    page = opens(index, viewport={"width": 320, "height": 800}).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
