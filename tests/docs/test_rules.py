"""The rules of `docs/plan-json.md`, and those that people have for Terraform, run by an OPA on real plans."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import opa_eval
import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Files, Project
from tests.docs.blocks import DOCS

HOUR, DAY = 3_600_000, 86_400_000
OVER_CHANGES, OVER_THE_SET = re.findall(
    r"^```rego\n(.*?)^```$", (DOCS / "plan-json.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
PHOTO = "https://cdn.example.com/a.jpg"
PRODUCT = {"name": "Serum", "description": "D", "photos": [PHOTO]}

OF_TERRAFORM = """
package terraform.analysis

import rego.v1
import input as tfplan

resources[resource_type] := all if {
	some resource_type in {change.type | change := tfplan.resource_changes[_]}
	all := [change | change := tfplan.resource_changes[_]; change.type == resource_type]
}

num_creates[resource_type] := num if {
	some resource_type, all in resources
	num := count([res | res := all[_]; res.change.actions[_] == "create"])
}

destroyed contains r.address if {
	r := tfplan.resource_changes[_]
	r.mode == "managed"
	r.change.actions[_] == "delete"
}

strange contains r.address if {
	some r in tfplan.resource_changes
	not r.provider_name in {"rawugc-sync"}
}

unnamed contains r.address if {
	r := tfplan.planned_values.root_module.resources[_]
	r.address != sprintf("%s.%s", [r.type, r.name])
}
"""

Evaluate = Callable[[str, str, Project], Any]


@pytest.fixture
def evaluate(tmp_path: Path) -> Evaluate:
    """What an OPA makes of a query about rules and the plan of a project."""

    def run(rules: str, query: str, project: Project) -> Any:
        policy = tmp_path / "policy.rego"
        policy.write_text(rules, encoding="utf-8")
        return opa_eval.OpaEval(str(policy), query=query).evaluate_parsed(project.plan().stdout)

    return run


def posts(*times: int, **more: Any) -> Files:
    """Posts on one account, each at its time."""
    whole = {"mode": "schedule", "accounts": ["tiktok/glowlab"], "timezone": "America/New_York", **more}
    return {
        "posts.yaml": {
            "posts": {
                f"p{n}": {**whole, "videoUrl": f"https://cdn.example.com/{n}.mp4", "scheduledFor": at}
                for n, at in enumerate(times)
            }
        }
    }


MORNING = START + DAY - START % DAY + 14 * HOUR  # 09:00 in New York
EVENING = MORNING + 13 * HOUR  # 22:00 there, and the next day in UTC


def test_three_posts_a_day_are_right(workspace: Workspace, evaluate: Evaluate) -> None:
    project = workspace(posts(MORNING, MORNING + HOUR, EVENING, EVENING + 3 * HOUR))
    assert evaluate(OVER_THE_SET, "data.main.deny", project) == []


def test_a_fourth_post_a_day_is_denied_also_beside_three_that_are_there(
    workspace: Workspace, evaluate: Evaluate
) -> None:
    times = (MORNING, MORNING + HOUR, EVENING)
    project = workspace(posts(*times)).applied()
    project.write(posts(*times, MORNING + 2 * HOUR))
    assert project.plan().actions == {"posts.p3": ["create"]}
    said = "tiktok/glowlab, 2027-01-16: more than three posts: posts.p0, posts.p1, posts.p2, posts.p3"
    assert evaluate(OVER_THE_SET, "data.main.deny", project) == [said]


def test_a_product_whose_photos_the_dashboard_took_is_denied(
    workspace: Workspace, evaluate: Evaluate
) -> None:
    project = workspace(
        {"products.yaml": {"products": {"serum": PRODUCT}}, "rawugc.yaml": {"drift": {"products": "keep"}}}
    ).applied()
    assert evaluate(OVER_THE_SET, "data.main.deny", project) == []
    (id,) = project.dashboard.objects("products")
    project.dashboard.edit("products", id, {"photos": []})
    assert evaluate(OVER_THE_SET, "data.main.deny", project) == ["products.serum: has no photo"]


def test_a_rule_over_changes_denies_what_it_says(workspace: Workspace, evaluate: Evaluate) -> None:
    project = workspace(posts(MORNING, EVENING)).applied()
    assert evaluate(OVER_CHANGES, "data.main.deny", project) == []
    project.write(posts(MORNING))
    assert evaluate(OVER_CHANGES, "data.main.deny", project) == ["posts.p1: posts are deleted by hand"]


def test_rules_that_people_have_for_terraform_run_unchanged(workspace: Workspace, evaluate: Evaluate) -> None:
    project = workspace({**posts(MORNING, EVENING), "a.yaml": {"products": {"serum": PRODUCT}}}).applied()
    project.write({"posts.yaml": {"posts": {}}, "b.yaml": {"products": {"cream": {**PRODUCT, "name": "C"}}}})
    found = {
        name: evaluate(OF_TERRAFORM, f"data.terraform.analysis.{name}", project)
        for name in ("num_creates", "destroyed", "strange", "unnamed")
    }
    assert found == {
        "num_creates": {"posts": 0, "products": 1},
        "destroyed": ["posts.p0", "posts.p1"],
        "strange": [],
        "unnamed": [],
    }
