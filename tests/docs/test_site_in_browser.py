"""The site in a real browser: for everybody to read, on a phone as well, and with nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, expect

from tests.docs.blocks import DOCS
from tests.docs.building import built_once
from tests.sampling import WHOLE

PAGES = sorted(path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md"))
LOOKS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 900},
    "phone": {"width": 360, "height": 740},
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what is asked for is looked at in the browser."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site."""
    handler = partial(_Quiet, directory=str(built_once(tmp_path_factory)))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


@dataclass
class Opened:
    """A page of the site: what went wrong in it, and what it asked of others."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(message.text)

    def heard(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.elsewhere.append(request.url)


Open = Callable[[str, str], Opened]


@pytest.fixture
def opens(browser: Browser, site: str) -> Iterator[Open]:
    """Opens a page with one of the looks."""
    contexts: list[BrowserContext] = []

    def opening(name: str, look: str) -> Opened:
        contexts.append(browser.new_context(viewport=LOOKS[look]))
        opened = Opened(contexts[-1].new_page(), site)
        opened.page.on("console", opened.said)
        opened.page.on("pageerror", lambda one: opened.wrong.append(str(one)))
        opened.page.on("requestfailed", lambda one: opened.wrong.append(one.url))
        opened.page.on("request", opened.heard)
        opened.page.goto(site + name)
        return opened

    yield opening
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES if WHOLE else PAGES[::5])
def test_a_page_is_for_everybody_and_asks_nobody_else(opens: Open, name: str) -> None:
    for look, size in LOOKS.items():
        opened = opens(name, look)
        found = Axe().run(opened.page)
        assert found.violations_count == 0, f"{look}: {found.generate_report()}"
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= size["width"], look
        assert (opened.wrong, opened.elsewhere) == ([], [])


@pytest.mark.parametrize(
    ("look", "button"), [("phone", "label[for=__search]"), ("desktop", ".md-search__button")]
)
def test_search_finds_a_word_and_leads_to_its_heading(opens: Open, look: str, button: str) -> None:
    opened = opens("index.html", look)
    opened.page.locator(button).first.click()
    opened.page.get_by_role("combobox").fill("going back")
    opened.page.get_by_role("option", name="Going back").first.click()
    expect(opened.page).to_have_url(re.compile(r"/engineers/upgrading\.html.*#going-back$"))
    assert (opened.wrong, opened.elsewhere) == ([], [])
