"""Which failures time may cure: such a run is tried again by itself, and any other is for a person."""

from __future__ import annotations

from rawugc_sync.applying.outcome import Fate, Outcome
from rawugc_sync.words.errors import RawugcError

CURABLE = frozenset(
    {
        "locked",  # another run works on the state
        "interrupted",
        "not-sent",  # RawUGC was not reached
        "outcome-unknown",  # it did not answer; a create without an answer is unresolved, and not among these
        "rate-limited",  # others have used up what its user may ask
        "state-unreachable",
        "state-conflict",  # somebody else wrote the state: a new plan is made of what stands there
        "lock-lost",
        "fleet-git",
        "fleet-key-command",  # a vault that is away
        "fleet-unknown",  # this worker began before `fleet.yaml` had the repository: another one has it
    }
)
"""The codes of what a later try may find gone. Nothing was done that the next one would do twice."""


def is_later(failed: RawugcError) -> bool:
    """Whether nothing else stopped a run."""
    return all(one.code in CURABLE for one in failed.diagnostics)


def has_more(outcome: Outcome) -> bool:
    """Whether an apply has left something that the next one may do."""
    ended = [one for result in outcome.of(Fate.FAILED) for one in result.diagnostics]
    return any(one.code in CURABLE for one in (*outcome.trouble, *ended))
