"""Whatever a text holds: no tag, attribute or link of a page comes from it, and nothing of it acts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawugc_sync.review.visible import marked, visible
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.diagnostics import Source, warning
from rawugc_sync.words.planned import Change, FieldChange, Managed, NextPublic, Plan, StillPublic
from rawugc_sync.words.provenance import Made, Written
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of, update_of
from tests.render.test_safe import NASTY
from tests.review.approving import asked_everywhere, policy_with
from tests.review.page.conftest import shown
from tests.review.page.reading import Node, read
from tests.sampling import of

HTML = [
    "<script>alert(1)</script>",
    "</script>",
    "</style><b>",
    "<!--",
    "-->",
    "]]>",
    '"onmouseover="x',
    "' autofocus onfocus=x '",
    "<img src=x onerror=x>",
    "<a href=javascript:x>",
    "&lt;b&gt;",
    "&#60;b>",
    "</article>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "javascript:x",
    "data:text/html,<script>",
    "//evil.example",
    "https://evil.example/<b>",
    "@team",
    "# heading\n* list",
]
CATALOGUE = [*HTML, *NASTY, "👩‍🔬 crème", "می‌روم", "\r", "\x85", "a\u00a0b", "-- \n"]


def texts() -> st.SearchStrategy[str]:
    """Any text, surrogates included, with a liking for what browsers act on."""
    parts = st.sampled_from(CATALOGUE) | st.characters(codec=None)
    return st.lists(parts, max_size=8).map("".join)


def everywhere(text: str) -> Plan:
    """A plan with the text in every place that somebody else writes: manifests, the API, git, CI, files."""
    post, source = Address("posts", "one"), Source(text, 3, 1)
    return plan_of(
        Change(
            address=post,
            action=Action.CREATE,
            id=text,
            after={"content": text, "accounts": [text, f"tiktok/{text}"], "timezone": text, "videoUrl": text},
            note=text,
            action_reason=text,
            source=source,
            written=Written(text, text),
            used_by=(Address("products", text or "-"),),
            next_public=NextPublic(address=post, at=NINE_IN_NEW_YORK, timezone=text),
            still_public=(StillPublic(None, text, NINE_IN_NEW_YORK),),
        ),
        update_of(
            "products.two",
            FieldChange(path="description", before="Old words.", after=text),
            FieldChange(path="messaging", before=text, after=f"{text} and more"),
            FieldChange(path="photos", before=[text], after=[f"https://cdn.example.com/{text}"]),
            previous_address=Address("products", text or "-"),
        ),
        update_of(
            "styles.three", FieldChange(path="promptTemplate", before="", after=f"{{productName}} {text}")
        ),
        managed=(Managed(Address("products", "two"), {"name": text}),),
        calendar=(
            Entry(
                address=None,
                id=text,
                fate=Fate.NEW,
                at=NINE_IN_NEW_YORK,
                was=NINE_IN_NEW_YORK - 1,
                timezone=text,
                accounts=(text, "tiktok/x"),
                text=text,
            ),
            Entry(
                address=post,
                id=None,
                fate=Fate.NEW,
                at=NINE_IN_NEW_YORK,
                accounts=(text, "tiktok/x"),
                text=text,
            ),
        ),
        workspace=text,
        environment=text,
        organization_id=text,
        server=text,
        made=Made(author=text, commit=text, link=text),
        diagnostics=(warning("x", text, text, address=text, field=text, source=source),),
        approvals=(*asked_everywhere(text, str(post)), *asked_everywhere(text)),
        policy=policy_with(text),
        digest=text,
    )


def skeleton(node: Node) -> Iterator[tuple[str, ...]]:
    """Every element with the names of its attributes, without marks in texts."""
    for one in node.all():
        if one.tag not in ("span", "ins", "del", "option", "bdi"):
            yield (one.tag, *one.attributes)


@settings(max_examples=of(150, 50), deadline=None)
@given(texts())
def test_no_markup_comes_from_content(text: str) -> None:
    tree = read(shown(everywhere(text)))
    calm = read(shown(everywhere("calm")))
    tags = {one[0] for one in skeleton(calm)}
    assert {one[0] for one in skeleton(tree)} <= tags | {
        "p",
        "li",
        "ul",
        "div",
        "img",
        "video",
        "a",
        "figcaption",
    }
    assert len(list(tree.all("script"))) == len(list(tree.all("style"))) == 1
    names = {name for one in skeleton(tree) for name in one[1:]}
    assert names <= {name for one in skeleton(calm) for name in one[1:]} | ATTRIBUTES
    links = {one["href"] for one in tree.all("a")} | {
        one["src"] for one in tree.all() if "src" in one.attributes
    }
    assert {link for link in links if not link.startswith(("https://", "#"))} == set()


ATTRIBUTES = {
    "src",
    "alt",
    "loading",
    "href",
    "rel",
    "controls",
    "preload",
    "aria-label",
    "dir",
    "data-field",
}


@settings(max_examples=of(150, 50), deadline=None)
@given(texts())
def test_no_character_of_content_acts_on_its_reader(text: str) -> None:
    html = shown(everywhere(text))
    acting = {char for char in html if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")} - {"\n", "\t"}
    turning = set(html) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert acting | turning == set()


@settings(max_examples=150, deadline=None)
@given(texts(), texts())
def test_the_whole_new_text_stands_in_one_piece(before: str, after: str) -> None:
    field = FieldChange(path="description", before=before, after=after or "x")
    tree = read(shown(plan_of(update_of("products.two", field))))
    element = tree.one(data_field="description")
    assert element.text(without="del") == visible(after or "x")


@pytest.mark.parametrize("text", CATALOGUE)
@pytest.mark.parametrize("field", ["content", "timezone", "mode"])
def test_a_hostile_text_is_shown_to_the_letter(field: str, text: str) -> None:
    post = Change(address=Address("posts", "one"), action=Action.CREATE, after={field: text})
    assert read(shown(plan_of(post))).one(data_field=field).text() == visible(text)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://ci.example/1", "https://ci.example/ 1", "//ci"]
)
def test_a_link_that_is_none_is_shown_as_text(link: str) -> None:
    tree = read(shown(plan_of(made=Made(link=link))))
    assert link in tree.one("header").text()
    assert link not in {one["href"] for one in tree.all("a")}


def test_the_link_to_the_pull_request_can_be_followed() -> None:
    tree = read(shown(plan_of(made=Made(link="https://ci.example/pull/7"))))
    assert tree.one("a", href="https://ci.example/pull/7")["rel"] == "noreferrer noopener"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\0b\x7f", "a␀b␡"),
        ("one\r\ntwo\tthree", "one␍\ntwo\tthree"),
        ("\x9b31m", "U+009B31m"),
        ("user\u202egnp.exe", "user⇄U+202Egnp.exe"),
        ("zero\u200bwidth\ufeff", "zeroU+200BwidthU+FEFF"),
        ("half \ud83d", "half U+D83D"),
        ("a\u200db", "aU+200Db"),
        ("👩‍🔬", "👩‍🔬"),
        ("می‌روم", "می‌روم"),
        ("::error::x", "::error::x"),
    ],
)
def test_what_hides_becomes_a_symbol_and_everything_else_stays(text: str, told: str) -> None:
    assert visible(text) == told
    assert read(f"<p>{marked(text)}</p>").text() == told


def test_a_symbol_cannot_be_typed() -> None:
    typed, hidden = (read(f"<p>{marked(text)}</p>") for text in ("U+200B", "\u200b"))
    assert typed.text() == hidden.text()
    assert [list(tree.all("span")) != [] for tree in (typed, hidden)] == [False, True]
