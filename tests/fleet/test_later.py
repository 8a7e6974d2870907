"""Which ends of a run are tried again by themselves, and which are left to a person."""

from __future__ import annotations

import pytest

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.fleet.advice import advice_of
from rawugc_sync.fleet.later import has_more, is_later
from rawugc_sync.fleet.reconcile import failing
from rawugc_sync.state.lock import in_use
from rawugc_sync.state.store import Holder
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import (
    ApiError,
    ForgeError,
    Interrupted,
    InvalidInput,
    NotSent,
    OutcomeUnknown,
    RawugcError,
    Refused,
    StateError,
)
from tests.planning.test_order import change

CURED: list[RawugcError] = [
    in_use("x", Holder("id"), frees_itself=False),
    Interrupted.of("interrupted", "was interrupted"),
    NotSent.of("not-sent", "cannot connect"),
    OutcomeUnknown.of("outcome-unknown", "no answer to GET /personas"),
    ApiError.of("rate-limited", "no request was accepted"),
    StateError.of("state-unreachable", "cannot be used"),
    StateError.of("state-conflict", "was written by somebody else"),
    StateError.of("lock-lost", "is no longer ours"),
    ForgeError.of("fleet-git", "git cannot read it"),
    InvalidInput.of("fleet-key-command", "vault ended with 1"),
    InvalidInput.of("fleet-unknown", "fleet.yaml does not have it any more"),
]
FOR_A_PERSON: list[RawugcError] = [
    NotSent.of("bad-certificate", "cannot be trusted"),
    InvalidInput.of("fleet-no-key", "no key fits"),
    InvalidInput.of("unknown-key", "is not a key"),
    Refused.of("fleet-state-lost", "there is no state"),
    StateError.of("state-denied", "permission denied"),
    StateError.of("state-unreadable", "is no JSON"),
    InvalidInput([error("unknown-key", "is not a key"), error("not-sent", "cannot connect")]),
]


def _code(failed: RawugcError) -> str:
    return "+".join(one.code for one in failed.diagnostics)


@pytest.mark.parametrize("failed", CURED, ids=_code)
def test_what_time_may_cure_is_tried_again(failed: RawugcError) -> None:
    assert is_later(failed)
    assert failing(failed).later


@pytest.mark.parametrize("failed", FOR_A_PERSON, ids=_code)
def test_what_time_does_not_cure_is_for_a_person(failed: RawugcError) -> None:
    assert not is_later(failed)
    assert not failing(failed).later


@pytest.mark.parametrize(
    ("fate", "code", "trouble", "more"),
    [
        (Fate.APPLIED, None, None, False),
        (Fate.FAILED, "not-sent", None, True),
        (Fate.FAILED, "outcome-unknown", None, True),
        (Fate.FAILED, "refused-by-rawugc", None, False),
        (Fate.UNRESOLVED, "outcome-unknown", None, False),
        (Fate.APPLIED, None, "state-unreachable", True),
        (Fate.NOT_ATTEMPTED, None, "lock-lost", True),
        (Fate.NOT_ATTEMPTED, None, "state-denied", False),
    ],
)
def test_an_apply_that_left_something_is_run_again_where_that_may_help(
    fate: Fate, code: str | None, trouble: str | None, more: bool
) -> None:
    said = (error(code, "went wrong"),) if code else ()
    outcome = Outcome(
        [Result(change("a"), fate, diagnostics=said)],
        trouble=(error(trouble, "went wrong"),) if trouble else (),
    )
    assert has_more(outcome) == more


def test_a_lock_that_nobody_else_takes_off_is_told_with_its_way_out() -> None:
    ended = failing(in_use("git+branch://states", Holder("3f2a"), frees_itself=False))
    assert (ended.exit_code, ended.later) == (5, True)
    assert "rawugc-sync state unlock 3f2a" in advice_of(ended)
