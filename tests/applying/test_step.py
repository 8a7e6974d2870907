"""What came back, and what is done about it: the table of section 7 of the design."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.errors import BadAnswer, Interrupted
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State
from tests.applying.fakes import (
    MemoryStore,
    ScriptedServer,
    Step,
    accepted,
    answering,
    committed,
    dropped,
    fates,
    lost,
    problem,
    run,
    saying,
    unreadable,
)
from tests.planning.worlds import NOW, live_post, plan, post, want

MADE: Mapping[str, Mapping[str, Any]] = {
    "personas.x": {"name": "X", "description": "D"},
    "messaging.x": {"name": "X", "body": "B"},
    "products.x": {"name": "X", "photos": ["https://cdn.example.com/x.jpg"]},
    "styles.x": {"name": "X", "type": "image", "promptTemplate": "T"},
    "posts.x": post(),
}
FREE = ["personas.x", "messaging.x", "products.x", "styles.x"]
every_kind = pytest.mark.parametrize("where", list(MADE))
every_free_kind = pytest.mark.parametrize("where", FREE)


def path_of(where: str) -> str:
    return registered()[Address.parse(where).collection].calls.path


def one(where: str) -> Desired:
    return want(where, MADE[where])


def creating(where: str, *steps: Step) -> tuple[Plan, ScriptedServer, MemoryStore]:
    """A plan that creates one object, and what becomes of each POST for it."""
    return (
        plan(one(where), records={}),
        ScriptedServer({("POST", path_of(where)): list(steps)}),
        MemoryStore(),
    )


LOST = [
    pytest.param(lost(), id="H6-reset"),
    pytest.param(lost(408), id="H8-408"),
    pytest.param(lost(500), id="H9-500"),
    pytest.param(lost(502), id="H10-502"),
    pytest.param(unreadable(), id="H17-cut-2xx"),
]
REPEATABLE = [p for p in LOST if p.id != "H17-cut-2xx"]


@every_kind
@pytest.mark.parametrize("failure", LOST)
def test_a_lost_create_that_the_first_look_shows_is_ours(where: str, failure: Exception) -> None:
    made, server, store = creating(where, committed(failure))
    outcome = run(made, server, store)
    post, look = f"POST {path_of(where)}", f"GET {path_of(where)}"
    assert store.trace == ["run", "intent", post, look, "done", "state", "cleared"]
    assert (fates(outcome), outcome.exit_code) == ({where: "applied"}, 0)
    assert store.last.records[Address.parse(where)].id == "new_1"


@every_kind
@pytest.mark.parametrize("failure", LOST)
def test_h43_a_lost_create_that_is_shown_ten_seconds_later_is_ours(where: str, failure: Exception) -> None:
    made, server, store = creating(where, committed(failure, late=10))
    outcome = run(made, server, store)
    post, look = f"POST {path_of(where)}", f"GET {path_of(where)}"
    assert store.trace == ["run", "intent", post, look, "sleep 10", look, "done", "state", "cleared"]
    assert (outcome.exit_code, store.last.records[Address.parse(where)].id) == (0, "new_1")


@every_free_kind
@pytest.mark.parametrize("failure", REPEATABLE)
@pytest.mark.parametrize("failures", [1, 2])
def test_what_nobody_sees_is_created_again_once_it_is_not_there(
    where: str, failure: Exception, failures: int
) -> None:
    made, server, store = creating(where, *[dropped(failure)] * failures)
    outcome = run(made, server, store)
    assert (outcome.exit_code, server.writes) == (0, [f"POST {path_of(where)}"] * (failures + 1))
    assert server.names(path_of(where)) == ["X"]
    assert [kind for kind in store.trace if kind in ("intent", "void", "done")] == [
        *["intent", "void"] * failures,
        "intent",
        "done",
    ]


@every_free_kind
def test_a_third_loss_is_the_last(where: str) -> None:
    made, server, store = creating(where, *[dropped(lost())] * 3, accepted)
    outcome = run(made, server, store)
    assert (fates(outcome), outcome.exit_code) == ({where: "unresolved"}, 6)
    assert len(server.writes) == 3
    pending = store.last.unresolved[Address.parse(where)]
    assert (pending.exists, pending.sent_at) == (False, NOW + 20_000)


@pytest.mark.parametrize("failure", LOST)
def test_a_lost_post_that_is_not_there_is_never_sent_again(failure: Exception) -> None:
    made, server, store = creating("posts.x", dropped(failure))
    outcome = run(made, server, store)
    assert (fates(outcome), outcome.exit_code) == ({"posts.x": "unresolved"}, 6)
    assert server.writes == ["POST /social/posts"]
    pending = store.last.unresolved[Address("posts", "x")]
    assert (pending.sent_at, pending.record.fields) == (NOW, dict(MADE["posts.x"]))


@every_kind
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="H18-no-body"),
        pytest.param([], id="H19-a-list"),
        pytest.param({}, id="H20-missing"),
        pytest.param({"_id": "", "postId": ""}, id="H20-empty"),
        pytest.param({"_id": 7, "postId": 7}, id="H20-number"),
        pytest.param({"_id": "a/b", "postId": "a/b"}, id="H20-slash"),
        pytest.param({"_id": "..", "postId": ".."}, id="H20-dots"),
        pytest.param({"_id": "a\x00", "postId": "a\x00"}, id="H20-control"),
        pytest.param({"_id": "known", "postId": "known"}, id="H20-of-another-object"),
        pytest.param({"it": {"_id": "x"}}, id="H19-nested"),
    ],
)
@pytest.mark.parametrize("late", [0, 99])
def test_what_was_accepted_without_a_usable_id_is_never_created_again(
    where: str, body: Any, late: float
) -> None:
    """It exists: it is looked for, and if it is not shown in time, that does not mean a thing."""

    made, server, store = creating(where, answering(body, late=late))
    server.objects[path_of(where)] = {"known": {"_id": "known", "postId": "known", "name": "Other"}}
    outcome = run(made, server, store)
    assert server.writes == [f"POST {path_of(where)}"]
    if late:
        assert (outcome.exit_code, store.last.unresolved[Address.parse(where)].exists) == (6, True)
    else:
        assert (outcome.exit_code, store.last.records[Address.parse(where)].id) == (0, "new_1")


def test_an_id_that_another_create_of_this_run_was_given_is_no_new_one() -> None:
    """A RawUGC that names two objects alike would leave a state that cannot be written."""
    made = plan(one("personas.x"), want("personas.y", MADE["personas.x"]), records={})
    server = ScriptedServer({("POST", "/personas"): [accepted, answering({"_id": "new_1"})]})
    store = MemoryStore()
    assert run(made, server, store).exit_code == 0
    assert [record.id for _, record in sorted(store.last.records.items())] == ["new_1", "new_2"]


def test_an_id_of_an_object_that_is_gone_may_come_again() -> None:
    """A sandbox that was emptied counts from one again."""
    records = {"personas.x": Record("new_1", dict(MADE["personas.x"]))}
    made = plan(one("personas.x"), records=records, live={"personas": []})
    before = State("lineage", 3, "org_1", {Address("personas", "x"): records["personas.x"]})
    server = ScriptedServer()
    assert run(made, server, MemoryStore(), before).exit_code == 0
    assert server.writes == ["POST /personas"]


@every_kind
def test_a_redirected_create_is_looked_for_and_not_taken_for_done(where: str) -> None:
    """H38 to H40: whoever redirects has not said whether it did as it was asked."""
    made, server, store = creating(where, *[dropped(unreadable(307))] * 3)
    outcome = run(made, server, store)
    assert (outcome.exit_code, len(server.writes)) == (6, 1 if where == "posts.x" else 3)
    assert not store.last.unresolved[Address.parse(where)].exists


DIFFERENT: Mapping[str, Mapping[str, Any]] = {
    "personas.x": {"description": "Other"},
    "messaging.x": {"body": "Other"},
    "products.x": {"photos": []},
    "styles.x": {"promptTemplate": "Other"},
    "posts.x": {"content": "Other"},
}


@every_kind
@pytest.mark.parametrize("beside", [0, 1])
def test_an_object_that_differs_in_one_field_is_for_a_person_to_judge(where: str, beside: int) -> None:
    """Whether it is alone, or beside one that is equal: S13, two candidates of one create."""

    def step(server: ScriptedServer, call: Any) -> Any:
        server.carry_out(call, **DIFFERENT[where])
        for _ in range(beside):
            server.carry_out(call)
        raise lost()

    made, server, store = creating(where, step)
    outcome = run(made, server, store)
    assert (fates(outcome), outcome.exit_code) == ({where: "unresolved"}, 6)
    assert len(server.writes) == 1
    told = outcome.results[0].diagnostics[-1]
    assert told.code == "unresolved"
    assert " or ".join(["new_1", "new_2"][: beside + 1]) in told.detail


@every_kind
def test_two_equal_candidates_are_for_a_person_to_judge(where: str) -> None:
    def step(server: ScriptedServer, call: Any) -> Any:
        server.carry_out(call)
        server.carry_out(call)
        raise lost()

    made, server, store = creating(where, step)
    assert run(made, server, store).exit_code == 6
    assert len(server.writes) == 1


@every_kind
@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(lost(503), id="H29-5xx"),
        pytest.param(problem(403), id="H33-no-scope"),
        pytest.param(BadAnswer.of("bad-answer", "no JSON"), id="H18-html"),
        pytest.param(Interrupted.of("interrupted", "was interrupted"), id="P1-interrupted"),
    ],
)
@pytest.mark.parametrize("looks", [0, 1])
def test_a_look_that_fails_leaves_the_create_unresolved(where: str, failure: Exception, looks: int) -> None:
    made, server, store = creating(where, dropped(lost()))
    empty = saying({registered()[Address.parse(where).collection].calls.array: []})
    server.script = {**server.script, ("GET", path_of(where)): [*[empty] * looks, dropped(failure)]}
    outcome = run(made, server, store)
    assert (fates(outcome), outcome.exit_code) == ({where: "unresolved"}, 6)
    assert len(server.writes) == 1


@every_kind
@pytest.mark.parametrize("status", [400, 402, 403, 409, 412, 422])
def test_a_refused_create_did_not_happen(where: str, status: int) -> None:
    made, server, store = creating(where, dropped(problem(status)))
    outcome = run(made, server, store)
    assert (fates(outcome), outcome.exit_code, store.written) == ({where: "failed"}, 1, [])
    assert store.trace == ["run", "intent", f"POST {path_of(where)}", "void", "cleared"]


def test_objects_that_were_there_before_are_no_candidates() -> None:
    """Neither what the plan's lists showed, nor what this run has created itself."""
    twin = want("personas.a", MADE["personas.x"])
    made = plan(twin, one("personas.x"), records={})
    server = ScriptedServer({("POST", "/personas"): [accepted, committed(lost())]})
    server.objects["/personas"] = {"old": {"_id": "old", **MADE["personas.x"]}}
    store = MemoryStore()
    assert run(made, server, store).exit_code == 0
    assert [record.id for _, record in sorted(store.last.records.items())] == ["new_1", "new_2"]


