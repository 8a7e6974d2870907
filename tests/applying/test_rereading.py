"""A second look: what a list does not show is asked for by id, what cannot be looked at is left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.outcome import Fate, Outcome
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, Unauthorized
from rawugc_sync.words.planned import Call
from rawugc_sync.words.recorded import Record, State
from tests.applying.fakes import ScriptedServer, Step, accepted, dropped, fates, lost, problem, run, saying
from tests.planning.worlds import live_persona, persona, plan

LISTS = ("GET", "/personas")


def slowly(seconds: float, then: Step = accepted) -> Step:
    """Time passes once a call is done, as in a wait for the rate limit."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        answer = then(server, call)
        server.seconds += seconds
        return answer

    return step


def edits(id: str, text: str, after: Step) -> Step:
    """Somebody edits an object once a call is done."""

    def step(server: ScriptedServer, call: Call) -> Answer:
        answer = after(server, call)
        server.objects["/personas"][id]["description"] = text
        return answer

    return step


def updates(*keys: str, seconds: float = 61, **script: list[Step]) -> tuple[Outcome, ScriptedServer]:
    """A run that changes each persona, with a wait behind the first call; `script` is for what it reads."""
    live = [live_persona(key, key, "Old") for key in keys]
    records = {f"personas.{key}": Record(key, {"name": key, "description": "Old"}) for key in keys}
    made = plan(*(persona(key, text="New") for key in keys), records=records, live={"personas": live})
    first = ("PATCH", f"/personas/{keys[0]}")
    reads = {("GET", path): steps for path, steps in script.items()}
    server = ScriptedServer(
        script={first: [slowly(seconds)], **reads},
        objects={"/personas": {one["_id"]: dict(one) for one in live}},
    )
    state = State("lineage", 3, "org_1", {Address.parse(a): record for a, record in records.items()})
    return run(made, server, before=state), server


def reads(server: ScriptedServer) -> list[str]:
    return [said for said in server.trace if said.startswith("GET")]


def codes(outcome: Outcome) -> list[str]:
    return [one.code for result in outcome.results for one in result.diagnostics]


@pytest.mark.parametrize(
    ("seconds", "again"), [(0, []), (59, []), (60, ["GET /personas"]), (600, ["GET /personas"])]
)
def test_a_list_is_read_again_once_a_window_has_passed(seconds: float, again: list[str]) -> None:
    outcome, server = updates("a", "b", "c", seconds=seconds)
    assert (outcome.exit_code, reads(server)) == (0, again)


def test_what_the_list_does_not_show_is_asked_for_by_its_id() -> None:
    outcome, server = updates("a", "b", **{"/personas": [saying({"personas": []})]})
    assert (outcome.exit_code, reads(server)) == (0, ["GET /personas", "GET /personas/b"])


def test_what_is_not_there_by_its_id_either_is_stale() -> None:
    missing = {"/personas": [saying({"personas": []})], "/personas/b": [dropped(problem(404))]}
    outcome, server = updates("a", "b", **missing)
    assert fates(outcome) == {"personas.a": "applied", "personas.b": "failed"}
    assert (codes(outcome), outcome.exit_code) == (["stale"], 4)
    assert server.writes == ["PATCH /personas/a"]


@dataclass(frozen=True)
class Broken:
    failure: Callable[[], ApiError]
    code: str
    goes_on: bool


BROKEN = {
    "lost": Broken(lost, "unchecked", goes_on=True),
    "forbidden": Broken(lambda: problem(403), "unchecked", goes_on=True),
    "no list": Broken(lambda: problem(404), "unchecked", goes_on=True),
    "wrong key": Broken(
        lambda: Unauthorized(error("unauthorized", "no"), 401, {}), "unauthorized", goes_on=False
    ),
    "no way through": Broken(lambda: ApiError.of("rate-limited", "no"), "rate-limited", goes_on=False),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_looked_at_is_not_overwritten(broken: Broken) -> None:
    outcome, server = updates("a", "b", "c", **{"/personas": [dropped(broken.failure())] * 2})
    rest = "failed" if broken.goes_on else "not_attempted"
    assert fates(outcome) == {"personas.a": "applied", "personas.b": "failed", "personas.c": rest}
    assert set(codes(outcome)) == {broken.code}
    assert not any("carried out" in one.detail for r in outcome.results for one in r.diagnostics)
    assert server.writes == ["PATCH /personas/a"]


def test_a_limit_that_never_lets_a_look_and_its_call_through_ends_the_run() -> None:
    def held(server: ScriptedServer, call: Call) -> Answer:
        shown = {"personas": server.listed("/personas")}
        server.seconds += 61
        return Answer(200, shown, server.seconds - 61)

    outcome, server = updates("a", "b", "c", **{"/personas": [held] * 9})
    assert [r.fate for r in outcome.results] == [Fate.APPLIED, Fate.FAILED, Fate.NOT_ATTEMPTED]
    assert (codes(outcome), reads(server)) == (["rate-limited"], ["GET /personas"] * 3)


def test_one_look_serves_all_calls_of_a_window_and_finds_each_that_moved() -> None:
    outcome, server = updates("a", "b", "c", "d")
    assert reads(server) == ["GET /personas"]
    live = [live_persona(key, key, "Old") for key in "abcd"]
    records = {f"personas.{key}": Record(key, {"name": key, "description": "Old"}) for key in "abcd"}
    made = plan(*(persona(key, text="New") for key in "abcd"), records=records, live={"personas": live})
    server = ScriptedServer(
        script={("PATCH", "/personas/a"): [edits("c", "Of the dashboard", slowly(61))]},
        objects={"/personas": {one["_id"]: dict(one) for one in live}},
    )
    state = State("lineage", 3, "org_1", {Address.parse(a): record for a, record in records.items()})
    outcome = run(made, server, before=state)
    assert fates(outcome) == {
        "personas.a": "applied",
        "personas.b": "applied",
        "personas.c": "failed",
        "personas.d": "applied",
    }
    assert reads(server) == ["GET /personas"]
    (said,) = [one for r in outcome.results for one in r.diagnostics]
    assert (said.code, "'Old' is now 'Of the dashboard'" in said.detail) == ("stale", True)
