"""The page of the calendar: what it shows, and that no text becomes a part of it."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings

from rawugc_sync.review.calendar.html import calendar_html
from rawugc_sync.review.calendar.sheets import Brand, sheets_of
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.diagnostics import error
from tests.render.test_safe import active_characters, hostile_text
from tests.review.calendar.entries import HOSTILE, NOW, entry, nobodys, plan_with, sheet_of


class Outline(HTMLParser):
    """The elements of a page with the names of their attributes, without those of symbols, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[str]]] = []
        self.text: list[str] = []
        self.comments = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("class") != "sign":
            self.elements.append((tag, [name for name, _ in attrs]))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments += 1


def page_of(*entries: Entry, **parts: object) -> str:
    return calendar_html([sheet_of(plan_with(*entries, **parts), NOW)])


def shown(page: str) -> str:
    """The text of a page without its style, in one line."""
    return " ".join("".join(Outline(re.sub("(?s)<style>.*</style>", "", page)).text).split())


def test_each_post_stands_on_its_day_in_its_zone_and_in_utc() -> None:
    page = page_of(entry(fate=Fate.NEW, id=None), nobodys("post_9", "2026-12-01 14:12", "tiktok"))
    text = shown(page)
    assert "Tue 2026-12-01 09:00 America/New_York 14:00 UTC new posts.p tiktok/glowlab may clash" in text
    assert "stays post_9 (in no manifest) tiktok (account not shown) may clash on tiktok/glowlab" in text
    assert '<time datetime="2026-12-01T14:00:00Z">' in page
    assert page.count("no post") == 28
    assert text.endswith("plan 4d3d-3583-d919-0a1b-77c2")


@pytest.mark.parametrize("fate", list(Fate))
def test_what_becomes_of_a_post_is_told_in_words_and_by_a_mark(fate: Fate) -> None:
    page = page_of(entry(fate=fate, was="2026-12-02 14:00" if fate is Fate.MOVED else None))
    assert f'data-fate="{fate}"' in page
    assert f'<strong class="fate">{fate}</strong>' in page


def test_the_clocks_are_marked_on_their_day() -> None:
    page = page_of(entry(at="2026-12-01 14:00"), entry("posts.q", "2027-03-14 12:00"))
    assert "DST" not in shown(page)
    spring = calendar_html([sheet_of(plan_with(entry(at="2027-03-14 12:00")), NOW + 100 * 86_400_000)])
    assert "Sun 2027-03-14 DST: the clocks go forward in America/New_York, 02:00 becomes 03:00" in shown(
        spring
    )


def test_several_workspaces_are_listed_and_reached() -> None:
    plans = [plan_with(entry(), workspace=name) for name in ("glow-lab", "oak-tea")]
    page = calendar_html(sheets_of([Brand(plan) for plan in plans], NOW), ["brands/lost"])
    assert re.findall('href="#(w[0-9])"', page) == re.findall('<section id="(w[0-9])"', page) == ["w1", "w2"]
    assert "Not here: brands/lost could not be read, so its posts are missing." in shown(page)


def test_a_refused_plan_says_so() -> None:
    assert "This plan cannot be carried out as it is" in shown(page_of(entry(), refusals=(error("x", "no"),)))


def test_the_policy_allows_its_one_style_and_nothing_else() -> None:
    page = page_of(entry())
    (style,) = re.findall("(?s)<style>(.*?)</style>", page)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    outline = Outline(page)
    assert {"script", "img", "link", "iframe", "object"}.isdisjoint(tag for tag, _ in outline.elements)
    assert not any("style" in attributes for _, attributes in outline.elements)
    assert "url(" not in style
    assert "@import" not in style


def test_the_same_plan_gives_the_same_page() -> None:
    assert page_of(entry()) == page_of(entry())


def full_of(text: str) -> str:
    """A calendar with a text wherever one can come from outside."""
    post = entry(
        text=text,
        accounts=(text, "tiktok/x"),
        timezone=text,
        id=text,
        fate=Fate.MOVED,
        was="2026-12-03 14:00",
    )
    strange = nobodys(text, "2026-12-01 14:10", text, "tiktok", text=text)
    near = entry("posts.q", "2026-12-01 14:05", accounts=(text, "tiktok/x"))
    plan = plan_with(post, strange, near, workspace=text, environment=text, organization_id=text)
    return calendar_html([sheet_of(plan, NOW)], [text])


JOINERS = {"\u200c", "\u200d"}
"""Some scripts are written with them, and some emoji: between their letters they stay."""

PLAIN = Outline(full_of("plain"))


def _inert(page: str) -> None:
    outline = Outline(page)
    assert outline.elements == PLAIN.elements
    assert outline.comments == 0
    assert set(active_characters(page)) <= {"\n", "\t", *JOINERS}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_a_part_of_the_page(text: str) -> None:
    _inert(full_of(text))


@settings(deadline=None)
@example("\x1b[2J\t")
@given(hostile_text().filter(lambda text: text.strip() != ""))
def test_no_text_at_all_becomes_a_part_of_the_page(text: str) -> None:
    _inert(full_of(text))
