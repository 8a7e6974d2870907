"""What page and comment say in plain words: one sentence, the facts, the problems, the words explained."""

from __future__ import annotations

import re

import pytest

from rawugc_sync.review.facts import facts
from rawugc_sync.review.headline import headline
from rawugc_sync.review.plain import WORDS, explained
from rawugc_sync.review.problems import problems
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import POLICY, Standing
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, error, note, warning
from rawugc_sync.words.planned import Change, FieldChange, Origin, Plan
from rawugc_sync.words.provenance import Made
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of, update_of
from tests.review.approving import POLICY_CHANGE, approval, waiver


def change(address: str, action: Action, **parts: object) -> Change:
    return Change(address=Address.parse(address), action=action, **parts)  # type: ignore[arg-type]


POST, OTHER, SONG = "posts.launch", "posts.teaser", "music.tune"

SENTENCES = {
    "2 posts are made.": plan_of(change(POST, Action.CREATE), change(OTHER, Action.CREATE)),
    "1 post and 1 music are made.": plan_of(change(POST, Action.CREATE), change(SONG, Action.CREATE)),
    "1 post is made; 1 of them is public at once.": plan_of(
        change(POST, Action.CREATE, note="PUBLISHES AT ONCE")
    ),
    "1 post is made; it costs 12 credits.": plan_of(
        change(POST, Action.CREATE), budget=Budget(reads=1, writes=1, credits=12)
    ),
    "1 persona is changed and 1 post is deleted for good.": plan_of(
        update_of("personas.one"), change(POST, Action.DELETE)
    ),
    "1 post is replaced by a new one.": plan_of(change(POST, Action.DELETE_THEN_CREATE)),
    "1 post is made, 1 persona is changed and 1 style is taken over as it is.": plan_of(
        change(POST, Action.CREATE), update_of("personas.one"), change("styles.one", Action.ADOPT)
    ),
    "1 post and 1 style are made; 1 persona is changed.": plan_of(
        change(POST, Action.CREATE), change("styles.one", Action.CREATE), update_of("personas.one")
    ),
    "1 post is let go and stays in RawUGC.": plan_of(change(POST, Action.FORGET)),
    "1 persona is changed.": plan_of(change("personas.one", Action.ADOPT_AND_UPDATE)),
    "Nothing changes: what is live is what the files say.": plan_of(),
    "Nothing is made, changed or deleted.": plan_of(change(POST, Action.AWAIT)),
    "Nothing was changed past the files: all is as it was last applied.": plan_of(drift=True),
    "1 post is made; it costs 12 credits; the policy changes; 1 of 2 approvals is missing.": plan_of(
        change(POST, Action.CREATE),
        budget=Budget(reads=1, writes=1, credits=12),
        policy=POLICY_CHANGE,
        approvals=(approval("legal", POST), approval("brand", POST, Standing.GIVEN)),
    ),
    "Only the policy changes; 2 of 2 approvals are missing.": plan_of(
        policy=POLICY_CHANGE, approvals=(approval("legal", POLICY), approval("brand", POLICY))
    ),
    "Nothing is made, changed or deleted; 1 of 1 approval is missing.": plan_of(
        approvals=(waiver("legal", POST),)
    ),
    "This cannot be carried out as it is: 2 things must be settled first.": plan_of(
        change(POST, Action.DELETE), errors=(error("x", "y"),), refusals=(error("max-deletes", "z"),)
    ),
}


@pytest.mark.parametrize("drift", [False, True])
def test_what_is_kept_or_skipped_is_not_said_to_be_as_the_files_say(*, drift: bool) -> None:
    kept = plan_of(drift=drift, diagnostics=(note("not-deleted", "posts.launch: is not deleted"),))
    assert headline(kept) == "Nothing is made, changed or deleted."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_plan_is_told_in_one_sentence(sentence: str) -> None:
    assert headline(SENTENCES[sentence]) == sentence


def told(plan: Plan) -> dict[str, str]:
    return {fact.label: fact.value for fact in facts(plan)}


