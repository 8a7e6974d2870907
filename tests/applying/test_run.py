"""A run: one call at a time, announced and written down, independent changes go on, and a true report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, Interrupted, NotSent, Unauthorized
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Record, State
from tests.applying.fakes import (
    MemoryStore,
    ScriptedServer,
    Step,
    accepted,
    committed,
    dropped,
    fates,
    lost,
    problem,
    run,
)
from tests.planning.worlds import LATER, MINUTE, NOW, live_persona, live_post, persona, plan, post, want

FIELDS = {"name": "p", "description": "D"}
CREATE = ("POST", "/personas")


def creates(*keys: str, **more: Any) -> Plan:
    return plan(*(persona(key, **more) for key in keys), records={})


def updates(*keys: str) -> tuple[Plan, ScriptedServer, State]:
    """A plan that changes the text of each of these personas, on the objects that it changes."""
    live = [live_persona(key, key, "Old") for key in keys]
    records = {f"personas.{key}": Record(key, {"name": key, "description": "Old"}) for key in keys}
    made = plan(*(persona(key) for key in keys), records=records, live={"personas": live})
    server = ScriptedServer(objects={"/personas": {one["_id"]: dict(one) for one in live}})
    return made, server, state_of(records)


def state_of(records: dict[str, Record]) -> State:
    return State("lineage", 3, "org_1", {Address.parse(a): record for a, record in records.items()})


def test_each_call_is_announced_before_and_written_down_after_and_the_state_comes_last() -> None:
    store = MemoryStore()
    outcome = run(creates("a", "b"), ScriptedServer(), store)
    once = ["intent", "POST /personas", "done"]
    assert store.trace == ["run", *once, *once, "state", "cleared"]
    assert (len(store.last.records), outcome.exit_code) == (2, 0)


@pytest.mark.parametrize("entries", range(7))
def test_whenever_the_journal_fills_up_nothing_more_is_sent_and_nothing_is_forgotten(entries: int) -> None:
    store, server = MemoryStore(full_after=entries), ScriptedServer()
    outcome = run(creates("a", "b", "c"), server, store)
    assert outcome.exit_code == (4 if server.writes else 1)
    assert len(server.writes) == entries // 2
    assert [r.id for r in outcome.of(Fate.APPLIED)] == list(server.objects.get("/personas", {}))
    assert [d.code for d in outcome.trouble] == ["journal-unwritable"]
    # Even an id that the journal could not take any more is in the state.
    recorded = {record.id for record in store.last.records.values()} if store.written else set()
    assert recorded == set(server.objects.get("/personas", {}))


@pytest.mark.parametrize("entries", range(8))
def test_wherever_a_run_dies_the_journal_knows_each_object(entries: int) -> None:
    store, server = MemoryStore(full_after=entries, full=True), ScriptedServer()
    run(creates("a", "b", "c"), server, store)
    recovered = store.recovered(None)
    recorded = {record.id for record in recovered.records.values()} if recovered else set()
    unresolved = recovered.unresolved if recovered else {}
    created = set(server.objects.get("/personas", {}))
    assert recorded <= created
    assert len(created - recorded) <= len(unresolved) <= 1


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(problem(400), id="refused"),
        pytest.param(problem(402), id="H32-no-credits"),
        pytest.param(problem(403), id="H33-no-scope"),
        pytest.param(problem(409), id="H36-conflict"),
        pytest.param(NotSent.of("refused", "no connection"), id="H1-never-sent"),
    ],
)
def test_what_fails_holds_up_what_depends_on_it_and_nothing_else(failure: Exception) -> None:
    made = plan(
        persona("a"),
        want("messaging.m", {"name": "M", "body": "B"}, references=("personas.a",)),
        want("products.x", {"name": "X", "photos": []}, references=("messaging.m",)),
        want("styles.s", {"name": "S"}),
        records={},
    )
    store = MemoryStore()
    outcome = run(made, ScriptedServer({CREATE: [dropped(failure)]}), store)
    assert fates(outcome) == {
        "personas.a": "failed",
        "messaging.m": "skipped",
        "products.x": "skipped",
        "styles.s": "applied",
    }
    assert [str(address) for address in store.last.records] == ["styles.s"]
    assert (store.last.unresolved, outcome.exit_code) == ({}, 4)
    skipped = next(r for r in outcome.results if r.fate is Fate.SKIPPED)
    assert skipped.diagnostics[0].summary == "waits for personas.a, which was not applied"


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(Unauthorized(error("unauthorized", "the key is wrong"), 401), id="H31-wrong-key"),
        pytest.param(ApiError.of("rate-limited", "nothing came through"), id="H25-429-storm"),
    ],
)
def test_what_would_end_every_call_stops_everything(failure: ApiError) -> None:
    store, server = MemoryStore(), ScriptedServer({CREATE: [accepted, dropped(failure)]})
    outcome = run(creates("a", "b", "c"), server, store)
    assert fates(outcome) == {
        "personas.a": "applied",
        "personas.b": "failed",
        "personas.c": "not_attempted",
    }
    assert (len(server.writes), outcome.exit_code) == (2, 4)
    assert (set(store.last.records), store.last.unresolved) == ({Address("personas", "a")}, {})


def test_a_state_that_cannot_be_written_is_told_beside_all_that_was_done() -> None:
    store = MemoryStore(full=True)
    outcome = run(creates("a", "b"), ScriptedServer(), store)
    assert fates(outcome) == {"personas.a": "applied", "personas.b": "applied"}
    assert [result.id for result in outcome.results] == ["new_1", "new_2"]
    assert ([d.code for d in outcome.trouble], outcome.exit_code) == (["state-unwritable"], 4)
    recovered = store.recovered(None)
    assert recovered is not None
    assert {record.id for record in recovered.records.values()} == {"new_1", "new_2"}


# -- interrupts


def stopped_after(server: ScriptedServer, calls: int) -> Callable[[], bool]:
    return lambda: len(server.writes) >= calls


def test_p1_an_interrupted_run_finishes_its_call_and_records_it() -> None:
    store, server = MemoryStore(), ScriptedServer()
    outcome = run(creates("a", "b", "c"), server, store, stopping=stopped_after(server, 1))
    assert fates(outcome) == {
        "personas.a": "applied",
        "personas.b": "not_attempted",
        "personas.c": "not_attempted",
    }
    assert (outcome.exit_code, outcome.interrupted) == (130, True)
    assert list(store.last.records) == [Address("personas", "a")]


def test_a_run_interrupted_during_its_last_call_is_done() -> None:
    server = ScriptedServer()
    assert run(creates("a"), server, stopping=stopped_after(server, 1)).exit_code == 0


def waited(server: ScriptedServer, call: object) -> Any:
    raise Interrupted.of("interrupted", "was interrupted while it waited; nothing was sent")


def test_an_interrupted_wait_leaves_the_call_unsent_and_nothing_unresolved() -> None:
    store, server = MemoryStore(), ScriptedServer({CREATE: [waited]})
    outcome = run(creates("a", "b"), server, store, stopping=lambda: bool(server.writes))
    assert fates(outcome) == {"personas.a": "not_attempted", "personas.b": "not_attempted"}
    assert (outcome.exit_code, store.written) == (130, [])
    assert store.trace == ["run", "intent", "POST /personas", "void", "cleared"]


def test_an_interrupted_replace_keeps_the_new_object_and_the_old_one() -> None:
    made, server, before = replacement()
    server.script = {("DELETE", "/styles/sty_1"): [waited]}
    store = MemoryStore()
    outcome = run(made, server, store, before, stopping=lambda: len(server.writes) > 1)
    assert (fates(outcome), outcome.exit_code) == ({"styles.s": "failed"}, 130)
    kept = store.last.records[Address("styles", "s")]
    assert (kept.id, kept.deposed) == ("new_1", ("sty_1",))


def test_p2_a_second_interrupt_leaves_all_that_is_known_in_the_journal() -> None:
    store, server = MemoryStore(), ScriptedServer({CREATE: [accepted, committed(KeyboardInterrupt())]})
    with pytest.raises(KeyboardInterrupt):
        run(creates("a", "b"), server, store)
    recovered = store.recovered(None)
    assert recovered is not None
    assert [record.id for record in recovered.records.values()] == ["new_1"]
    assert list(recovered.unresolved) == [Address("personas", "b")]


# -- the clock


@pytest.mark.parametrize(
    ("due", "fate"),
    [
        pytest.param(MINUTE, "skipped", id="T3-would-be-late"),
        pytest.param(3 * MINUTE, "applied", id="T3-in-time"),
    ],
)
def test_what_has_become_due_while_the_run_waited_is_not_sent(due: int, fate: str) -> None:
    """Planned a day ahead, and looked at again by the server's clock just before it is sent."""
    quoting = want("products.q", {"name": "Q", "photos": []}, references=("posts.p",))
    made = plan(want("posts.p", post()), quoting, persona("a"), records={})
    server = ScriptedServer(seconds=(LATER - NOW - due) / 1000)
    outcome = run(made, server)
    assert fates(outcome) == {"posts.p": fate, "products.q": fate, "personas.a": "applied"}
    assert outcome.exit_code == (0 if fate == "applied" else 4)
    assert ("POST /social/posts" in server.writes) == (fate == "applied")
    assert [d.code for d in outcome.results[0].diagnostics] == ([] if fate == "applied" else ["due-now"])


