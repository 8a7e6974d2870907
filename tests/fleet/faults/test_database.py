"""A database that is restarted, away, or says no: clear words, and everybody carries on once it is back."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.fleet.faults.stage import STALLED, Stage
from tests.sampling import MINUTES
from tests.stores import cluster

pytestmark = MINUTES

BRANDS = "abcd"
CREATES = 6
PASSWORD = "a-word-of-the-fleet"


def files(name: str) -> dict[str, Any]:
    personas = {f"n{number}": {"name": f"{name}-{number}", "description": "D"} for number in range(CREATES)}
    return {"rawugc.yaml": {"workspace": name}, "brand.yaml": {"personas": personas}}


NAMES = Counter(f"{name}-{number}" for name in BRANDS for number in range(CREATES))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
@pytest.mark.parametrize("seconds", [0, STALLED + 2], ids=["at once", "long after"])
def test_it_goes_away_under_runs_and_comes_back(stage: Stage, how: signal.Signals, seconds: int) -> None:
    stage.brands(BRANDS, files)
    for _ in range(2):
        stage.start()
    stage.until(lambda: len(stage.rawugc.log) >= 6)
    stage.server.end(how)
    time.sleep(seconds)
    stage.server.begin()
    stage.until_settled()
    assert stage.rawugc.names() == NAMES
    # The list, and at first the accounts, for each run that has begun: who was cut off begins again.
    assert len(stage.rawugc.log) <= len(BRANDS) * CREATES + 2 * len(stage.runs())
    for one in stage.workers:
        stage.until(lambda one=one: one.said.count("cannot be used") == one.said.count("answers again"))
    _all_end(stage)


# -- it says no


def denied(stage: Stage) -> Iterator[None]:
    with stage.server.admin() as admin:
        admin.execute(f"alter role {role(stage)} connection limit 0")
        yield
        admin.execute(f"alter role {role(stage)} connection limit -1")


def unknown(stage: Stage) -> Iterator[None]:
    with stage.server.admin() as admin:
        admin.execute(f"alter role {role(stage)} nologin")
        yield
        admin.execute(f"alter role {role(stage)} login")


def forbidden(stage: Stage) -> Iterator[None]:
    tables = "all tables in schema public"
    with stage.server.admin(stage.name) as admin:
        admin.execute(f"revoke all on {tables} from {role(stage)}")
        yield
        admin.execute(f"grant all on {tables} to {role(stage)}")


def empty(stage: Stage) -> Iterator[None]:
    with stage.server.admin(stage.name) as admin:
        admin.execute("alter schema public rename to elsewhere")
        yield
        admin.execute("alter schema elsewhere rename to public")


def wrong_password(stage: Stage) -> Iterator[None]:
    with asking_for_passwords(stage), stage.server.admin() as admin:
        admin.execute(f"alter role {role(stage)} password 'another'")
        yield


@contextmanager
def asking_for_passwords(stage: Stage) -> Iterator[None]:
    rules = stage.server.folder / "data/pg_hba.conf"
    before = rules.read_text("utf-8")
    rules.write_text(f"local all {role(stage)} scram-sha-256\n{before}", "utf-8")
    with stage.server.admin() as admin:
        admin.execute("select pg_reload_conf()")
        try:
            yield
        finally:
            rules.write_text(before, "utf-8")
            admin.execute("select pg_reload_conf()")


NOES: dict[str, tuple[Callable[[Stage], Iterator[None]], str]] = {
    "too many connections": (denied, "too many connections for role"),
    "who is unknown": (unknown, "is not permitted to log in"),
    "no rights": (forbidden, "permission denied for table"),
    "no tables": (empty, "fleet migrate"),
    "a wrong password": (wrong_password, "password authentication failed"),
}
noes = pytest.mark.parametrize(("no", "words"), NOES.values(), ids=list(NOES))


@pytest.fixture
def limited(stage: Stage) -> Stage:
    """Whose workers are a role of their own, with the rights that they need."""
    with stage.server.admin(stage.name) as admin:
        admin.execute(f"create role {role(stage)} login password '{PASSWORD}'")
        for what in ("tables", "sequences", "functions"):
            admin.execute(f"grant all on all {what} in schema public to {role(stage)}")
    mine = stage.url.replace(f"//{cluster.ADMIN}@", f"//{role(stage)}@")
    stage.agency.variables |= {"PGPASSWORD": PASSWORD, "FLEET_DATABASE": mine}
    return stage


def role(stage: Stage) -> str:
    return f"worker_of_{stage.name}"


@noes
def test_a_worker_says_why_it_cannot_begin(
    limited: Stage, no: Callable[[Stage], Iterator[None]], words: str
) -> None:
    limited.brands(BRANDS, files)
    with contextmanager(no)(limited):
        worker = limited.start(known=False)
        assert worker.ended() == 1
    assert words in worker.said
    assert "Traceback" not in worker.said
    assert PASSWORD not in worker.said


@noes
def test_a_worker_carries_on_once_it_says_yes(
    limited: Stage, no: Callable[[Stage], Iterator[None]], words: str
) -> None:
    limited.brands(BRANDS, files)
    worker = limited.start()
    limited.until(lambda: len(limited.rawugc.log) >= 6)
    with contextmanager(no)(limited):
        limited.hang_up()
        limited.until(lambda: "cannot be used" in worker.said)
    limited.until_settled()
    assert limited.rawugc.names() == NAMES
    limited.until(lambda: "answers again" in worker.said)
    _all_end(limited)


def _all_end(stage: Stage) -> None:
    """SIGTERM ends each, and none of them has said what only we understand."""
    for worker in stage.alive():
        worker.signal(signal.SIGTERM)
        assert worker.ended() == 0
    stage.assert_no_traceback()
    stage.agency.assert_settled()
