"""A changed text tells who uses it and when that is public, in plans, saved plans and JSON."""

from __future__ import annotations

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from rawugc_sync.planfile.schema import plan_schema
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, post
from tests.contract.project import Project

SERUM = {"name": "Serum", "photos": ["https://cdn.example.com/serum.jpg"], "messaging": "${messaging.m.body}"}
LINE = (
    "  # used by posts.named, posts.quoting, products.serum; "
    "next public Sun 2027-01-17 09:00 Europe/Berlin (posts.quoting)"
)


def brand(body: str = "Less.", name: str = "M") -> dict[str, Any]:
    """A message, a product with its text, and three posts, the earliest of which uses neither."""
    return {
        "messaging": {"m": {"name": name, "body": body}},
        "products": {"serum": SERUM},
        "posts": {
            "first": post(content="Unrelated."),
            "named": post(content="Of ${messaging.m.body}", scheduledFor=TOMORROW + 3 * DAY),
            "quoting": post(
                content="${products.serum.messaging}", timezone="Europe/Berlin", scheduledFor=TOMORROW + DAY
            ),
        },
    }


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A brand that is applied, and then the text of its message changes."""
    applied = workspace({"brand.yaml": brand()}).applied()
    applied.write({"brand.yaml": brand("More.")})
    return applied


def used(project: Project) -> dict[str, Any]:
    """Address → who uses its change, and when that is public."""
    changes = project.plan().json["resource_changes"]
    return {c["address"]: (c["used_by"], c["next_public"]) for c in changes}


def test_a_plan_names_the_users_of_a_changed_text(project: Project) -> None:
    quoting = {"address": "posts.quoting", "at": TOMORROW + DAY, "timezone": "Europe/Berlin"}
    assert used(project) == {
        "messaging.m": (["posts.named", "posts.quoting", "products.serum"], quoting),
        "posts.named": ([], None),
        "posts.quoting": ([], None),
        "products.serum": (["posts.quoting"], quoting),
    }


def test_a_saved_plan_shows_the_same_offline(project: Project) -> None:
    path = str(project.root / "the.plan")
    planned = project.run("plan", "--out", path).stdout
    project.reset()
    shown = project.run("show", path).stdout
    assert (shown, project.requests()) == (planned, [])
    assert LINE in shown.splitlines()
    as_json = project.run("show", path, "--json").json
    jsonschema.Draft202012Validator(plan_schema()).validate(as_json)
    assert as_json["resource_changes"] == project.plan().json["resource_changes"]


def test_a_changed_text_reaches_its_users_in_the_same_apply(project: Project) -> None:
    assert project.apply().exit_code == 0
    assert project.calls() == [
        ("PATCH", "/messaging/msg_1", {"body": "More."}),
        ("PATCH", "/social/posts/post_3", {"content": "Of More."}),
        ("PATCH", "/products/prd_1", {"messaging": "More."}),
        ("PATCH", "/social/posts/post_2", {"content": "More."}),
    ]
    project.assert_settled()


def test_a_field_that_nobody_uses_has_no_users(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": brand()}).applied()
    project.write({"brand.yaml": brand(name="Renamed")})
    assert used(project) == {"messaging.m": ([], None)}
    assert "used by" not in project.run("plan").stdout
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", "/messaging/msg_1", {"name": "Renamed"})]
    project.assert_settled()


def test_a_post_that_is_out_is_not_public_next(project: Project) -> None:
    project.clock.sleep((2 * DAY + 1000) / 1000)
    named = {"address": "posts.named", "at": TOMORROW + 3 * DAY, "timezone": "UTC"}
    assert used(project)["messaging.m"] == (["posts.named", "posts.quoting", "products.serum"], named)