def test_an_unresolved_create_holds_up_its_dependents_and_nothing_else() -> None:
    quoting = want("products.q", {"name": "Q", "photos": []}, references=("messaging.x",))
    made = plan(one("messaging.x"), quoting, one("styles.x"), records={})
    server = ScriptedServer({("POST", "/messaging"): [committed(lost(), body="Other")]})
    outcome = run(made, server)
    assert fates(outcome) == {"messaging.x": "unresolved", "products.q": "skipped", "styles.x": "applied"}
    assert outcome.exit_code == 6


# -- replaces


def replacing() -> tuple[Plan, dict[str, Any], State]:
    live = {"_id": "sty_1", "name": "X", "type": "video", "promptTemplate": "T"}
    record = Record("sty_1", {"name": "X", "type": "video", "promptTemplate": "T"})
    made = plan(one("styles.x"), records={"styles.x": record}, live={"styles": [live]})
    return made, live, State("lineage", 3, "org_1", {Address("styles", "x"): record})


def test_a_replace_whose_create_is_lost_and_found_goes_on() -> None:
    made, live, before = replacing()
    server = ScriptedServer({("POST", "/styles"): [committed(lost())]}, {"/styles": {"sty_1": live}})
    store = MemoryStore()
    assert run(made, server, store, before).exit_code == 0
    assert server.writes == ["POST /styles", "DELETE /styles/sty_1"]
    assert store.last.records[Address("styles", "x")] == Record("new_1", dict(MADE["styles.x"]))


