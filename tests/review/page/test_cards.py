"""A card says what happens in plain words, and what nobody must miss stands there as words."""

from __future__ import annotations

import pytest

from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.planned import (
    Call,
    Change,
    FieldChange,
    Managed,
    NextPublic,
    Plan,
    Step,
    StillPublic,
    uploading,
)
from rawugc_sync.words.provenance import Written
from rawugc_sync.words.uploads import FileUrl, Upload
from tests.render.conftest import NINE_IN_NEW_YORK, PLANS, plan_of, update_of
from tests.review.page.conftest import DAY, Show
from tests.review.page.reading import Node, read

POST, STYLE = "posts.launch", "styles.look"
CAPTION = "The serum that says less.\n\nCeramides, and nothing you can't pronounce. " * 6


def card(html: str, id: str) -> Node:
    return read(html).one("article", id=id)


def change(address: str, action: Action, **parts: object) -> Change:
    return Change(address=Address.parse(address), action=action, **parts)  # type: ignore[arg-type]


def alerts(node: Node) -> list[str]:
    return [one.text() for one in node.all() if "alert" in (one.attributes.get("class") or "").split()]


GONE = "It is deleted for good. Nobody can bring it back."
OLD_GONE = "The old one is deleted for good. Nobody can bring it back."


@pytest.mark.parametrize(
    ("action", "verb", "must_be_seen"),
    [
        (Action.CREATE, "New", []),
        (Action.CREATE_ANEW, "New", []),
        (Action.UPDATE, "Changed", []),
        (Action.CREATE_THEN_DELETE, "Replaced", [OLD_GONE]),
        (Action.DELETE_THEN_CREATE, "Replaced", [OLD_GONE]),
        (Action.CREATE_THEN_FORGET, "Replaced", []),
        (Action.DELETE, "Deleted", [GONE]),
        (Action.CLEAN_UP, "Deleted", [OLD_GONE]),
        (Action.ADOPT, "Taken over", []),
        (Action.ADOPT_AND_UPDATE, "Taken over and changed", []),
        (Action.FORGET, "Let go", []),
        (Action.MOVE, "Renamed", []),
        (Action.AWAIT, "Waited for", []),
    ],
)
def test_every_action_has_plain_words_and_a_deletion_is_unmistakable(
    action: Action, verb: str, must_be_seen: list[str], show: Show
) -> None:
    node = card(show(plan_of(change(STYLE, action, previous_address=Address("styles", "old")))), STYLE)
    assert node.one("h3").text() == f"{verb} {STYLE}"
    assert alerts(node) == must_be_seen


def test_what_is_public_at_once_and_what_costs_is_said_in_words(show: Show) -> None:
    call = Call(method="POST", path="/x", credits=12)
    post = change(
        POST, Action.CREATE, note="PUBLISHES AT ONCE. UNSEEN: nobody has seen it", steps=(Step(call=call),)
    )
    assert alerts(card(show(plan_of(post)), POST)) == [
        "It is public at once, as soon as this is applied.",
        "UNSEEN: nobody has seen it.",
        "It costs 12 credits.",
    ]


def test_two_changes_of_one_address_have_a_card_each(show: Show) -> None:
    tree = read(show(plan_of(change(STYLE, Action.CLEAN_UP), change(STYLE, Action.CREATE))))
    assert [one["id"] for one in tree.all("article")] == [STYLE, f"{STYLE}~2"]


def test_a_text_keeps_its_line_breaks_and_its_changed_words_are_marked_on_both_sides(show: Show) -> None:
    node = card(show(PLANS["long_text"]()), "posts.launch-teaser")
    old, new = (one for one in node.all("div") if one.attributes.get("class") == "text" if list(one.all()))
    assert [one.text() for one in old.all("del")] == ["says less."]
    assert [one.text() for one in new.all("ins")] == ["does more.", "\n#ceramides"]
    assert new["data-field"] == "content"
    assert new.text().startswith("The serum that does more.\n\nCeramides and")


def test_what_is_posted_stays_in_sight_when_a_part_of_it_changes_and_the_rest_is_folded(show: Show) -> None:
    moved = FieldChange(path="scheduledFor", before=NINE_IN_NEW_YORK, after=NINE_IN_NEW_YORK + DAY)
    video = "https://cdn.example.com/launch.mp4"
    after = {"content": CAPTION, "videoUrl": video, "mode": "schedule", "scheduledFor": moved.after}
    node = card(show(plan_of(update_of(POST, moved, after=after))), POST)
    [fold] = node.all("details")
    assert fold.one("summary").text() == "What stays as it is: mode"
    assert node.one(data_field="content").text() == CAPTION
    assert [one["src"] for one in node.all("video")] == [video]
    assert {one["data-field"] for one in fold.all() if "data-field" in one.attributes} == {"mode"}


