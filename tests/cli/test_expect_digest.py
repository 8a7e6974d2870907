"""`apply --expect-digest`: what nobody approved is not done, and work already done is fine."""

from __future__ import annotations

import json
import re
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


def name_of_the_plan(project: WiredProject) -> list[str]:
    """As the last line of its text has it, with the word before it."""
    return [project.run("plan").stdout.splitlines()[-1]]


def names_of_its_changes(project: WiredProject) -> list[str]:
    return [change["digest_name"] for change in project.plan().json["resource_changes"]]


def a_name_and_a_digest(project: WiredProject) -> list[str]:
    return [names_of_its_changes(project)[0], digests_of_its_changes(project)[1]]


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


OF_THE_PLAN = [digest_of_the_plan, name_of_the_plan]
OF_CHANGES = [
    digests_of_its_changes,
    names_of_its_changes,
    a_name_and_a_digest,
    saved_plan,
    printed_plan,
    several_plans,
    a_file_and_a_digest,
]
WAYS = [*OF_THE_PLAN, *OF_CHANGES]
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


@pytest.mark.parametrize("approve", OF_CHANGES)
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
    assert named == ["personas.c"] or approve in OF_THE_PLAN
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
    ("4d3d-3583-d919-0a1b-77c", "is no digest, and no file that can be read"),
    ("4d3d-3583-d919-0a1b-77c2f", "is no digest, and no file that can be read"),
    ("4d3d-3583-d919-0a1b-77cg", "is no digest, and no file that can be read"),
    ("4d3d3583d9190a1b77c2-", "is no digest, and no file that can be read"),
    ("4d3-d358-3d91-90a1-b77c2", "is no digest, and no file that can be read"),
    ("plan", "is no digest, and no file that can be read"),
    ("plan plan 4d3d-3583-d919-0a1b-77c2", "is no digest, and no file that can be read"),
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
        (found,) = told.result["diagnostics"]
        assert said in found["summary"]
        assert "Give the name of a plan or of a change (such as 4d3d-" in found["detail"]


def test_a_digest_with_a_line_end_is_one(project: WiredProject) -> None:
    (digest,) = digest_of_the_plan(project)
    assert apply(project, [f"{digest}\n"]) == (0, ["a", "b"])


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is shown": str,
    "with the word before it": lambda name: f"plan {name}",
    "without dashes": lambda name: name.replace("-", ""),
    "in capitals": str.upper,
    "in capitals without dashes": lambda name: name.replace("-", "").upper(),
    "with the word in capitals": lambda name: f"PLAN  {name.upper()}",
    "with blanks and a line end": lambda name: f" {name}\n",
}


@pytest.mark.parametrize("spelt", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("approve", [name_of_the_plan, names_of_its_changes])
def test_a_name_counts_however_it_is_typed(
    project: WiredProject, approve: Approve, spelt: Callable[[str], str]
) -> None:
    names = [name.removeprefix("plan ") for name in approve(project)]
    assert apply(project, [spelt(name) for name in names]) == (0, ["a", "b"])


def test_a_name_that_fits_nothing_is_refused_with_nothing_sent(project: WiredProject) -> None:
    names = names_of_its_changes(project)
    run = project.run("apply", "--auto-approve", "--expect-digest", "0000-0000-0000-0000-0000")
    assert (run.exit_code, project.calls()) == (3, [])
    assert all(f"is a change that nobody approved (create, {name})" in run.stderr for name in names)


def test_the_name_of_a_refused_change_is_what_approves_it(project: WiredProject) -> None:
    run = project.run("apply", "--auto-approve", "--expect-digest", "0" * 20)
    names = re.findall(r"\(create, ([0-9a-f-]+)\)", run.stderr)
    assert apply(project, names) == (0, ["a", "b"])


def test_the_same_work_on_another_checkout_has_the_same_name(project: WiredProject, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    with project_on_a_wire(tmp_path / "another", people("b", "a")) as other:
        assert name_of_the_plan(other) == name_of_the_plan(project)
        other.write(people("a", "b", text="Another"))
        assert name_of_the_plan(other) != name_of_the_plan(project)


@pytest.mark.parametrize(
    "command", [("plan",), ("drift",), ("plan", "--max-deletes", "0"), ("show", "it.plan")]
)
def test_a_plan_ends_with_its_name(project: WiredProject, command: tuple[str, ...]) -> None:
    """Also one with nothing to do, and one that is refused."""
    assert project.apply().exit_code == 0
    project.write(people("a"))
    project.run("plan", "--out", str(project.root / "it.plan"))
    shown = project.run(*command).stdout.splitlines()[-1]
    assert shown == f"plan {project.run(*command, '--json').json['name']}"
    assert re.fullmatch(r"plan [0-9a-f]{4}(-[0-9a-f]{4}){4}", shown)


def test_what_is_no_plan_has_no_name(project: WiredProject) -> None:
    project.write({"people.yaml": {"personas": {"a": {"nome": "a"}}}})
    run = project.run("plan")
    assert (run.exit_code, "plan " in run.stdout) == (1, False)
    assert project.run("plan", "--json").json["name"] == ""