def test_a_replace_whose_create_stays_lost_keeps_the_old_object_and_its_record() -> None:
    made, live, before = replacing()
    lossy = [committed(lost(), promptTemplate="Other")]
    server = ScriptedServer({("POST", "/styles"): lossy}, {"/styles": {"sty_1": live}})
    store = MemoryStore()
    assert run(made, server, store, before).exit_code == 6
    assert server.writes == ["POST /styles"]
    assert store.last.records == before.records
    assert store.last.unresolved[Address("styles", "x")].record.deposed == ("sty_1",)


# -- publishing

DRAFT = post(mode="draft", scheduledFor=None, timezone=None)


def publishing(*steps: Step, **changed: Any) -> tuple[Plan, ScriptedServer, State]:
    """A draft that is to be published, and what becomes of each try."""
    live = live_post(status="draft", scheduledFor=None, timezone=None)
    records = {"posts.x": Record("post_1", DRAFT)}
    desired = want("posts.x", {**DRAFT, "mode": "now", **changed})
    made = plan(desired, records=records, live={"posts": [live]})
    script = {("POST", "/social/posts/post_1/publish"): list(steps)}
    server = ScriptedServer(script, {"/social/posts": {"post_1": live}})
    return made, server, State("lineage", 3, "org_1", {Address("posts", "x"): records["posts.x"]})


