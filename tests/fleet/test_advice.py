"""What a person is to do: the way out of the first error, with what is wrong where the run's line has not."""

from __future__ import annotations

import pytest

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.fleet.advice import advice_of
from rawugc_sync.fleet.reconcile import Ended, failing
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error, warning
from rawugc_sync.words.errors import Refused
from rawugc_sync.words.planned import Action, Change

WRONG = error("too-long", "is too long", "Shorten it.", address="personas.p", field="name")


def outcome(fate: Fate, *diagnostics: Diagnostic, trouble: tuple[Diagnostic, ...] = ()) -> Outcome:
    change = Change(address=Address("personas", "p"), action=Action.CREATE)
    return Outcome([Result(change, fate, diagnostics=diagnostics)], trouble=trouble)


@pytest.mark.parametrize(
    ("ended", "advice"),
    [
        pytest.param(failing(Refused([WRONG])), "Shorten it.", id="the line says it, the advice the way out"),
        pytest.param(
            Ended(exit_code=1, what="Nothing was applied.", outcome=outcome(Fate.FAILED, WRONG)),
            "personas.p.name: is too long. Shorten it.",
            id="a call that was turned down",
        ),
        pytest.param(
            Ended(exit_code=6, what="Partly applied.", outcome=outcome(Fate.UNRESOLVED, WRONG)),
            "personas.p.name: is too long. Shorten it.",
            id="a create without an answer",
        ),
        pytest.param(
            Ended(exit_code=4, what="Partly applied.", outcome=outcome(Fate.APPLIED, trouble=(WRONG,))),
            "personas.p.name: is too long. Shorten it.",
            id="a state that could not be written",
        ),
        pytest.param(
            failing(Refused([warning("w", "Odd", "Look."), WRONG])), "Shorten it.", id="errors come first"
        ),
        pytest.param(Ended(exit_code=0, what="Plan: 1 to add."), "", id="nothing is wrong"),
        pytest.param(Ended(exit_code=1, what="Odd"), "", id="nothing is known"),
    ],
)
def test_the_way_out_is_told(ended: Ended, advice: str) -> None:
    assert advice_of(ended) == advice
