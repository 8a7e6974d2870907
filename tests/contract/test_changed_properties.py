"""As long as nobody touches the dashboard, `--changed` plans and refuses what a plan of everything does."""

from __future__ import annotations

from typing import Any

from hypothesis import event, given, settings

from rawugc_sync.sandbox import Options
from tests.contract.project import Run
from tests.contract.test_properties import opened
from tests.contract.worlds import Manifest, manifests
from tests.sampling import of

MANY = settings(max_examples=of(40, 15), deadline=None, derandomize=True, database=None)


@MANY
@given(first=manifests(), then=manifests())
def test_it_comes_to_the_same(first: Manifest, then: Manifest) -> None:
    with opened(Options()) as project:
        project.write({f"{name}.yaml": {name: one} for name, one in first.items()})
        project.apply()
        project.write({f"{name}.yaml": {name: one} for name, one in then.items()})
        whole, part = project.plan(), project.plan("--changed")
        event(f"plan exits {whole.exit_code}")
        assert said(part) == said(whole)
        project.reset()
        applied = project.apply("--changed")
        if applied.exit_code == 0:
            project.assert_settled()


def said(plan: Run) -> tuple[Any, ...]:
    """What a plan does, and what stands in its way."""
    stops = [one for one in plan.json["diagnostics"] if one["refusal"] or one["stops"]]
    return plan.exit_code, plan.json["resource_changes"], stops, plan.json["bookkeeping"]
