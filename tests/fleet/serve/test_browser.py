"""The pages of a fleet in a real browser: nothing asked elsewhere, nothing broken, for everybody to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.fleet.serve.town import ANN, BRAND, CY, Town
from tests.review.browser.conftest import DESKTOP, PHONE

HOSTILE = '"<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }} \\u202Egpj.\\u0007"'
LOOKS = {
    "phone, light": {"viewport": PHONE, "color_scheme": "light"},
    "desktop, dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "without scripts": {"viewport": DESKTOP, "java_script_enabled": False},
}
POST = f"""
posts:
  launch:
    videoUrl: https://media.example.com/launch.mp4
    accounts: [tiktok/glowlab]
    timezone: America/New_York
    scheduledFor: 2027-02-01 09:00
    content: {HOSTILE}
"""


@pytest.fixture
def hostile(town: Town) -> Town:
    """A fleet whose texts want to be more than texts, wherever they come from."""
    brand = BRAND.replace("Says less to skin that reacts.", HOSTILE)
    town.commit({"brands/b01/brand.yaml": brand, "brands/b01/post.yaml": POST})
    town.planned()
    text = "<img src=x onerror=alert(3)>\u202e</title><script>alert(4)</script>"
    town.sql("update fleet_runs set what = %s", text)
    town.sql("insert into fleet_repositories (url, tenant, trouble) values (%s, %s, %s)", text, text, text)
    town.sql(
        "insert into fleet_workspaces (id, tenant, repository, path, key_place, state_place, commit_id,"
        " content, drift_at, drifted, refused) values ('h', %s, 'r', %s, 'k', 's', %s, 'c', now(), true, %s)",
        *(text, text, text, text),
    )
    town.sql(
        "insert into fleet_links (token, run, digest, role, person, expires_at, used_at, said, note)"
        " select 't', id, '', %s, %s, now(), now(), 'no', %s from fleet_runs limit 1",
        *(text, text, text),
    )
    return town


@contextmanager
def opening(browser: Browser, base: str, **how: object) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page, what its console says, and whom it asks beside `base`."""
    context = browser.new_context(**how)  # type: ignore[arg-type]
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda one: said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))
    page.on("dialog", lambda one: said.append(f"dialog {one.message}"))
    page.on("request", lambda one: asked.append(one.url) if not one.url.startswith((base, "data:")) else None)
    context.route("https://media.example.com/**", lambda route: route.fulfill(status=404, body=""))
    yield page, said, asked
    context.close()


PATHS = ["/", "/calendar?from=2027-02-01", "/tenants/agency", "/r/x", "/runs/{run}", "{link}"]


@pytest.mark.parametrize("look", LOOKS)
def test_hostile_texts_stay_texts_and_the_console_stays_empty(
    hostile: Town, browser: Browser, look: str
) -> None:
    run = hostile.sql("select id from fleet_runs where page is not null limit 1")[0]["id"]
    paths = [one.format(run=run, link=hostile.link()) for one in PATHS]
    with hostile.serving() as base, opening(browser, base, **LOOKS[look]) as (page, said, asked):
        for path in paths:
            page.goto(base + path)
            assert page.locator("main img[src=x], main script").count() == 0
        assert [one for one in said if "Failed to load resource" not in one] == []
        assert {url.split("/")[2] for url in asked} <= {"media.example.com"}


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "without scripts"])
def test_axe_finds_nothing(hostile: Town, browser: Browser, look: str) -> None:
    run = hostile.sql("select id from fleet_runs where page is not null limit 1")[0]["id"]
    paths = [one.format(run=run, link=hostile.link()) for one in PATHS]
    with hostile.serving() as base, opening(browser, base, bypass_csp=True, **LOOKS[look]) as (page, _, _):
        for path in [one for one in paths if not one.startswith("/runs/")]:
            page.goto(base + path)
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= page.viewport_size["width"], path  # type: ignore[index]


@pytest.mark.parametrize("look", LOOKS)
def test_a_reviewer_answers_in_a_browser(town: Town, browser: Browser, look: str) -> None:
    town.planned()
    link = town.link()
    (town.folder / "fleet.yaml").write_text(
        (town.folder / "fleet.yaml").read_text().replace("https://fleet.example", "http://127.0.0.1")
    )  # the cookie of an address of https is for https alone
    with town.serving() as base, opening(browser, base, **LOOKS[look]) as (page, said, asked):
        page.goto(base + link)
        page.get_by_role("group", name="Your word on messaging.gentle").get_by_label("Yes").check()
        loud = page.get_by_role("group", name="Your word on messaging.loud")
        loud.get_by_label("No", exact=True).check()
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("alert").inner_text() == "A no needs a note that says why."
        loud.get_by_label("Note").fill("Not loud.")
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Recorded"
        assert [one for one in said if "400" not in one] == []
        assert asked == []
    assert town.approvals() == [
        ("approval", CY, ["messaging.gentle"], ""),
        ("rejection", CY, ["messaging.loud"], "Not loud."),
    ]


