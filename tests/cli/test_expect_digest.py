"""`apply --expect-digest`: what nobody approved is not done, and work already done is fine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.wire import WiredProject, project_on_a_wire

Approve = Callable[[WiredProject], list[str]]


def people(*keys: str, text: str = "d") -> dict[str, Any]:
    return {"people.yaml": {"personas": {key: {"name": key, "description": text} for key in keys}}}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, people("a", "b")) as made:
        yield made


def apply(project: WiredProject, approved: list[str]) -> tuple[int, list[str]]:
    """The exit code of an apply with these approvals, and the names that it sent."""
    project.reset()
    options = [word for one in approved for word in ("--expect-digest", one)]
    run = project.run("apply", "--auto-approve", *options)
    return run.exit_code, [body["name"] for _, _, body in project.calls()]


def digest_of_the_plan(project: WiredProject) -> list[str]:
    return [project.plan().json["digest"]]


def digests_of_its_changes(project: WiredProject) -> list[str]:
    return [change["digest"] for change in project.plan().json["resource_changes"]]


def saved_plan(project: WiredProject) -> list[str]:
    path = project.root / "saved.plan"
    assert project.run("plan", "--out", str(path)).exit_code == 0
    return [str(path)]


def printed_plan(project: WiredProject) -> list[str]:
    path = project.root / "printed.json"
    path.write_text(project.plan().stdout, encoding="utf-8")
    return [str(path)]


def several_plans(project: WiredProject) -> list[str]:
    """One for each change, as two pull requests have them."""
    paths = []
    for key in ("a", "b"):
        path = project.root / f"{key}.json"
        path.write_text(project.plan("--target", f"personas.{key}").stdout, encoding="utf-8")
        paths.append(str(path))
    return paths


def a_file_and_a_digest(project: WiredProject) -> list[str]:
    return [several_plans(project)[0], digests_of_its_changes(project)[1]]


WAYS = [
    digest_of_the_plan,
    digests_of_its_changes,
    saved_plan,
    printed_plan,
    several_plans,
    a_file_and_a_digest,
]
every_way = pytest.mark.parametrize("approve", WAYS)


@every_way
def test_what_was_approved_is_done(project: WiredProject, approve: Approve) -> None:
    assert apply(project, approve(project)) == (0, ["a", "b"])
    project.assert_settled()


@every_way
def test_once_it_is_done_there_is_nothing_left_to_object_to(project: WiredProject, approve: Approve) -> None:
    approved = approve(project)
    apply(project, approved)
    assert apply(project, approved) == (0, [])


@pytest.mark.parametrize("approve", WAYS[1:])
def test_work_that_is_partly_done_is_finished(project: WiredProject, approve: Approve) -> None:
    approved = approve(project)
    assert project.apply("--target", "personas.a").exit_code == 0
    assert apply(project, approved) == (0, ["b"])


@every_way
def test_one_change_that_nobody_approved_stops_all_and_is_named(
    project: WiredProject, approve: Approve
) -> None:
    approved = approve(project)
    project.write(people("a", "b", "c"))
    assert apply(project, approved) == (3, [])
    options = [word for one in approved for word in ("--expect-digest", one)]
    run = project.run("apply", "--auto-approve", "--json", *options)
    named = [d["address"] for d in run.result["diagnostics"] if d["code"] == "unapproved"]
    assert (run.exit_code, named[-1]) == (3, "personas.c")
    assert named == ["personas.c"] or approve is digest_of_the_plan
    assert project.calls() == []


def test_another_text_under_the_same_address_is_another_change(project: WiredProject) -> None:
    approved = saved_plan(project)
    project.write(people("a", "b", text="Another"))
    assert apply(project, approved) == (3, [])


def test_an_approval_holds_on_another_checkout_with_a_state_that_moved(project: WiredProject) -> None:
    approved = digests_of_its_changes(project)
    project.write({**people("a", "b"), "other.yaml": {"messaging": {"m": {"name": "M", "body": "B"}}}})
    assert project.apply("--target", "messaging").exit_code == 0
    project.write({"people.yaml": None, "renamed.yaml": people("b", "a")["people.yaml"]})
    assert apply(project, approved) == (0, ["a", "b"])


def test_a_saved_plan_may_be_applied_under_an_approval(project: WiredProject) -> None:
    (path,) = saved_plan(project)
    for approved, code in (("sha256:" + "0" * 64, 3), (path, 0)):
        assert project.run("apply", path, "--expect-digest", approved).exit_code == code


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is no digest, and no file that can be read: No such file or directory"),
        ("", "is neither a plan nor a digest"),
        ("sha256:0", "is neither a plan nor a digest"),
        (json.dumps({"format_version": "1.0"}), "is neither a plan nor a digest"),
        ("[" * 100_000, "is neither a plan nor a digest"),
    ],
)
def test_what_is_no_approval_is_an_error(project: WiredProject, content: str | None, said: str) -> None:
    path = project.root / "approved.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    run = project.run("apply", "--auto-approve", "--expect-digest", str(path))
    assert (run.exit_code, project.calls()) == (1, [])
    assert said in run.stderr


A_DIGEST = "sha256:" + "0123456789abcdef" * 4
NO_APPROVAL = [
    ("", "--expect-digest is empty"),
    (" ", "--expect-digest is empty"),
    ("sha256:", "sha256: is no whole digest"),
    (A_DIGEST[:-1], "is no whole digest"),
    (A_DIGEST + "0", "is no whole digest"),
    (A_DIGEST[:-1] + "g", "is no whole digest"),
    (A_DIGEST.replace("abc", "ABC"), "is no whole digest"),
    (A_DIGEST.removeprefix("sha256:"), "is no digest, and no file that can be read"),
    (A_DIGEST.replace("sha256", "sha265"), "is no digest, and no file that can be read"),
    ("plan.jsn", "is no digest, and no file that can be read"),
    (".", "is no digest, and no file that can be read"),
    ("people.yaml", "is neither a plan nor a digest"),
]


@pytest.mark.parametrize(("given", "said"), NO_APPROVAL, ids=[ascii(one) for one, _ in NO_APPROVAL])
@pytest.mark.parametrize("applied", [False, True], ids=["with-changes", "without"])
def test_what_can_be_no_approval_costs_no_request(
    project: WiredProject, given: str, said: str, *, applied: bool
) -> None:
    if applied:
        assert project.apply().exit_code == 0
    saved = saved_plan(project)
    for more in ([], saved, ["--expect-digest", A_DIGEST]):
        project.reset()
        options = [*(more[:1] if more == saved else ("--auto-approve", *more)), "--expect-digest", given]
        run = project.run("apply", *options)
        assert (run.exit_code, project.requests()) == (1, [])
        assert said in run.stderr
        told = project.run("apply", "--json", *options)
        assert said in told.result["diagnostics"][0]["summary"]


def test_a_digest_with_a_line_end_is_one(project: WiredProject) -> None:
    (digest,) = digest_of_the_plan(project)
    assert apply(project, [f"{digest}\n"]) == (0, ["a", "b"])