def test_a_card_says_until_when_to_decide_and_what_happens_otherwise(show: Show) -> None:
    due = Due(
        address=Address.parse(POST),
        at=NINE_IN_NEW_YORK,
        timezone="America/New_York",
        otherwise=Otherwise.OLD_TEXT,
    )
    field = FieldChange(path="content", before="Calm.", after="Calmer.")
    changed = update_of(POST, field, due=due, decide_by=NINE_IN_NEW_YORK - 13 * 60_000)
    html = show(plan_of(changed))
    told = "Without a decision by Tue 2026-12-01 08:47 America/New_York the old text goes out at 09:00."
    assert alerts(card(html, POST)) == [f"{told} in 8 days"]
    assert "Tue 2026-12-01 08:47 America/New_York" in read(html).one("header").text()


def test_when_it_is_done_if_applied_now_depends_on_now(show: Show) -> None:
    plan = plan_of(update_of(POST), budget=Budget(reads=5, writes=8, seconds=60))
    done = list(read(show(plan)).one("header").all("time"))
    assert [one.text() for one in done] == ["Sun 2026-11-22 14:01 UTC"]


def test_a_caption_is_cut_where_each_network_cuts_it(show: Show) -> None:
    post = change(
        POST, Action.CREATE, after={"content": CAPTION, "accounts": ["instagram/a", "tiktok/b", "odd/c"]}
    )
    cuts = [one for one in card(show(plan_of(post)), POST).all("ul") if one.attributes.get("class") == "cuts"]
    [instagram, tiktok] = cuts[0].all("li")
    for told, name in ((instagram, "Instagram"), (tiktok, "TikTok")):
        shown = next(told.all("bdi")).text()
        assert told.text().startswith(name)
        assert CAPTION.startswith(shown)
        assert 0 < len(shown) < len(CAPTION)
        assert "… more" in told.text()


def test_a_short_caption_is_shown_whole(show: Show) -> None:
    post = change(POST, Action.CREATE, after={"content": "Soon.", "accounts": ["instagram/a"]})
    text = card(show(plan_of(post)), POST).text()
    assert "Shown whole." in text
    assert "… more" not in text


def test_a_time_stands_in_its_zone_in_utc_and_in_words(show: Show) -> None:
    after = {"scheduledFor": NINE_IN_NEW_YORK, "timezone": "America/New_York"}
    node = card(show(plan_of(change(POST, Action.CREATE, after=after))), POST)
    assert node.one(data_field="scheduledFor").text() == "Tue 2026-12-01 09:00 America/New_York"
    assert "Tue 2026-12-01 14:00 UTC" in node.text()
    assert [(one.text(), one["datetime"]) for one in node.all("time")] == [
        ("in 9 days", "2026-12-01T14:00:00Z")
    ]


def test_a_prompt_is_shown_as_it_may_be_filled_in(show: Show) -> None:
    prompt = "{character} holds {productName}: {messaging} {mood}"
    managed = (
        Managed(Address("messaging", "claim"), {"body": "Less is more."}),
        Managed(Address("products", "serum"), {"name": "Barrier Serum"}),
    )
    style = change(STYLE, Action.CREATE, after={"promptTemplate": prompt})
    node = card(show(plan_of(style, managed=managed)), STYLE)
    [example] = [one for one in node.all("div") if one.attributes.get("class") == "example"]
    assert "{character} holds Barrier Serum: Less is more. {mood}" in example.text()
    assert [one.text() for one in example.all("ins")] == ["Barrier Serum", "Less is more."]
    assert "{productName} is taken from products.serum" in example.text()
    assert "{character} is filled in by RawUGC" in example.text()
    assert node.one(data_field="promptTemplate").text() == prompt


