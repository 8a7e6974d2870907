"""A hold is of one environment: posts, mark and runs of the others stay as they are."""

from __future__ import annotations

from typing import Any

from rawugc_sync.recording.document import dump
from rawugc_sync.words.documents import STOP
from tests.contract.project import Run
from tests.contract.test_environments import FILES, Make, Side, make, options

__all__ = ["make", "options"]


def posts(side: Side) -> int:
    return len(side.live("posts"))


def runs(side: Side) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = side.run("runs", "list", "--json").json
    return found


def hold(side: Side) -> Run:
    return side.run("hold", "--auto-approve")


def test_a_hold_is_of_its_environment(make: Make) -> None:
    brand = make(FILES).applied()
    assert hold(brand.production).exit_code == 0
    assert (posts(brand.staging), posts(brand.production)) == (1, 0)
    assert (len(runs(brand.staging)), len(runs(brand.production))) == (1, 2)
    assert "held" not in brand.staging.state
    brand.staging.assert_settled()
    resumed = brand.production.run("resume", "--auto-approve")
    assert (resumed.exit_code, posts(brand.production)) == (0, 1)
    brand.production.assert_settled()


def test_its_mark_stops_no_apply_of_another(make: Make) -> None:
    brand = make(FILES)
    mark = {"environment": "production", "id": "1", "at": 1_800_000_000_000, "by": "ana"}
    (brand.staging.root / STOP.file).write_bytes(dump(STOP, "glow-lab", [mark]))

    brand.staging.applied()
    stopped = brand.production.run("apply", "--auto-approve")

    assert (stopped.exit_code, brand.production.calls()) == (3, [])
    assert "stopped by a hold of ana, at Fri 2027-01-15 08:00 UTC" in stopped.stderr
    assert brand.production.run("resume", "--auto-approve").exit_code == 0  # as the message has it
    brand.applied()
    brand.production.assert_settled()
