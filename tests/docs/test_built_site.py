"""The site as `make docs` builds it: strictly, with and without an address, and read from a disk."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from rawugc_sync.help import addresses, site
from scripts import site_links
from scripts.reference.site import markdown
from tests.docs.building import build, built_once
from tests.review.browser.conftest import DESKTOP, PHONE, Open, nothing_said, opens  # noqa: F401

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("zensical"), reason="Zensical is not installed")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(tmp_path_factory)


def test_every_page_is_built_and_every_link_leads_somewhere(built: Path) -> None:
    assert [one for one in markdown() if not (built / one).with_suffix(".html").is_file()] == []
    assert list(site_links.problems(built)) == []
    assert "canonical" not in (built / "index.html").read_text(encoding="utf-8")


def test_with_an_address_each_page_says_the_one_that_help_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "SITE", "https://docs.example/sync")
    made = build(tmp_path)
    assert list(site_links.problems(made)) == []
    for path in ("index.md", "writers/index.md", "reference/messages/first-run.md"):
        told = (made / path).with_suffix(".html").read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{addresses.of_page(path)}">' in told


@pytest.mark.parametrize("start", ["index.html", "reference/messages/first-run.html"])
def test_search_works_from_a_disk_and_asks_no_other_host(built: Path, opens: Open, start: str) -> None:  # noqa: F811
    opened = opens(built / start)
    page = opened.page
    with nothing_said(opened):
        page.get_by_role("button", name="Search").first.click()
        page.keyboard.type("older-checkout")
        page.locator("a[href$='reference/messages/older-checkout.html']").first.click()
        page.wait_for_url("**/older-checkout.html*")
    assert page.locator("h1").inner_text().startswith("older-checkout")
    assert [one for one in opened.asked if not one.startswith("blob:")] == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    "page", ["fields/posts", "fields/videos", "commands/plan", "configuration", "messages/posts/index"]
)
def test_axe_finds_nothing_on_a_generated_page(
    built: Path,
    opens: Open,  # noqa: F811
    page: str,
    viewport: dict[str, int],
) -> None:
    opened = opens(built / f"reference/{page}.html", viewport=viewport)
    found = Axe().run(opened.page)
    assert found.response["violations"] == []
