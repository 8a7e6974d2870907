"""The request floor: one list for each collection in use, one call for each change, nothing else."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options
from tests.conftest import Workspace
from tests.contract.samples import SAMPLES, every_collection, first_id, full, manifest

TEN_A_MINUTE = pytest.mark.parametrize("options", [Options(rate_limit=10)], ids=["ten-a-minute"])


@TEN_A_MINUTE
def test_a_plan_of_all_collections_with_nothing_to_do_is_one_list_each(workspace: Workspace) -> None:
    project = workspace({f"{name}.yaml": {name: {"it": full(name)}} for name in SAMPLES}).applied()
    plan = project.assert_settled()
    lists = {("GET", collection.path) for collection in COLLECTIONS.values()}
    assert (len(project.requests()), set(project.requests())) == (5, lists)
    assert plan.json["budget"] == {
        "requests": 5,
        "reads": 5,
        "writes": 0,
        "credits": 0,
        "credits_unknown": 0,
        "seconds": 0,
    }


@TEN_A_MINUTE
def test_one_changed_persona_is_one_read_and_one_write(workspace: Workspace) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    project.write(manifest("personas", full("personas") | {"name": "Changed"}))
    assert project.run("apply", "--auto-approve").exit_code == 0
    assert project.requests() == [("GET", "/personas"), ("PATCH", f"/personas/{first_id('personas')}")]
    project.assert_settled()


@pytest.mark.parametrize("options", [Options(rate_limit=10, generation_seconds=5)], ids=["ten-a-minute"])
@every_collection
def test_an_apply_takes_the_requests_that_its_plan_names(workspace: Workspace, collection: str) -> None:
    project = workspace(manifest(collection, full(collection)))
    budget = project.plan().json["budget"]
    project.reset()
    assert project.apply().exit_code == 0
    assert len(project.requests()) == budget["requests"]
    assert len(project.calls()) == budget["writes"]


@TEN_A_MINUTE
def test_a_long_apply_waits_for_the_window_and_is_never_refused(workspace: Workspace) -> None:
    personas = {f"p{n}": {"name": f"Persona {n}", "description": "d"} for n in range(25)}
    project = workspace({"personas.yaml": {"personas": personas}})
    plan = project.plan()
    project.reset()
    assert project.apply().exit_code == 0
    assert len(project.requests()) == plan.json["budget"]["requests"] == 26
    assert {exchange.status for exchange in project.rawugc.log} == {200, 201}
    project.assert_settled()
