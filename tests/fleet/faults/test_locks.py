"""A lock that a killed worker has left where locks have no end: it is told with its way out, which helps."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import Any

import pytest

from tests.contract.project import Project
from tests.fleet.faults.stage import Stage
from tests.git.test_checkout import git
from tests.sampling import MINUTES

pytestmark = MINUTES

NAMES = [f"n{number}" for number in range(4)]


def files(_name: str) -> dict[str, Any]:
    personas = {name: {"name": name, "description": "D"} for name in NAMES}
    return {
        "rawugc.yaml": {"workspace": "a", "state": "git+branch://states"},
        "brand.yaml": {"personas": personas},
    }


@pytest.mark.skipif("RAWUGC_SOAK" not in os.environ, reason="it waits a minute for the lock (RAWUGC_SOAK)")
@pytest.mark.timeout(300)
def test_a_lock_on_a_branch_stays_until_somebody_takes_it_off(stage: Stage) -> None:
    stage.agency.variables |= {"RAWUGC_API_KEY": "ruk_a"}
    repository = stage.brands("a", files)
    git(repository.root, "remote", "add", "origin", str(repository.root))
    first = stage.start()
    stage.rawugc.upon = lambda _key: first.signal(9) if len(stage.rawugc.log) == 4 else None
    stage.until(lambda: not first.process.is_alive())
    stage.start()
    stage.until(lambda: any(run["exit_code"] == 5 for run in stage.runs()), 120)
    (told,) = [run for run in stage.runs() if run["exit_code"] == 5]
    assert (told["later"], stage.runs()[0]["what"]) == (True, "was lost with its worker")
    found = re.search(r"rawugc-sync state unlock (\S+)", told["advice"])
    assert found is not None, told["advice"]
    ash = Project(repository.root / "a", stage.rawugc, stage.rawugc.clock, variables=stage.agency.variables)
    assert ash.run("state", "unlock", found[1]).exit_code == 0
    stage.until_settled()
    assert stage.rawugc.names() == Counter(NAMES)
