"""The page of a calendar in a real browser: weeks on a desk, a list on a phone, and for everybody to read."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from rawugc_sync.review.calendar.html import calendar_html
from rawugc_sync.review.calendar.sheets import Brand, sheets_of
from rawugc_sync.words.calendar import Fate
from tests.review.browser.conftest import DESKTOP, PHONE, Open, nothing_said
from tests.review.calendar.entries import HOSTILE, NOW, entry, nobodys, plan_with

LOOKS = {
    "phone, light": {"viewport": PHONE, "color_scheme": "light"},
    "phone, dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desktop, light": {"viewport": DESKTOP, "color_scheme": "light"},
    "desktop, dark": {"viewport": DESKTOP, "color_scheme": "dark"},
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Two workspaces with something of everything, and every hostile text."""
    fates = [
        entry(
            f"posts.{fate}", f"2026-12-0{day} 14:00", fate=fate, was="2026-12-09 14:00" if day == 3 else None
        )
        for day, fate in enumerate((Fate.STAYS, Fate.NEW, Fate.MOVED, Fate.CHANGED, Fate.REMOVED), 1)
    ]
    strange = nobodys("post_9", "2026-12-01 14:12", "tiktok", text="Made in the dashboard.")
    hostile = [entry(f"posts.h{n}", "2026-12-02 20:00", text=one) for n, one in enumerate(HOSTILE)]
    plans = [plan_with(*fates, strange), plan_with(*hostile, workspace="oak-tea")]
    path = tmp_path / "calendar.html"
    text = calendar_html(sheets_of([Brand(plan) for plan in plans], NOW), ["brands/lost"])
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_it_opens_without_a_word_and_asks_nobody(page: Path, opens: Open, look: str) -> None:
    opened = opens(page, **LOOKS[look])
    with nothing_said(opened):
        assert opened.page.locator("[data-fate]").count() == 7 + len(HOSTILE)
        assert opened.asked == []
    assert Axe().run(opens(page, bypass_csp=True, **LOOKS[look]).page).violations_count == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_nothing_is_wider_than_the_screen(page: Path, opens: Open, width: int) -> None:
    opened = opens(page, viewport={"width": width, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("viewport", "columns"), [(PHONE, 1), (DESKTOP, 7)], ids=["phone", "desktop"])
def test_a_week_is_a_row_where_there_is_room(
    page: Path, opens: Open, viewport: dict[str, int], columns: int
) -> None:
    opened = opens(page, viewport=viewport)
    left = "all => all.slice(0, 28).map(one => Math.round(one.getBoundingClientRect().left))"
    assert len(set(opened.page.locator(".day").evaluate_all(left))) == columns
