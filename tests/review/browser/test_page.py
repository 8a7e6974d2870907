"""The review page in a real browser: nothing asked, nothing broken, and for everybody to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.contract.project import Project
from tests.review.browser.conftest import DESKTOP, PHONE, Open, nothing_said

LOOKS = {
    "phone, light": {"viewport": PHONE, "color_scheme": "light"},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desktop, light": {"viewport": DESKTOP, "color_scheme": "light"},
    "desktop, dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "without scripts": {"viewport": DESKTOP, "java_script_enabled": False},
    "forced colours": {"viewport": DESKTOP, "forced_colors": "active"},
}

ADDRESSES = {
    *("messaging.gentle", "products.serum", "styles.shelf"),
    *("posts.launch", "posts.teaser", "posts.at-once"),
}


@pytest.fixture
def page(reviewed: Project) -> Path:
    """The page of a plan of a workspace that was edited."""
    path = reviewed.root / "page.html"
    assert reviewed.run("plan", "--html", "page.html").exit_code == 0
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_opens_without_a_word_and_asks_only_the_hosts_that_the_plan_names(
    page: Path, opens: Open, look: str
) -> None:
    opened = opens(page, **LOOKS[look])
    with nothing_said(opened):
        cards = opened.page.locator("article")
        assert {cards.nth(at).get_attribute("id") for at in range(cards.count())} == ADDRESSES
        hosts = {url.split("/")[2] for url in opened.asked}
        assert hosts <= {"cdn.example.com", "media.example.com"}


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "without scripts"])
def test_axe_finds_nothing(page: Path, opens: Open, look: str) -> None:
    opened = opens(page, bypass_csp=True, **LOOKS[look])
    found = Axe().run(opened.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page: Path, opens: Open, width: int) -> None:
    opened = opens(page, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_alone_reaches_every_card(page: Path, opens: Open) -> None:
    opened = opens(page, viewport=DESKTOP)
    reached: set[str] = set()
    for _ in range(200):
        opened.page.keyboard.press("Tab")
        reached.add(
            opened.page.evaluate(
                """() => {
                    const at = document.activeElement;
                    const card = at.closest("article");
                    const link = at.matches('a[href^="#"]') ? at.getAttribute("href").slice(1) : "";
                    return card ? card.id : decodeURIComponent(link);
                }"""
            )
        )
    assert reached >= ADDRESSES


def test_where_the_focus_is_can_be_seen(page: Path, opens: Open) -> None:
    opened = opens(page, viewport=DESKTOP)
    opened.page.keyboard.press("Tab")
    outline = opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_a_filter_leaves_what_it_names_and_says_how_many_that_are(page: Path, opens: Open) -> None:
    opened = opens(page, viewport=DESKTOP)
    select = opened.page.locator("select").first
    select.select_option("posts")
    shown = opened.page.locator("article:visible")
    assert {shown.nth(at).get_attribute("id") for at in range(shown.count())} == {
        one for one in ADDRESSES if one.startswith("posts.")
    }
    assert "3" in opened.page.locator("[aria-live]").inner_text()


def test_without_scripts_there_is_no_filter_and_everything_is_there(page: Path, opens: Open) -> None:
    opened = opens(page, viewport=DESKTOP, java_script_enabled=False)
    assert opened.page.locator("select:visible").count() == 0
    assert opened.page.locator("article:visible").count() == len(ADDRESSES)


def test_it_prints_to_paper_with_everything_open(page: Path, opens: Open, tmp_path: Path) -> None:
    opened = opens(page, viewport=DESKTOP)
    opened.page.emulate_media(media="print")
    assert opened.page.locator("article:visible").count() == len(ADDRESSES)
    assert opened.page.locator("select:visible").count() == 0
    printed = opened.page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    assert printed.startswith(b"%PDF-")


def test_three_hundred_changes_are_a_small_page(workspace: object, opens: Open) -> None:
    project = workspace(MANY)  # type: ignore[operator]
    assert project.run("plan", "--html", "page.html").exit_code == 0
    path = project.root / "page.html"
    assert path.stat().st_size < 3_000_000
    opened = opens(path, viewport=DESKTOP)
    with nothing_said(opened):
        assert opened.page.locator("article").count() == 300


MANY = {
    "many.yaml": {
        "personas": {
            f"persona-{number}": {
                "name": f"Persona {number}",
                "description": f"Number {number} is somebody whose skin reacts. " * 20,
            }
            for number in range(300)
        }
    }
}