def test_the_facts_of_a_plan() -> None:
    made = Made(at=1, author="Ana <a@x.example>", commit="4d3d" * 10, link="https://git.example/pull/7")
    launch = Entry(
        address=Address.parse(POST), id="p", fate=Fate.NEW, at=NINE_IN_NEW_YORK, timezone="America/New_York"
    )
    gone = Entry(address=None, id="q", fate=Fate.REMOVED, at=1)
    out = Entry(address=None, id="r", fate=Fate.STAYS, at=2, is_public=True)
    plan = plan_of(
        update_of(
            POST,
            decide_by=NINE_IN_NEW_YORK - 120_000,
            due=Due(Address.parse(POST), NINE_IN_NEW_YORK, "America/New_York", Otherwise.OLD_TEXT),
        ),
        calendar=(gone, out, launch),
        made=made,
        environment="staging",
        budget=Budget(reads=4, writes=13, credits=5, seconds=60),
        digest="sha256:4d3d3583d9190a1b77c2aaaa",
    )
    assert told(plan) == {
        "Next public": "Tue 2026-12-01 09:00 America/New_York (posts.launch)",
        "Decide by": "Tue 2026-12-01 08:58 America/New_York",
        "Otherwise": "Without a decision by Tue 2026-12-01 08:58 America/New_York "
        "the old text goes out at 09:00 (posts.launch).",
        "Requests": "17 (4 reads, 13 writes)",
        "Costs": "5 credits",
        "Takes": "about 1 min",
        "Workspace": "glow-lab",
        "Environment": "staging",
        "Organization": "org_1",
        "Server": "https://rawugc.com/api/v1",
        "Commit": "4d3d4d3d4d3d",
        "Author": "Ana <a@x.example>",
        "Pull request": "https://git.example/pull/7",
        "Plan": "4d3d-3583-d919-0a1b-77c2",
    }


def test_what_is_not_known_is_no_fact() -> None:
    bare = plan_of(organization_id=None, server=None, digest="")
    assert list(told(bare)) == ["Workspace"]


def test_what_stops_a_plan_stands_first_and_each_problem_says_what_to_do() -> None:
    plan = plan_of(
        diagnostics=(
            note("n", "a note"),
            warning("w", "is odd", "Mend it.", address=POST, field="content", source=Source("a.yaml", 3, 1)),
        ),
        refusals=(error("max-deletes", "too many!", "Pass --max-deletes 9."),),
        errors=(error("e", "broken"),),
    )
    assert [(one.level, one.sentence, one.todo, one.address, one.place) for one in problems(plan)] == [
        ("stop", "broken.", "", None, None),
        ("stop", "too many!", "Pass --max-deletes 9.", None, None),
        ("warning", "posts.launch.content: is odd.", "Mend it.", POST, "a.yaml:3"),
        ("note", "a note.", "", None, None),
    ]


USES = {
    "adopt": plan_of(change(POST, Action.ADOPT)),
    "forget": plan_of(change(POST, Action.FORGET)),
    "drift": plan_of(update_of(POST, FieldChange(path="content", origin=Origin.BOTH))),
    "unverified": plan_of(change(POST, Action.ADOPT, fields=(FieldChange(path="content", known=False),))),
    "replace": plan_of(change(POST, Action.CREATE_THEN_DELETE)),
    "natural key": plan_of(diagnostics=(warning("x", "two have the same natural key"),)),
    "state": plan_of(diagnostics=(note("no-state", "no State yet"),)),
    "stale": plan_of(refusals=(error("stale", "moved", "The plan is stale."),)),
}


@pytest.mark.parametrize("word", USES)
def test_a_technical_word_that_a_plan_uses_is_explained(word: str) -> None:
    assert word in dict(explained(USES[word]))


def test_a_field_of_something_new_that_cannot_be_read_back_needs_no_word() -> None:
    new = change(POST, Action.CREATE, fields=(FieldChange(path="accounts", known=False),))
    assert explained(plan_of(new)) == []


def test_every_word_has_its_example_and_nothing_else_is_explained() -> None:
    assert {one.word for one in WORDS} == USES.keys()
    assert explained(plan_of(update_of("personas.one", FieldChange(path="name")))) == []


def test_what_is_new_has_nothing_that_nobody_can_check() -> None:
    """As little is said of it on its card."""
    fields = (FieldChange(path="content", known=False),)
    assert explained(plan_of(Change(address=Address.parse(POST), action=Action.CREATE, fields=fields))) == []


@pytest.mark.parametrize("one", WORDS, ids=lambda one: one.word)
def test_the_words_are_explained_without_one_another(one: object) -> None:
    means = one.means  # type: ignore[attr-defined]
    assert [w.word for w in WORDS if re.search(rf"\b(?:{w.forms})\b", means, re.IGNORECASE)] == []
