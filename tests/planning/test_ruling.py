"""What rules are held against in a plan: everything as it will be, whoever manages it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.planning.ruling.subjects import afterwards
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Removed
from rawugc_sync.words.outputs import Output
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from rawugc_sync.words.rules import AllowedHosts, FieldName, Forbid, Rights, Rule
from tests.planning.worlds import BEFORE, LATER, live_post, post, want, world

CURE = Rule(id="no-cure", check=Forbid(fields=(FieldName("posts", "content"),), words=("cure",)))
HOSTS = Rule(
    id="hosts",
    check=AllowedHosts(fields=(FieldName("posts", "videoUrl"),), hosts=("media.example.com",)),
)
IT = "posts.it"


def told(made: Plan) -> list[tuple[str, str | None]]:
    """What the plan says of rules: how much it weighs, and where."""
    refused = [("refusal", one.address) for one in made.refusals if one.rule]
    return [*refused, *((str(one.severity), one.address) for one in made.diagnostics if one.rule)]


def ruled(*rules: Rule, options: Options | None = None, **parts: Any) -> Plan:
    """The plan of a world with one post, which is recorded as it is desired."""
    fields = parts.pop("fields", post())
    records = {IT: Record("post_1", parts.pop("recorded", fields))}
    desired = parts.pop("desired", (want(IT, fields),))
    here = world(*desired, records=records, **parts)
    return make_plan(replace(here, rules=rules), options or Options())


def subjects(live: dict[str, Any], **parts: Any) -> list[Subject]:
    """Who is judged where one post is managed, and these are live."""
    return afterwards(world(want(IT, post()), records={IT: Record("post_1", post())}, live=live, **parts), ())


@pytest.mark.parametrize(
    ("desired", "shown", "expected"),
    [
        ("A cure.", "A cure.", [("warning", IT)]),
        ("Less.", "A cure.", [("warning", IT)]),
        ("A cure.", "Less.", []),
    ],
    ids=["as-it-was", "an-edit-of-the-dashboard-is-kept", "an-edit-of-the-dashboard-cures-it"],
)
def test_a_post_is_judged_as_it_will_be_live(
    desired: str, shown: str, expected: list[tuple[str, str | None]]
) -> None:
    made = ruled(CURE, fields=post(content=desired), live={"posts": [live_post(content=shown)]})
    assert made.changes == ()
    assert told(made) == expected


def test_a_url_that_rawugc_has_rewritten_counts_as_the_manifest_has_it() -> None:
    theirs = {"posts": [live_post(videoUrl="https://storage.rawugc.com/v.mp4")]}
    ours = post(videoUrl="https://media.example.com/v.mp4")
    assert told(ruled(HOSTS, fields=ours, live=theirs)) == []


def test_what_was_generated_may_lead_anywhere() -> None:
    url = Output("https://storage.rawugc.com/v.mp4", Address("videos", "clip"), "url")
    live = {"posts": [live_post(videoUrl=str(url))]}
    assert told(ruled(HOSTS, fields=post(videoUrl=url), live=live)) == []
    assert told(ruled(HOSTS, fields=post(videoUrl=str(url)), live=live)) == [("warning", IT)]


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        ([live_post()], [("posts.it", False)]),
        ([live_post(status="published", publishedAt=BEFORE)], [("posts.it", True)]),
        ([live_post(scheduledFor=BEFORE)], [("posts.it", True)]),
        ([live_post(), live_post("post_2")], [("posts.it", False), ("post_2", False)]),
        ([live_post(), live_post("post_2", status="published")], [("posts.it", False), ("post_2", True)]),
        ([live_post("post_2")], [("post_2", False)]),
    ],
    ids=["to-come", "published", "due-already", "beside-another", "beside-history", "deleted-outside"],
)
def test_everything_live_is_judged_once(live: list[dict[str, Any]], expected: list[tuple[str, bool]]) -> None:
    assert [(one.name, one.is_over) for one in subjects({"posts": live})] == expected


def test_what_is_let_go_is_one_of_those_that_nobody_manages() -> None:
    blocks = Blocks(removed=(Removed(Address.parse(IT), destroy=False),))
    live = {"posts": [live_post(content="A cure.")]}
    made = ruled(CURE, fields=post(content="A cure."), desired=(), live=live, blocks=blocks)
    assert [change.action.word for change in made.changes] == ["forget"]
    assert told(made) == [("warning", None)]


@pytest.mark.parametrize("until", [date(2027, 1, 15), date(2027, 1, 16)])
def test_rights_count_to_the_end_of_their_last_day(until: date) -> None:
    rights = replace(want(IT, post(scheduledFor=LATER)), rights=Rights(until=until))
    made = ruled(desired=(rights,), live={"posts": [live_post()]})
    ended = until < date(2027, 1, 16)
    assert told(made) == ([("error", IT)] if ended else [])
    assert [one.code for one in made.lasting] == (["rights-ended"] if ended else [])


def test_many_that_nobody_manages_are_one_warning_a_rule() -> None:
    live = {"posts": [live_post(), *(live_post(f"post_{n}", content="A cure.") for n in range(2, 12))]}
    made = ruled(CURE, live=live)
    (one,) = (d for d in made.diagnostics if d.rule)
    assert one.summary == (
        'what nobody manages breaks a rule: post_10 of posts: content says "cure"; '
        'post_11 of posts: content says "cure"; post_2 of posts: content says "cure"; and 7 more'
    )


def test_where_all_is_destroyed_no_rule_is_asked() -> None:
    live = {"posts": [live_post(content="A cure.")]}
    made = ruled(CURE, fields=post(content="A cure."), desired=(), live=live, options=Options(destroy=True))
    assert [change.action.word for change in made.changes] == ["delete"]
    assert told(made) == []
