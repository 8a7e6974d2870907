"""A run: one call at a time, each success written down before the next, and a true report."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.applying.run import apply
from rawugc_sync.diagnostics import error
from rawugc_sync.errors import BadAnswer, NotSent, OutcomeUnknown, Problem, Unauthorized
from rawugc_sync.model import Action, Address, Change, Plan, Record, State
from rawugc_sync.resources import registered
from tests.applying.fakes import MemoryStore, ScriptedSender, Witness
from tests.planning.worlds import live_persona, persona, plan, post, want

FIELDS = {"name": "p", "description": "D"}


def run(made: Plan, sender: ScriptedSender, store: MemoryStore, before: State | None = None) -> Outcome:
    return apply(made, sender, Ledger(store, before, made.organization_id), Witness(), registered())


def fates(outcome: Outcome) -> dict[str, str]:
    return {str(result.change.address): str(result.fate) for result in outcome.results}


def creates(*keys: str, **more: Any) -> Plan:
    return plan(*(persona(key, **more) for key in keys), records={})


CREATE = ("POST", "/personas")


def problem(status: int, **fields: list[str]) -> Problem:
    return Problem(error("refused", "RawUGC says no"), status, fields)


def test_each_success_is_written_down_before_the_next_call() -> None:
    store, sender = MemoryStore(), ScriptedSender()
    outcome = run(creates("a", "b", "c"), sender, store)
    assert [len(state.records) for state in store.written] == [1, 2, 3]
    assert (sender.sent, outcome.exit_code) == ([CREATE] * 3, 0)


@pytest.mark.parametrize(
    "failure",
    [
        problem(400),
        problem(402),
        problem(403),
        NotSent.of("refused", "no connection"),
        OutcomeUnknown.of("lost", "the answer was lost"),
        BadAnswer.of("bad-answer", "no JSON"),
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
    outcome = run(made, ScriptedSender({CREATE: failure}), store)
    assert fates(outcome) == {
        "personas.a": "failed",
        "messaging.m": "skipped",
        "products.x": "skipped",
        "styles.s": "applied",
    }
    assert [str(address) for address in store.last.records] == ["styles.s"]
    assert outcome.exit_code == 4
    skipped = next(r for r in outcome.results if r.fate is Fate.SKIPPED)
    assert skipped.diagnostics[0].summary == "refers to personas.a, which was not applied"


def test_a_wrong_key_stops_everything() -> None:
    sender = ScriptedSender({CREATE: Unauthorized(error("unauthorized", "the key is wrong"), 401)})
    outcome = run(creates("a", "b"), sender, MemoryStore())
    assert fates(outcome) == {"personas.a": "failed", "personas.b": "not_attempted"}
    assert (len(sender.sent), outcome.exit_code) == (1, 1)


def test_a_state_that_cannot_be_written_stops_everything_and_is_told() -> None:
    sender = ScriptedSender()
    outcome = run(creates("a", "b"), sender, MemoryStore(full=True))
    assert (len(sender.sent), fates(outcome)["personas.b"]) == (1, "not_attempted")
    assert [d.code for d in outcome.trouble] == ["state-unwritable"]
    assert outcome.exit_code != 0
    assert outcome.results[0].id == "new_1"


def test_an_interrupt_ends_the_run_with_a_state() -> None:
    store = MemoryStore()
    made = plan(
        persona("a"),
        want("styles.s", {"name": "S"}),
        want("products.x", {"name": "X", "photos": []}),
        records={},
    )
    outcome = run(made, ScriptedSender({("POST", "/products"): KeyboardInterrupt()}), store)
    assert fates(outcome) == {"personas.a": "applied", "products.x": "failed", "styles.s": "not_attempted"}
    assert (outcome.exit_code, list(store.last.records)) == (130, [Address("personas", "a")])


@pytest.mark.parametrize("body", [None, [], {}, {"_id": ""}, {"_id": 7}, {"persona": {"_id": "x"}}])
def test_a_create_without_a_readable_id_is_not_taken_for_done(body: Any) -> None:
    class Vague(ScriptedSender):
        def send(self, call: Any) -> Any:
            answer = super().send(call)
            return type(answer)(201, body)

    store = MemoryStore()
    outcome = run(creates("a"), Vague(), store)
    assert (fates(outcome), store.written) == ({"personas.a": "failed"}, [])
    assert "The next plan looks for it and adopts it" in outcome.results[0].diagnostics[0].detail


def test_a_refusal_is_told_at_the_fields_as_the_manifest_spells_them() -> None:
    made = plan(want("posts.p", post()), records={})
    refusal = problem(400, accountIds=["not connected"], content=["too long", "too loud"])
    outcome = run(made, ScriptedSender({("POST", "/social/posts"): refusal}), MemoryStore())
    told = [(d.field, d.summary) for d in outcome.results[0].diagnostics]
    assert told[1:] == [("accounts", "not connected"), ("content", "too long"), ("content", "too loud")]


def test_a_replace_that_dies_midway_leaves_the_old_object_deposed() -> None:
    record = Record("sty_1", {"name": "S", "type": "video"})
    made = plan(
        want("styles.s", {"name": "S", "type": "image"}),
        records={"styles.s": record},
        live={"styles": [{"_id": "sty_1", "name": "S", "type": "video"}]},
    )
    store = MemoryStore()
    sender = ScriptedSender({("DELETE", "/styles/sty_1"): OutcomeUnknown.of("lost", "lost")})
    outcome = run(made, sender, store, State("l", 1, "org_1", {Address("styles", "s"): record}))
    assert fates(outcome) == {"styles.s": "failed"}
    kept = store.last.records[Address("styles", "s")]
    assert (kept.id, kept.deposed, kept.fields["type"]) == ("new_1", ("sty_1",), "image")


@pytest.mark.parametrize("deposed", [("per_1",), ("per_1", "gone")])
@pytest.mark.parametrize("text", ["D", "New"])
def test_deposed_objects_leave_the_state_once_they_are_deleted(deposed: tuple[str, ...], text: str) -> None:
    record = Record("per_2", FIELDS, deposed=deposed)
    made = plan(
        persona("p", text=text),
        records={"personas.p": record},
        live={"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]},
    )
    store = MemoryStore()
    outcome = run(made, ScriptedSender(), store, State("l", 1, "org_1", {Address("personas", "p"): record}))
    assert outcome.exit_code == 0
    assert store.last.records[Address("personas", "p")].deposed == ()


def test_records_that_moved_without_a_call_are_written_in_the_end() -> None:
    record = Record("per_1", {"name": "p", "description": "Old"})
    made = plan(persona("p"), records={"personas.p": record}, live={"personas": [live_persona("per_1", "p")]})
    store = MemoryStore()
    run(made, ScriptedSender(), store, State("l", 1, "org_1", {Address("personas", "p"): record}))
    assert (made.changes, store.last.records) == ((), {Address("personas", "p"): Record("per_1", FIELDS)})


def result(fate: Fate) -> Result:
    return Result(Change(address=Address("x", "y"), action=Action.CREATE, actions=("create",)), fate)


@pytest.mark.parametrize(
    ("ended", "interrupted", "trouble", "code"),
    [
        ([], False, False, 0),
        ([Fate.APPLIED], False, False, 0),
        ([Fate.APPLIED, Fate.FAILED], False, False, 4),
        ([Fate.APPLIED, Fate.SKIPPED], False, False, 4),
        ([Fate.FAILED, Fate.SKIPPED], False, False, 1),
        ([Fate.NOT_ATTEMPTED], False, False, 1),
        ([Fate.APPLIED], False, True, 4),
        ([], False, True, 1),
        ([Fate.APPLIED, Fate.FAILED], True, False, 130),
    ],
)
def test_the_exit_code_tells_how_a_run_ended(
    ended: list[Fate], interrupted: bool, trouble: bool, code: int
) -> None:
    said = (error("x", "x"),) if trouble else ()
    assert Outcome([result(fate) for fate in ended], interrupted, said).exit_code == code