@pytest.mark.parametrize("action", ["delete", "reschedule"])
def test_a_live_post_that_has_become_due_is_left_alone(action: str) -> None:
    records = {"posts.p": Record("post_1", post())}
    desired = [] if action == "delete" else [want("posts.p", post(scheduledFor=LATER + 60 * MINUTE))]
    made = plan(*desired, records=records, live={"posts": [live_post("post_1")]})
    server = ScriptedServer(seconds=(LATER - NOW - MINUTE) / 1000)
    store = MemoryStore()
    outcome = run(made, server, store, state_of(records))
    assert (fates(outcome), server.writes, store.written) == ({"posts.p": "skipped"}, [], [])


# -- updates and deletes


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(dropped(lost()), id="H5-never-arrived"),
        pytest.param(committed(lost()), id="H6-done-and-lost"),
        pytest.param(committed(lost(500)), id="H9-done-and-500"),
    ],
)
def test_an_update_without_an_answer_says_so_and_the_next_plan_knows_better(step: Step) -> None:
    made, server, before = updates("a", "b")
    server.script = {("PATCH", "/personas/a"): [step]}
    store = MemoryStore()
    outcome = run(made, server, store, before)
    assert fates(outcome) == {"personas.a": "failed", "personas.b": "applied"}
    assert "may have been carried out all the same" in outcome.results[0].diagnostics[0].detail
    assert store.last.records[Address("personas", "a")] == before.records[Address("personas", "a")]
    assert store.last.unresolved == {}