def test_who_uses_it_where_it_is_public_next_and_what_is_out_with_the_old_words(show: Show) -> None:
    launch = Address("posts", "launch")
    body = update_of(
        "messaging.claim",
        FieldChange(path="body", before="Calm skin.", after="Calmer skin."),
        used_by=(launch, Address("products", "serum")),
        next_public=NextPublic(address=launch, at=NINE_IN_NEW_YORK, timezone="America/New_York"),
        still_public=(
            StillPublic(Address("posts", "teaser"), "p1", NINE_IN_NEW_YORK - 20 * DAY),
            StillPublic(None, "p2", None),
        ),
    )
    node = card(show(plan_of(body, change(POST, Action.CREATE))), "messaging.claim")
    still, first, users = (one.text() for one in node.one("ul", **{"class": "usage"}).all("li"))
    assert still.startswith(
        "Out already, and keeps the old words: posts.teaser (Wed 2026-11-11 14:00 UTC, 11 days ago)"
    )
    assert "a post with the id p2" in still
    assert first.startswith(f"Next public in {launch}: Tue 2026-12-01 09:00 America/New_York")
    assert users == f"Used by {launch}, products.serum."
    assert [link["href"] for link in node.one("ul", **{"class": "usage"}).all("a")] == [f"#{POST}"] * 2


def test_a_card_names_its_lines_their_author_and_what_it_uploads(show: Show) -> None:
    file = Upload("photos/front.jpg", f"sha256:{'a' * 64}", 1_200_000, "image/jpeg")
    product = change(
        "products.serum",
        Action.CREATE,
        after={"photos": [FileUrl.of(file)]},
        steps=(Step(call=uploading(file)),),
        source=Source("products.yaml", 7, 3),
        written=Written("Ines <ines@glow.example>", "0123456789abcdef" * 2 + "01234567"),
        digest=f"sha256:{'ab' * 32}",
    )
    facts = card(show(plan_of(product)), "products.serum").one("dl")
    assert [one.text().strip() for one in facts.all("div")] == [
        "In the files: products.yaml:7",
        "Written by: Ines <ines@glow.example>",
        "Commit: 0123456789ab",
        "Uploads: photos/front.jpg (1.2 MB)",
        "Change: abab-abab-abab-abab-abab",
    ]


def test_pictures_stand_before_and_after_and_what_cannot_be_shown_says_why(show: Show) -> None:
    field = FieldChange(
        path="photos", before=["https://a.example/1.jpg"], after=["javascript:x", "https://a.example/2.jpg"]
    )
    node = card(show(plan_of(update_of("products.serum", field))), "products.serum")
    before, after = (one for one in node.all("ul") if one.attributes.get("class") == "media")
    assert [one["src"] for one in before.all("img")] == ["https://a.example/1.jpg"]
    assert [one["src"] for one in after.all("img")] == ["https://a.example/2.jpg"]
    assert after["data-field"] == "photos"
    assert "not shown" in after.text()


def plan_with_unreadable(action: Action) -> Plan:
    field = FieldChange(path="tiktokAllowDuet", after=True, known=False)
    return plan_of(change(POST, action, after={"tiktokAllowDuet": True}, fields=(field,)))


@pytest.mark.parametrize(
    ("action", "said"), [(Action.UPDATE, True), (Action.ADOPT, True), (Action.CREATE, False)]
)
def test_what_nobody_can_check_is_said_unless_it_is_new(action: Action, said: bool, show: Show) -> None:
    assert ("(unverified)" in card(show(plan_with_unreadable(action)), POST).text()) is said


@pytest.mark.parametrize(("size", "told"), [(90, "1 kB"), (47_300, "47 kB"), (1_240_000, "1.2 MB")])
def test_what_is_uploaded_is_told_with_its_size(size: int, told: str, show: Show) -> None:
    file = Upload("photos/front.jpg", f"sha256:{'a' * 64}", size, "image/jpeg")
    product = change("products.serum", Action.CREATE, steps=(Step(call=uploading(file)),))
    assert f"photos/front.jpg ({told})" in card(show(plan_of(product)), "products.serum").text()


@pytest.mark.parametrize(
    ("author", "commit", "told"),
    [
        ("Ines <i@glow.example>", "4d3d" * 10, "Commit: 4d3d4d3d4d3d"),
        ("Ines <i@glow.example>", None, "Commit: not committed yet"),
        (None, None, None),
    ],
)
def test_lines_without_a_commit_say_so(
    author: str | None, commit: str | None, told: str | None, show: Show
) -> None:
    text = card(show(plan_of(update_of(POST, written=Written(author, commit)))), POST).text()
    assert told in text if told else "Commit" not in text
