"""What a plan promises to be managed once it is applied, held against what is managed then."""

from __future__ import annotations

from typing import Any

from tests.contract.project import Run

Fields = dict[str, Any]


def managed(plan: Run) -> dict[str, Fields]:
    """Address → values of all that a plan says is managed afterwards."""
    return {one["address"]: one["values"] for one in plan.json["planned_values"]["root_module"]["resources"]}


def assert_promised(plan: Run, afterwards: Run) -> None:
    """What is managed is what the plan said; of git no more is what it emptied, or a new object took over."""
    there = managed(afterwards)
    emptied = {
        (change["address"], field["path"])
        for change in plan.json["resource_changes"]
        for field in change["fields"]
        if field["carried"] or field["after"] in ("", [])
    }
    promised = {
        address: {n: v for n, v in values.items() if n in there[address] or (address, n) not in emptied}
        for address, values in managed(plan).items()
    }
    assert there == promised
