"""One run without a terminal: what is decided between a plan and its carrying out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.applying.outcome import Outcome
from rawugc_sync.reconciling.renew import Approved
from rawugc_sync.reconciling.run import PATIENCE
from rawugc_sync.words.diagnostics import Severity
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.planned import Plan
from tests.cli.wire import WiredProject, project_on_a_wire
from tests.reconciling.workers import Job, Worker, files

ENVIRONMENTS = {"rawugc.yaml": "environments:\n  staging: {state: staging.json}\n"}
DONE = ["personas.p0 applied", "personas.p1 applied"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, files("brand", 2)) as made:
        yield made


@pytest.fixture
def job(project: WiredProject) -> Job:
    return Job.of(project)


def saved(job: Job) -> Approved:
    """A plan as it is now, approved."""
    made = job.planned()
    job.project.reset()
    return Approved(made.plan, made.request)


def create(job: Job, name: str) -> None:
    """Somebody creates a persona in the dashboard."""
    job.project.dashboard.insert("personas", {"name": name, "description": "d"})


def test_a_plan_is_shown_approved_and_carried_out(job: Job) -> None:
    ran = job.run()
    assert (ran.exit_code, ran.refused, job.hands.ended) == (0, None, DONE)
    assert job.hands.shown == [ran.plan]
    assert [method for method, _ in job.project.requests()] == ["GET", "POST", "POST"]
    job.assert_settled()


def test_nothing_is_asked_where_nothing_changes(job: Job) -> None:
    job.run()
    again = Job.of(job.project)
    again.hands.answer = False
    assert (again.run().exit_code, again.hands.ended) == (0, [])


def test_what_is_not_approved_is_not_carried_out(job: Job) -> None:
    job.hands.answer = False
    ran = job.run()
    assert (ran.exit_code, ran.outcome, ran.refused, job.project.calls()) == (1, None, None, [])
    assert Job.of(job.project).run().exit_code == 0, "the lock is free"


def test_a_refused_plan_is_shown_and_nobody_is_asked(job: Job) -> None:
    job.project.write({"rawugc.yaml": "pause: true\n"})
    job.hands.meanwhile = lambda: pytest.fail("asked")
    ran = job.run()
    assert (ran.exit_code, ran.outcome, job.project.calls()) == (3, None, [])
    assert isinstance(ran.refused, Refused)
    assert ran.refused.diagnostics[0].code == "paused"
    assert job.hands.shown == [ran.plan]


def test_a_warning_refuses_where_it_is_said_to(job: Job) -> None:
    job.project.write({"rawugc.yaml": "organization: org_1\n"})
    strict = job.run(strict=True)
    assert (strict.exit_code, job.project.calls()) == (1, [])
    assert isinstance(strict.refused, InvalidInput)
    assert Job.of(job.project).run().exit_code == 0


# -- digests


def test_only_what_is_approved_by_its_digest_is_carried_out(job: Job) -> None:
    first, _ = job.planned().plan.changes
    with pytest.raises(Refused) as refused:
        job.run(digests=frozenset({first.digest}))
    assert [(d.code, d.address) for d in refused.value.diagnostics] == [("unapproved", "personas.p1")]
    assert job.project.calls() == []
    both = frozenset(change.digest for change in job.planned().plan.changes)
    assert Job.of(job.project).run(digests=both).exit_code == 0


# -- approvals that take long


def slow(job: Job, seconds: float, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Whoever approves takes so long, and this happens in the meantime."""

    def think() -> None:
        meanwhile()
        job.project.clock.sleep(seconds)

    job.hands.meanwhile = think


@pytest.mark.parametrize(("seconds", "lists"), [(PATIENCE, 1), (PATIENCE + 1, 2)])
def test_after_a_long_approval_the_plan_is_made_again(job: Job, seconds: float, lists: int) -> None:
    slow(job, seconds)
    assert (job.run().exit_code, job.hands.ended) == (0, DONE)
    assert [method for method, _ in job.project.requests()] == ["GET"] * lists + ["POST"] * 2


def test_what_moved_during_a_long_approval_stops_it(job: Job) -> None:
    slow(job, PATIENCE + 1, lambda: create(job, "brand 0"))
    with pytest.raises(Refused) as refused:
        job.run()
    assert ({d.code for d in refused.value.diagnostics}, job.project.calls()) == ({"stale"}, [])


def test_a_plan_that_is_refused_by_the_time_it_is_approved_is_not_carried_out(job: Job) -> None:
    slow(job, PATIENCE + 1, lambda: job.project.write({"MORE.YAML": "personas: {}\n"}))
    with pytest.raises(InvalidInput) as refused:
        job.run(strict=True)
    warnings = [d.code for d in refused.value.diagnostics if d.severity is Severity.WARNING]
    assert (warnings, job.project.calls()) == (["not-read"], [])


# -- approved plans


def test_an_approved_plan_is_carried_out_as_it_was(job: Job) -> None:
    approved = saved(job)
    assert job.run(lambda: approved).exit_code == 0
    assert (job.hands.ended, [shown.digest for shown in job.hands.shown]) == (DONE, [approved.plan.digest])


def test_an_approved_plan_that_is_stale_sends_nothing(job: Job) -> None:
    approved = saved(job)
    create(job, "brand 1")
    with pytest.raises(Refused) as refused:
        job.run(lambda: approved)
    assert {(d.code, d.address) for d in refused.value.diagnostics} == {("stale", "personas.p1")}
    assert (job.project.calls(), job.hands.shown) == ([], [])


@pytest.mark.parametrize(
    ("other", "why"),
    [({"environment": "staging"}, "environment"), ({"server": "https://rawugc.com/api/v1"}, "server")],
)
def test_a_plan_for_another_world_costs_no_request(job: Job, other: dict[str, str], why: str) -> None:
    approved = saved(job)
    elsewhere = replace(approved, plan=replace(approved.plan, **other))  # type: ignore[arg-type]
    with pytest.raises(Refused, match=why) as refused:
        job.run(lambda: elsewhere)
    assert (refused.value.diagnostics[0].code, job.project.requests()) == ("stale", [])


def test_a_run_that_is_stopped_at_once_leaves_the_rest_to_the_next(project: WiredProject) -> None:
    class Impatient(Worker):
        def carry_out(self, plan: Plan, go: Callable[[], Outcome]) -> Outcome | None:
            return None

    job = Job.of(project)
    hands = Impatient(job.hands.stopper)
    ran = Job(project, hands).run()
    assert (ran.exit_code, ran.outcome, project.calls()) == (130, None, [])
    assert job.run().exit_code == 0