def test_a_refusal_is_told_at_the_fields_as_the_manifest_spells_them() -> None:
    made = plan(want("posts.p", post()), records={})
    refusal = problem(400, accountIds=["not connected"], content=["too long", "too loud"])
    outcome = run(made, ScriptedServer({("POST", "/social/posts"): [dropped(refusal)]}))
    told = [(d.field, d.summary) for d in outcome.results[0].diagnostics]
    assert told[1:] == [("accounts", "not connected"), ("content", "too long"), ("content", "too loud")]


def replacement() -> tuple[Plan, ScriptedServer, State]:
    """A style whose type has changed, so that a new one is created and the old one deleted."""
    records = {"styles.s": Record("sty_1", {"name": "S", "type": "video"})}
    live = {"_id": "sty_1", "name": "S", "type": "video"}
    made = plan(want("styles.s", {"name": "S", "type": "image"}), records=records, live={"styles": [live]})
    return made, ScriptedServer(objects={"/styles": {"sty_1": live}}), state_of(records)


def test_a_replace_that_dies_midway_leaves_the_old_object_deposed() -> None:
    made, server, before = replacement()
    server.script = {("DELETE", "/styles/sty_1"): [dropped(lost())]}
    store = MemoryStore()
    outcome = run(made, server, store, before)
    assert fates(outcome) == {"styles.s": "failed"}
    kept = store.last.records[Address("styles", "s")]
    assert (kept.id, kept.deposed, kept.fields["type"]) == ("new_1", ("sty_1",), "image")