PUBLISH, LOOK = "POST /social/posts/post_1/publish", "GET /social/posts/post_1"


def test_a_lost_publish_that_took_effect_is_done() -> None:
    made, server, before = publishing(committed(lost()))
    store = MemoryStore()
    assert run(made, server, store, before).exit_code == 0
    assert store.trace == ["run", "intent", PUBLISH, LOOK, "done", "state", "cleared"]
    assert store.last.records[Address("posts", "x")].fields["mode"] == "now"


def test_a_lost_publish_that_has_not_taken_effect_yet_is_not_sent_twice_in_a_run() -> None:
    made, server, before = publishing(dropped(lost()))
    store = MemoryStore()
    outcome = run(made, server, store, before)
    assert (fates(outcome), server.writes) == ({"posts.x": "failed"}, [PUBLISH])
    assert "may have been carried out all the same" in outcome.results[0].diagnostics[0].detail
    assert store.written == []


@pytest.mark.parametrize("failure", [lost(500), problem(404), unreadable(200)])
def test_a_lost_publish_that_cannot_be_looked_at_is_not_sent_twice_in_a_run(failure: Exception) -> None:
    made, server, before = publishing(committed(lost()))
    server.script = {**server.script, ("GET", "/social/posts/post_1"): [dropped(failure)]}
    outcome = run(made, server, MemoryStore(), before)
    assert (fates(outcome), server.writes) == ({"posts.x": "failed"}, [PUBLISH])
    assert [d.summary for d in outcome.results[0].diagnostics] == ["the answer was lost"]


def test_a_caption_is_changed_before_a_lost_publish_is_looked_at() -> None:
    made, server, before = publishing(committed(lost()), content="More")
    assert run(made, server, MemoryStore(), before).exit_code == 0
    assert server.writes == ["PATCH /social/posts/post_1", PUBLISH]
