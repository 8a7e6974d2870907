"""A page stands alone, is the same for the same plan, and has one article for each change."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import note, warning
from rawugc_sync.words.outputs import Pending
from rawugc_sync.words.planned import Change, FieldChange, Managed, Plan
from rawugc_sync.words.provenance import Made
from tests.render.conftest import PLANS, plan_of, update_of
from tests.review.page.conftest import DAY, NOW, Show
from tests.review.page.reading import Node, read

PHOTO = "https://cdn.example.com/glow-lab/front.jpg"


def with_media() -> Plan:
    """Pictures and videos of several hosts, one of them on a port of its own."""
    photos = FieldChange(path="photos", before=["https://old.example/a.jpg"], after=[PHOTO])
    return plan_of(
        update_of("products.serum", photos),
        Change(
            address=Address("posts", "launch"),
            action=Action.CREATE,
            after={"videoUrl": "https://video.example:8443/a.mp4", "accounts": ["tiktok/a", "instagram/b"]},
        ),
    )


def twice() -> Plan:
    """A resource that is created while an old copy of it is cleaned up."""
    address = Address("styles", "look")
    return plan_of(
        Change(
            address=address, action=Action.CLEAN_UP, id="s", before={"name": "Look"}, action_reason="deposed"
        ),
        Change(address=address, action=Action.CREATE, after={"name": "Look"}),
    )


def failed() -> Plan:
    """Nothing could be planned: only errors, and no name."""
    return plan_of(digest="", errors=PLANS["refused"]().errors)


def waiting() -> Plan:
    """A post whose video is not made yet, and a picture among others that are there."""
    video = Pending.to(Address("videos", "teaser"), "url")
    photos = [PHOTO, Pending.to(Address("images", "front"), "url")]
    content = FieldChange(path="content", before="Calm.", after="Calmer.")
    return plan_of(
        update_of(
            "posts.launch",
            content,
            after={"content": "Calmer.", "videoUrl": video},
            after_unknown={"videoUrl": True},
        ),
        Change(
            address=Address("products", "serum"),
            action=Action.CREATE,
            after={"name": "Serum", "photos": photos},
            after_unknown={"id": True, "photos": [False, True]},
            fields=(FieldChange(path="photos", after=photos), FieldChange(path="name", after="Serum")),
        ),
    )


ALL = {"waiting": waiting, **PLANS, "with_media": with_media, "twice": twice, "failed": failed}


@pytest.fixture(params=ALL)
def plan(request: pytest.FixtureRequest) -> Plan:
    return ALL[request.param]()


def policy(tree: Node) -> dict[str, list[str]]:
    content = tree.one("meta", http_equiv="Content-Security-Policy")["content"]
    rules = (rule.split(" ") for rule in content.split("; "))
    return {name: sources for name, *sources in rules}


def hashed(node: Node) -> str:
    digest = hashlib.sha256(node.text().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_a_change_is_one_article_under_its_address_with_a_word_of_the_summary(plan: Plan, show: Show) -> None:
    articles = list(read(show(plan)).all("article"))
    told = sorted((one["id"].partition("~")[0], one["data-action"]) for one in articles)
    assert told == sorted((str(change.address), change.action.word) for change in plan.changes)
    assert all(next(one.all("article"), None) is None for one in articles)


def test_an_adoption_that_also_updates_is_an_adoption(show: Show) -> None:
    tree = read(show(PLANS["every_action"]()))
    assert tree.one("article", id="products.night-cream")["data-action"] == "adopt"


def test_ids_are_unique_and_links_within_lead_somewhere(plan: Plan, show: Show) -> None:
    tree = read(show(plan))
    ids = [node["id"] for node in tree.all(fits=lambda node: "id" in node.attributes)]
    assert len(ids) == len(set(ids))
    anchors = {node["href"].removeprefix("#") for node in tree.all("a") if node["href"].startswith("#")}
    assert anchors
    assert anchors <= set(ids)


def test_links_lead_to_https_or_within_the_page(plan: Plan, show: Show) -> None:
    links = {node["href"] for node in read(show(plan)).all("a")}
    assert {link for link in links if not link.startswith(("https://", "#"))} == set()


def test_the_policy_stands_right_behind_the_charset_and_lets_in_this_style_and_script_alone(
    plan: Plan, show: Show
) -> None:
    tree = read(show(plan))
    head = next(tree.all("head"))
    first, second = [child for child in head.children if isinstance(child, Node)][:2]
    assert (first.attributes, second["http-equiv"]) == ({"charset": "utf-8"}, "Content-Security-Policy")
    [style], [script] = list(tree.all("style")), list(tree.all("script"))
    rules = policy(tree)
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert rules["style-src"] == [hashed(style)]
    assert rules["script-src"] == [hashed(script)]
    assert "*" not in second["content"]
    assert "unsafe" not in second["content"]


def test_the_policy_stands_raw_in_its_attribute_for_programs_that_know_no_entities(show: Show) -> None:
    html = show(with_media())
    assert f'content="{read(html).one("meta", http_equiv="Content-Security-Policy")["content"]}"' in html


def test_media_load_from_the_hosts_that_the_plan_names_and_the_page_says_so(show: Show) -> None:
    tree = read(show(with_media()))
    rules = policy(tree)
    assert rules["img-src"] == ["https://cdn.example.com", "https://old.example", "data:"]
    assert rules["media-src"] == ["https://video.example:8443", "data:"]
    [told] = [node.text() for node in tree.all("p") if "network address" in node.text()]
    assert "https://cdn.example.com, https://old.example, https://video.example:8443" in told


def test_a_page_without_media_names_no_host(show: Show) -> None:
    html = show(PLANS["empty"]())
    assert policy(read(html))["img-src"] == policy(read(html))["media-src"] == ["data:"]
    assert "network address" not in html


def test_nothing_has_a_style_or_a_handler_of_its_own(plan: Plan, show: Show) -> None:
    names = {name for node in read(show(plan)).all() for name in node.attributes}
    assert {name for name in names if name == "style" or name.startswith("on")} == set()


def test_headings_go_down_one_step_at_a_time_and_the_page_has_one_at_the_top(plan: Plan, show: Show) -> None:
    levels = [int(node.tag[1]) for node in read(show(plan)).all() if re.fullmatch("h[1-6]", node.tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_a_page_has_a_language_landmarks_and_a_way_past_the_top(show: Show) -> None:
    tree = read(show(PLANS["every_action"]()))
    assert next(tree.all("html"))["lang"] == "en"
    landmarks = [node.tag for node in tree.all() if node.tag in ("header", "main", "nav", "footer")]
    assert landmarks == ["header", "main", "nav", "footer"]
    assert next(tree.all("a"))["href"] == f"#{tree.one('main')['id']}"


def test_only_what_stands_in_a_time_depends_on_now(plan: Plan, show: Show) -> None:
    first, later = (show(plan, now) for now in (NOW, NOW + 400 * DAY))
    assert re.sub(">[^<]*</time>", "", first) == re.sub(">[^<]*</time>", "", later)
    assert show(plan) == first


def test_a_plan_that_was_saved_gives_the_same_page(plan: Plan, show: Show) -> None:
    assert show(from_json(json.loads(json.dumps(to_json(plan))))) == show(plan)


def last_line(tree: Node) -> str:
    """What people read last."""
    return next(tree.all("body")).text(without="script").strip().splitlines()[-1]


def test_a_page_says_when_its_plan_was_made_and_when_it_was_written(show: Show) -> None:
    footer = read(show(plan_of(made=Made(at=NOW - DAY)))).one("footer")
    assert "The plan was made Sat 2026-11-21 14:00 UTC." in footer.text()
    assert [one.text() for one in footer.all("time")] == ["Sun 2026-11-22 14:00 UTC"]


def test_the_page_ends_with_the_name_of_the_plan(show: Show) -> None:
    named = plan_of(update_of("personas.one"), digest=f"sha256:{'4d3d3583d9190a1b77c2'.ljust(64, '0')}")
    assert last_line(read(show(named))) == "plan 4d3d-3583-d919-0a1b-77c2"


def test_where_nothing_could_be_planned_there_is_no_name_and_no_list(show: Show) -> None:
    tree = read(show(failed()))
    assert last_line(tree) == "Nothing was planned, so there is nothing to approve."
    assert list(tree.all("article")) == list(tree.all("nav")) == []
    assert "no connected account is called tiktok/glowlabs" in tree.one("section", id="problems").text()


def test_what_stops_a_plan_comes_first_with_what_to_do_and_the_way_to_its_change(show: Show) -> None:
    problems = list(read(show(PLANS["refused"]())).one("section", id="problems").all("li"))
    assert [node["class"] for node in problems] == ["is-stop"] * 3
    guarded = problems[2]
    assert "Set it to false and apply that first." in guarded.text()
    assert [link["href"] for link in guarded.all("a")] == ["#styles.old-look"]


@pytest.mark.parametrize(("number", "folded"), [(3, 0), (4, 1)])
def test_many_notes_are_folded_and_warnings_never(number: int, folded: int, show: Show) -> None:
    said = [note("n", f"note {one}") for one in range(number)]
    section = read(show(plan_of(diagnostics=(*said, warning("w", "look here"))))).one(
        "section", id="problems"
    )
    assert len(list(section.all("li"))) == number + 1
    assert len(list(section.all("details"))) == folded
    assert all("look here" not in fold.text() for fold in section.all("details"))


def test_changes_that_undo_an_edit_of_the_dashboard_stand_apart(show: Show) -> None:
    tree = read(show(PLANS["drift"]()))
    assert [one["id"] for one in tree.one("section", id="changes").all("article")] == ["messaging.claim"]
    [lost] = tree.one("section", id="edits").all("article")
    assert lost["id"] == "personas.sensitive-skin"
    assert sorted(node.text() for node in lost.all("p") if "dashboard" in node.text()) == [
        "Somebody changed this in the RawUGC dashboard, too; that edit is overwritten.",
        "Somebody changed this in the RawUGC dashboard; that edit is undone.",
    ]


@pytest.mark.parametrize("drift", [True, False])
def test_a_page_of_drift_says_that_nothing_was_set_back(drift: bool, show: Show) -> None:
    html = show(plan_of(update_of("personas.one", drift=True), drift=drift))
    assert ("Nothing has been set back." in read(html).one("header").text()) is drift


def test_the_words_that_the_page_uses_are_explained(show: Show) -> None:
    words = read(show(PLANS["every_action"]())).one("section", id="words")
    assert [node.text() for node in words.all("dt")] == ["adopt", "forget", "unverified", "replace"]


def test_a_first_plan_of_300_creates_stays_small(show: Show) -> None:
    text = "Meet the serum that says less.\n\n" + "Two drops in the morning, two drops at night. " * 45
    after = {"content": text, "accounts": ["tiktok/a", "instagram/b"], "scheduledFor": NOW}
    addresses = [Address("posts", f"post-{number}") for number in range(300)]
    plan = plan_of(
        *(Change(address=address, action=Action.CREATE, after=after) for address in addresses),
        managed=tuple(Managed(address, after) for address in addresses),
    )
    html = show(plan)
    assert len(list(read(html).all("article"))) == 300
    assert len(html.encode()) < 3_000_000
    assert read(html).one("main")["class"] == "long"


def test_a_page_of_a_few_changes_is_laid_out_whole(show: Show) -> None:
    """So that a picture of all of it has no card without its content."""
    assert "class" not in read(show(with_media())).one("main").attributes


def test_cards_can_be_told_apart_by_collection_action_and_account(show: Show) -> None:
    tree = read(show(with_media()))
    bar = tree.one("div", role="group")
    assert "hidden" in bar.attributes
    assert {node["data-by"]: [o.text() for o in node.all("option")] for node in bar.all("select")} == {
        "collection": ["all", "posts", "products"],
        "action": ["all", "New", "Changed"],
        "accounts": ["all", "instagram/b", "tiktok/a"],
    }
    actions = next(bar.all("select", lambda node: node["data-by"] == "action"))
    assert [node["value"] for node in actions.all("option")] == ["", "create", "update"]
    assert tree.one("article", id="posts.launch")["data-accounts"].split("\n") == ["tiktok/a", "instagram/b"]
