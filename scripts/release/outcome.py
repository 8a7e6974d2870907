"""What became of a check. One that could not run is never called passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check ended, as it is printed."""

    PASSED = "passed"
    FAILED = "FAILED"
    NOT_RUN = "could not run"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report."""

    check: str
    verdict: Verdict
    detail: str

    def __str__(self) -> str:
        return f"{self.verdict:<13}  {self.check}: {self.detail}"


class Failed(Exception):
    """The check ran, and does not hold."""


class NotRun(Exception):
    """What the check needs is not to be had here."""


def judged(check: str, work: Callable[[], str]) -> Outcome:
    """Run one check, which returns what it has seen, and raises `Failed` or `NotRun`."""
    try:
        return Outcome(check, Verdict.PASSED, work())
    except Failed as failed:
        return Outcome(check, Verdict.FAILED, str(failed))
    except NotRun as missing:
        return Outcome(check, Verdict.NOT_RUN, str(missing))


def exit_code(outcomes: list[Outcome]) -> int:
    """1 where a check failed, or where none has passed."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return 0 if Verdict.PASSED in verdicts and Verdict.FAILED not in verdicts else 1


def counted(outcomes: list[Outcome]) -> str:
    """The last line of the report."""
    verdicts = [outcome.verdict for outcome in outcomes]
    return ", ".join(f"{verdicts.count(verdict)} {verdict.lower()}" for verdict in Verdict)