@pytest.mark.parametrize("deposed", [("per_1",), ("per_1", "gone"), ("gone",)])
@pytest.mark.parametrize("text", ["D", "New"])
def test_deposed_objects_leave_the_state_once_they_are_deleted(deposed: tuple[str, ...], text: str) -> None:
    records = {"personas.p": Record("per_2", FIELDS, deposed=deposed)}
    live = [live_persona("per_2", "p"), *([live_persona("per_1", "p")] if "per_1" in deposed else [])]
    made = plan(persona("p", text=text), records=records, live={"personas": live})
    store = MemoryStore()
    outcome = run(made, ScriptedServer(), store, state_of(records))
    assert outcome.exit_code == 0
    assert store.last.records == {Address("personas", "p"): Record("per_2", {**FIELDS, "description": text})}


def test_a_deleted_resource_does_not_come_back_with_what_it_had_deposed() -> None:
    records = {"personas.p": Record("per_2", FIELDS, deposed=("gone",))}
    made = plan(records=records, live={"personas": [live_persona("per_2", "p")]})
    store = MemoryStore()
    assert run(made, ScriptedServer(), store, state_of(records)).exit_code == 0
    assert store.last.records == {}


def test_records_that_moved_without_a_call_are_written_in_the_end() -> None:
    records = {"personas.p": Record("per_1", {"name": "p", "description": "Old"})}
    made = plan(persona("p"), records=records, live={"personas": [live_persona("per_1", "p")]})
    store = MemoryStore()
    run(made, ScriptedServer(), store, state_of(records))
    assert (made.changes, store.last.records) == ((), {Address("personas", "p"): Record("per_1", FIELDS)})


def test_what_is_never_handed_out_is_not_attempted_rather_than_left_unsaid() -> None:
    """Changes that wait for one another: no plan has them, and if one had, nothing would be claimed."""
    made = plan(persona("a"), persona("b"), persona("c"), records={})
    first, second, third = made.changes
    waiting = (
        replace(first, depends_on=(second.address,)),
        replace(second, depends_on=(first.address,)),
        third,
    )
    outcome = run(replace(made, changes=waiting), ScriptedServer())
    ended = {"personas.a": "not_attempted", "personas.b": "not_attempted", "personas.c": "applied"}
    assert (fates(outcome), outcome.exit_code) == (ended, 4)


# -- the report


def result(fate: Fate) -> Result:
    return Result(Change(address=Address("x", "y"), action=Action.CREATE), fate)


@pytest.mark.parametrize(
    ("ended", "more", "code"),
    [
        ([], {}, 0),
        ([Fate.APPLIED], {}, 0),
        ([Fate.APPLIED, Fate.FAILED], {}, 4),
        ([Fate.APPLIED, Fate.SKIPPED], {}, 4),
        ([Fate.APPLIED, Fate.WAITING], {}, 0),
        ([Fate.WAITING], {}, 0),
        ([Fate.WAITING, Fate.FAILED], {}, 4),
        ([Fate.WAITING, Fate.SKIPPED], {}, 4),
        ([Fate.WAITING], {"broken": (Address("x", "z"),)}, 4),
        ([Fate.FAILED, Fate.SKIPPED], {}, 1),
        ([Fate.NOT_ATTEMPTED], {}, 1),
        ([Fate.APPLIED], {"trouble": (error("x", "x"),)}, 4),
        ([], {"trouble": (error("x", "x"),)}, 1),
        ([Fate.APPLIED, Fate.UNRESOLVED], {}, 6),
        ([Fate.APPLIED, Fate.FAILED, Fate.UNRESOLVED], {}, 6),
        ([Fate.UNRESOLVED], {"trouble": (error("x", "x"),)}, 6),
        ([Fate.APPLIED], {"unresolved": (Address("x", "z"),)}, 6),
        ([], {"unresolved": (Address("x", "z"),)}, 6),
        ([Fate.APPLIED], {"interrupted": True}, 0),
        ([Fate.APPLIED, Fate.NOT_ATTEMPTED], {"interrupted": True}, 130),
        ([Fate.APPLIED, Fate.FAILED], {"interrupted": True}, 130),
        ([Fate.UNRESOLVED], {"interrupted": True}, 130),
        ([Fate.NOT_ATTEMPTED], {"interrupted": True, "unresolved": (Address("x", "z"),)}, 130),
        ([Fate.APPLIED], {"interrupted": True, "unresolved": (Address("x", "z"),)}, 6),
    ],
)
def test_the_exit_code_tells_how_a_run_ended(ended: list[Fate], more: dict[str, Any], code: int) -> None:
    assert replace(Outcome([result(fate) for fate in ended]), **more).exit_code == code