@pytest.fixture
def plain(town: Town) -> Town:
    """The link's cookie is for https alone where the address is one; here it is not."""
    town.planned()
    path = town.folder / "fleet.yaml"
    path.write_text(path.read_text().replace("https://fleet.example", "http://127.0.0.1"))
    return town


def test_what_was_sent_counts_once_however_the_browser_comes_back(plain: Town, browser: Browser) -> None:
    link = plain.link().removeprefix("http://127.0.0.1")
    with plain.serving() as base, opening(browser, base, viewport=DESKTOP) as (page, _, _):
        page.goto(base + link)
        other = page.context.new_page()
        other.goto(base + link)
        page.get_by_label("Yes").first.check()
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Recorded"
        page.reload()
        assert page.get_by_role("heading", level=1).inner_text() == "This link was used already."
        page.go_back()
        assert page.get_by_role("heading", level=1).inner_text() == "This link was used already."
        other.get_by_label("No", exact=True).last.check()
        other.get_by_label("Note").last.fill("No.")
        other.get_by_role("button", name="Send").click()
        assert other.get_by_role("heading", level=1).inner_text() == "This link was used already."
    assert plain.approvals() == [("approval", CY, ["messaging.gentle"], "")]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of this name has the focus; without a name, the button."""
    focused = "(({name, type}) => type === 'submit' ? '' : name || null)(document.activeElement)"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == name:
            return
    raise AssertionError(f"no way to {name}")


def test_a_keyboard_is_enough(plain: Town, browser: Browser) -> None:
    link = plain.link().removeprefix("http://127.0.0.1")
    with plain.serving() as base, opening(browser, base, viewport=DESKTOP) as (page, said, _):
        page.goto(base + link)
        for name, key in (("say-0", "ArrowRight"), ("say-1", "ArrowLeft"), ("note-1", "N"), ("", "Enter")):
            tab_to(page, name)
            page.keyboard.press(key)
        assert page.get_by_role("heading", level=1).inner_text() == "Recorded"
        assert said == []
    assert plain.approvals() == [
        ("approval", CY, ["messaging.gentle"], ""),
        ("rejection", CY, ["messaging.loud"], "N"),
    ]


def test_ten_thousand_workspaces_are_folded_into_their_tenants(town: Town, browser: Browser) -> None:
    town.sql(
        "insert into fleet_workspaces (id, tenant, repository, path, key_place, state_place, commit_id,"
        " content, drift_at, drifted) select 'w' || n, 'tenant-' || mod(n, 40), 'r', 'brands/b' || n,"
        " 'k' || n, 's' || n, 'c', 'c', now(), mod(n, 3) = 0 from generate_series(1, 10000) n"
    )
    town.sql(
        "insert into fleet_runs (id, workspace, kind, commit_id, job, worker, ended_at, exit_code, what)"
        " select 'r' || n, 'w' || n, 'drift', 'c', n, 'w', now(), mod(n, 2), 'what' from"
        " generate_series(1, 10000) n"
    )
    with town.serving() as base, opening(browser, base, viewport=DESKTOP) as (page, said, _):
        page.goto(f"{base}/")
        assert page.locator("dd").first.inner_text() == "10000"
        assert page.locator("#tenants + ul > li").count() == 40
        assert page.locator("#failed + ul > li").count() == 50
        page.get_by_role("link", name="tenant-7", exact=True).click()
        assert page.locator(".rows > li").count() == 200
        page.get_by_role("link", name="More").click()
        assert page.locator(".rows > li").count() == 50
        assert said == []


def test_an_author_reads_why_their_yes_does_not_count(town: Town, browser: Browser) -> None:
    town.planned()
    link = town.link("legal", ANN)
    (town.folder / "fleet.yaml").write_text(
        (town.folder / "fleet.yaml").read_text().replace("https://fleet.example", "http://127.0.0.1")
    )
    with town.serving() as base, opening(browser, base, viewport=PHONE) as (page, _, _):
        page.goto(base + link)
        page.get_by_label("Yes").first.check()
        page.get_by_role("button", name="Send").click()
        assert f"{ANN} wrote it" in page.locator("main").inner_text()
    assert town.approvals() == []
