"""`--all` and `--changed-since`: one command in many workspaces, one summary and one exit code."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.cli._rows import exit_code_of
from rawugc_sync.sandbox import Options, Request, Response
from tests.cli.terminal import asked
from tests.conftest import Workspace
from tests.contract.project import Files, HandClock, Project, RawUGC, Run
from tests.files.samples import png, write
from tests.git.test_checkout import PLAIN, git

BROKEN = "personas: {p: {nam: N}}\n"
OTHERS = "organization: org_other\n"


def persona(name: str) -> dict[str, Any]:
    return {"personas": {"p": {"name": name, "description": "D"}}}


@pytest.fixture
def several(workspace: Workspace) -> Project:
    """A repository with three brands, of which the last two share a message."""
    return workspace(
        {
            "brands/ash/rawugc.yaml": "workspace: ash\n",
            "brands/ash/brand.yaml": persona("Ash"),
            "brands/elm/rawugc.yaml": "include: [../../shared]\n",
            "brands/elm/brand.yaml": persona("Elm"),
            "brands/oak/rawugc.yaml": "include: [../../shared]\n",
            "brands/oak/brand.yaml": persona("Oak"),
            "shared/messaging.yaml": {"messaging": {"m": {"name": "M", "body": "B"}}},
        }
    )


BRANDS = ["brands/ash", "brands/elm", "brands/oak"]


def brand(several: Project, name: str) -> Project:
    return replace(several, root=several.root / "brands" / name)


def committed(several: Project) -> Project:
    git(several.root, "init", "--quiet")
    git(several.root, "add", "--all")
    git(several.root, "commit", "--quiet", "-m", "Brands")
    return replace(several, variables={**PLAIN, "PATH": os.environ["PATH"]})


def table(text: str) -> list[list[str]]:
    """The summary at the end, without its head: workspace, exit code, and what."""
    lines = text.rstrip().splitlines()
    head = max(at for at, line in enumerate(lines) if line.startswith("WORKSPACE"))
    return [line.split(maxsplit=2) for line in lines[head + 1 :]]


def codes(run: Run) -> dict[str, str]:
    """Workspace → exit code, as the summary has them."""
    return {path: code for path, code, _ in table(run.stdout)}


def events(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


# -- which


def test_each_workspace_is_planned_under_its_name_and_summed_up_at_the_end(several: Project) -> None:
    run = several.run("plan", "--all")
    assert run.exit_code == 0
    assert [line for line in run.stdout.splitlines() if line.startswith("==")] == [
        f"== {path}" for path in BRANDS
    ]
    adds = {"brands/ash": 1, "brands/elm": 2, "brands/oak": 2}
    assert table(run.stdout) == [
        [path, "0", f"Plan: {number} to add, 0 to change, 0 to destroy."] for path, number in adds.items()
    ]
    assert several.calls() == []


@pytest.mark.parametrize(
    ("changed", "paths"),
    [
        ({}, []),
        ({"brands/ash/brand.yaml": persona("New")}, ["brands/ash"]),
        ({"shared/messaging.yaml": {"messaging": {}}}, ["brands/elm", "brands/oak"]),
        ({"brands/oak/rawugc.yaml": "workspce: x\n"}, ["brands/oak"]),
        ({"docs/readme.md": "new\n"}, []),
    ],
    ids=["nothing", "own", "included", "broken", "elsewhere"],
)
@pytest.mark.parametrize(
    "command",
    [
        ("plan", "--json"),
        ("drift", "--json"),
        ("validate", "--format", "json"),
    ],
    ids=" ".join,
)
def test_only_what_has_changed_is_looked_at(
    several: Project, changed: Files, paths: list[str], command: tuple[str, ...]
) -> None:
    project = committed(several)
    project.write(changed)
    run = project.run(*command, "--changed-since", "HEAD")
    assert [one["path"] for one in run.json["workspaces"]] == paths
    assert ("No workspace has changed." in run.stderr) == (not paths)


@pytest.mark.parametrize(
    "command", [("validate",), ("fmt", "--check"), ("plan",), ("review", "--dir", "../out")]
)
def test_where_the_last_workspace_is_deleted_there_is_nothing_to_do(
    several: Project, command: tuple[str, ...]
) -> None:
    project = committed(several)
    git(project.root, "rm", "-r", "--quiet", "brands", "shared")
    run = project.run(*command, "--changed-since", "HEAD")
    assert (run.exit_code, project.requests()) == (0, [])
    assert f"No workspaces any more, left out: {', '.join(BRANDS)}." in run.stderr
    assert "workspaces --changed-since HEAD" in run.stderr
    assert project.run("workspaces", "--changed-since", "HEAD").exit_code == 0


def test_a_folder_of_manifests_alone_is_a_workspace_that_can_change(workspace: Workspace) -> None:
    project = committed(workspace({"brand.yaml": persona("Ash")}))
    project.write({"brand.yaml": persona("New")})
    assert codes(project.run("validate", "--changed-since", "HEAD")) == {".": "0"}


def test_an_unknown_commit_is_an_error_and_costs_no_request(several: Project) -> None:
    run = committed(several).run("plan", "--changed-since", "nowhere")
    assert (run.exit_code, run.stdout, several.requests()) == (1, "", [])
    assert "--changed-since nowhere: this checkout has no such commit" in run.stderr


def test_from_within_a_workspace_it_is_that_one_and_those_inside(several: Project) -> None:
    several.write(
        {"brands/ash/inner/rawugc.yaml": "workspace: inner\n", "brands/ash/inner/b.yaml": persona("I")}
    )
    run = brand(several, "ash").run("plan", "--all", "--json")
    assert [one["path"] for one in run.json["workspaces"]] == [".", "inner"]


def test_a_folder_without_any_is_one_itself(workspace: Workspace) -> None:
    run = workspace({"brand.yaml": persona("N")}).run("plan", "--all", "--json")
    assert [one["path"] for one in run.json["workspaces"]] == ["."]


@pytest.fixture
def staged(several: Project) -> Project:
    """One brand with two environments, one with one of them, and one with none."""
    one = {"keyVariable": "RAWUGC_API_KEY"}
    several.write(
        {
            "brands/ash/rawugc.yaml": {"environments": {"staging": one, "production": one}},
            "brands/elm/rawugc.yaml": {"include": ["../../shared"], "environments": {"production": one}},
        }
    )
    return several


def test_without_a_choice_each_environment_is_planned(staged: Project) -> None:
    run = staged.run("plan", "--all", "--json")
    found = [(one["path"], one["plan"]["environment"]) for one in run.json["workspaces"]]
    assert found == [
        ("brands/ash", "staging"),
        ("brands/ash", "production"),
        ("brands/elm", "production"),
        ("brands/oak", None),
    ]


@pytest.mark.parametrize(
    ("environment", "paths", "left_out"),
    [
        ("production", ["brands/ash", "brands/elm"], "brands/oak"),
        ("staging", ["brands/ash"], "brands/elm, brands/oak"),
    ],
)
@pytest.mark.parametrize("command", [("plan", "--json"), ("validate", "--format", "json")], ids=" ".join)
def test_with_a_choice_those_that_have_it(
    staged: Project, environment: str, paths: list[str], left_out: str, command: tuple[str, ...]
) -> None:
    run = staged.run("--env", environment, *command, "--all")
    assert [one["path"] for one in run.json["workspaces"]] == paths
    assert f"Without an environment {environment}, left out: {left_out}.\n" in run.stderr


@pytest.mark.parametrize("command", ["plan", "apply", "drift", "validate", "fmt"])
def test_an_environment_that_none_has_is_an_error(staged: Project, command: str) -> None:
    run = staged.run("--env", "stagin", command, "--all")
    assert (run.exit_code, run.stdout, staged.requests()) == (1, "", [])
    assert "no workspace has an environment stagin" in run.stderr


# -- how it ends


def until(terminal: int, end: bytes) -> bytes:
    """What a terminal shows, up to that."""
    said = b""
    while end not in said:
        said += os.read(terminal, 4096)
    return said


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 2, 0], 2),
        ([2, 1], 1),
        ([1, 2, 3], 3),
        ([3, 4, 2], 4),
        ([5, 4], 5),
        ([6, 5, 1], 6),
        ([6, 130, 0, None], 130),
    ],
)
def test_the_exit_code_is_the_highest_and_a_change_is_less_than_what_goes_wrong(
    codes: list[int | None], code: int
) -> None:
    assert exit_code_of(codes) == code


@pytest.mark.parametrize(
    ("files", "more", "expected", "code"),
    [
        ({}, (), "000", 0),
        ({}, ("--detailed-exitcode",), "222", 2),
        ({"brands/ash/brand.yaml": BROKEN}, ("--detailed-exitcode",), "122", 1),
        ({"brands/elm/rawugc.yaml": "workspce: x\n"}, (), "010", 1),
        ({"brands/elm/rawugc.yaml": OTHERS, "brands/oak/brand.yaml": BROKEN}, (), "031", 3),
    ],
    ids=["well", "changes", "manifest", "configuration", "organization"],
)
def test_one_that_fails_stops_no_other(
    several: Project, files: Files, more: tuple[str, ...], expected: str, code: int
) -> None:
    several.dashboard.insert("personas", {"name": "Else", "description": "D"})
    several.write(files)
    run = several.run("plan", "--all", *more)
    assert (run.exit_code, codes(run)) == (code, dict(zip(BRANDS, expected, strict=True)))


def test_what_went_wrong_is_told_in_the_summary(several: Project) -> None:
    several.write({"brands/elm/brand.yaml": BROKEN})
    run = several.run("plan", "--all")
    told = "brand.yaml:1:12: personas.p.name: is required (and 2 more)"
    assert table(run.stdout)[1] == ["brands/elm", "1", told]
    assert run.stderr.startswith("brands/elm:\nbrand.yaml:1:12: error: personas.p.name: is required\n")


def test_each_is_applied_and_then_settled(several: Project) -> None:
    run = several.run("apply", "--all", "--auto-approve")
    assert (run.exit_code, set(codes(run).values())) == (0, {"0"})
    assert several.calls() == [
        ("POST", "/personas", {"name": "Ash", "description": "D"}),
        ("POST", "/messaging", {"name": "M", "body": "B"}),
        ("POST", "/personas", {"name": "Elm", "description": "D"}),
        ("POST", "/personas", {"name": "Oak", "description": "D"}),
    ]
    several.reset()
    plan = several.run("plan", "--all", "--json", "--detailed-exitcode")
    assert [one["plan"]["resource_changes"] for one in plan.json["workspaces"]] == [[], [], []]
    assert (plan.exit_code, several.calls()) == (0, [])


def test_one_that_cannot_be_applied_stops_no_other(several: Project) -> None:
    several.write({"brands/ash/rawugc.yaml": "pause: true\n", "brands/oak/brand.yaml": BROKEN})
    run = several.run("apply", "--all", "--auto-approve")
    assert (run.exit_code, codes(run)) == (3, {"brands/ash": "3", "brands/elm": "0", "brands/oak": "1"})
    assert [path for _, path, _ in several.calls()] == ["/messaging", "/personas"]
    brand(several, "elm").assert_settled()


def test_without_a_terminal_nothing_is_asked_and_nothing_sent(several: Project) -> None:
    run = several.run("apply", "--all")
    assert (run.exit_code, codes(run), several.requests()) == (1, dict.fromkeys(BRANDS, "1"), [])
    assert "Pass --auto-approve" in run.stderr


def test_with_a_terminal_each_is_asked_about_by_itself(several: Project) -> None:
    """Whoever says no to one goes on to the next."""
    with asked(several.root, "apply", "--all") as (process, terminal):
        said = []
        for answer in (b"no\n", b"yes\n", b"no\n"):
            os.write(terminal, answer)
            said.append(until(terminal, b"Enter a value:" if len(said) < 2 else b"WHAT"))
        process.wait(60)
    assert [text.count(b"Nothing was done.") for text in said] == [1, 0, 1]
    assert [b"carry this out in elm" in said[0], b"carry this out in oak" in said[1]] == [True, True]
    assert process.returncode == 1
    sandboxes = [several.root / path / ".rawugc/sandbox/state.json" for path in BRANDS]
    assert [one.exists() for one in sandboxes] == [False, True, False]


def test_plans_of_a_review_say_what_may_be_applied(several: Project) -> None:
    several.run("review", "--dir", "out")
    approved = [f"--expect-digest=out/{path}/plan.out" for path in BRANDS[:2]]
    several.reset()
    run = several.run("apply", "--all", "--auto-approve", *approved)
    assert codes(run) == {"brands/ash": "0", "brands/elm": "0", "brands/oak": "3"}
    assert sorted(body["name"] for _, _, body in several.calls()) == ["Ash", "Elm", "M"]
    brand(several, "ash").assert_settled()


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (("plan", "--out", "x.json"), "--out"),
        (("plan", "--html", "x.html"), "--html"),
        (("plan", "--markdown", "-"), "--markdown"),
        (("drift", "--html", "x.html"), "--html"),
        (("apply", "--markdown", "x.md"), "--markdown"),
        (("apply", "saved.plan"), "PLANFILE"),
    ],
)
@pytest.mark.parametrize("where", [("--all",), ("--changed-since", "HEAD")], ids=" ".join)
def test_a_file_is_of_one_workspace_and_the_way_out_is_named(
    several: Project, command: tuple[str, ...], named: str, where: tuple[str, ...]
) -> None:
    project = committed(several)
    run = project.run(*command, *where)
    assert (run.exit_code, run.stdout, several.requests()) == (1, "", [])
    assert f"{named} is for one workspace" in run.stderr
    assert "rawugc-sync review --dir DIR" in run.stderr
    assert project.run("review", "--dir", "out", *where[1:] and where).exit_code == 0


# -- in JSON


def test_plans_come_in_one_object_as_each_would_print_it(several: Project) -> None:
    several.write({"brands/elm/brand.yaml": BROKEN})
    run = several.run("plan", "--all", "--json")
    alone = [brand(several, name).run("plan", "--json").json for name in ("ash", "elm", "oak")]
    assert run.json == {
        "workspaces": [{"path": path, "plan": plan} for path, plan in zip(BRANDS, alone, strict=True)]
    }
    assert [code for _, code, _ in table(run.stderr)] == ["0", "1", "0"]


def test_findings_come_in_one_object(several: Project) -> None:
    several.write({"brands/elm/brand.yaml": BROKEN})
    run = several.run("validate", "--all", "--format", "json")
    found = {one["path"]: one["validation"] for one in run.json["workspaces"]}
    assert (run.exit_code, {path: one["valid"] for path, one in found.items()}) == (
        1,
        {"brands/ash": True, "brands/elm": False, "brands/oak": True},
    )


def test_each_event_says_whose_it_is_and_the_last_one_sums_up(staged: Project) -> None:
    staged.write({"brands/oak/brand.yaml": BROKEN})
    run = staged.run("apply", "--all", "--json", "--auto-approve")
    *of_each, last = events(run)
    results = [one for one in of_each if one["type"] == "result"]
    expected = [
        ("brands/ash", "staging", 0),
        ("brands/ash", "production", 0),
        ("brands/elm", "production", 0),
        ("brands/oak", None, 1),
    ]
    assert [(one["path"], one["environment"], one["exit_code"]) for one in results] == expected
    assert {one["path"] for one in of_each} == set(BRANDS)
    assert (last["type"], last["exit_code"], run.exit_code) == ("summary", 1, 1)
    assert [(one["path"], one["environment"], one["exit_code"]) for one in last["workspaces"]] == expected


def test_an_upload_says_whose_it_is_and_which_file(several: Project) -> None:
    write(several.root, "brands/ash/front.png", png("front"))
    serum = {"name": "Serum", "photos": [{"file": "front.png"}]}
    several.write({"brands/ash/products.yaml": {"products": {"serum": serum}}})
    run = several.run("apply", "--all", "--json", "--auto-approve")
    (upload,) = [one for one in events(run) if one["type"] == "upload_progress"]
    assert (upload["path"], upload["file"]) == ("brands/ash", "front.png")
    assert several.run("plan", "--all", "--detailed-exitcode").exit_code == 0


# -- interrupted


class Interrupting(RawUGC):
    """A RawUGC during whose `at`th request of a kind somebody presses Ctrl-C."""

    method = "POST"
    at = 0

    def record(self, request: Request, response: Response) -> None:
        super().record(request, response)
        self.at -= request.method == self.method
        if self.at == 0 and request.method == self.method:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def interrupting(several: Project) -> Iterator[tuple[Project, Interrupting]]:
    server = Interrupting.in_process(Options())
    yield replace(several, rawugc=server, clock=server.clock), server
    server.stop()


def test_an_apply_ends_the_call_in_flight_and_no_other_begins(
    interrupting: tuple[Project, Interrupting],
) -> None:
    project, server = interrupting
    server.at = 2
    run = project.run("apply", "--all", "--auto-approve")
    assert (run.exit_code, codes(run)) == (130, {"brands/ash": "0", "brands/elm": "130", "brands/oak": "-"})
    assert [path for _, path, _ in project.calls()] == ["/personas", "/messaging"]
    project.reset()
    assert project.run("apply", "--all", "--auto-approve").exit_code == 0
    assert [body["name"] for _, _, body in project.calls()] == ["Elm", "Oak"]
    plan = project.run("plan", "--all", "--json", "--detailed-exitcode")
    assert plan.exit_code == 0


def test_a_plan_is_finished_and_no_other_begins(interrupting: tuple[Project, Interrupting]) -> None:
    project, server = interrupting
    server.method, server.at = "GET", 1
    run = project.run("plan", "--all", "--json")
    assert run.exit_code == 130
    assert [one["path"] for one in run.json["workspaces"]] == ["brands/ash"]
    assert [(path, code) for path, code, _ in table(run.stderr)] == [
        ("brands/ash", "0"),
        ("brands/elm", "-"),
        ("brands/oak", "-"),
    ]


# -- one rate limit


def keyed(several: Project, *users: str) -> Project:
    """Each brand with a key of its own, of these users."""
    variables = {}
    for name, user in zip(("ash", "elm", "oak"), users, strict=True):
        config = {"keyVariable": f"KEY_{name.upper()}", "api": {"shares": user}}
        several.write({f"brands/{name}/rawugc.yaml": config, f"brands/{name}/brand.yaml": many(name)})
        variables[f"KEY_{name.upper()}"] = f"ruk_{name}"
    return replace(several, variables=variables)


def many(name: str) -> dict[str, Any]:
    return {"personas": {f"p{n}": {"name": f"{name} {n}", "description": "D"} for n in range(7)}}


def statuses(project: Project) -> list[int]:
    return [one.status for one in project.rawugc.log]


def least(requests: int) -> float:
    """Seconds that so many requests of one user take from a fresh window."""
    return (-(-requests // 10) - 1) * 60


LIMITED = pytest.mark.parametrize(
    "options",
    [
        Options(rate_limit=10, rate_window=window, rate_headers=headers, one_user=True)
        for window in ("fixed", "sliding")
        for headers in (True, False)
    ],
    ids=["fixed", "fixed, silent", "sliding", "sliding, silent"],
)


@LIMITED
@pytest.mark.parametrize(
    "command", [("apply", "--auto-approve", "--all"), ("plan", "--all"), ("review", "--dir", "out")]
)
def test_keys_of_one_user_share_one_window(
    several: Project, options: Options, command: tuple[str, ...]
) -> None:
    project = keyed(several, "ana", "ana", "ana")
    run = project.run(*command)
    assert (run.exit_code, 429 in statuses(project)) == (0, False)
    assert isinstance(project.clock, HandClock)
    waited = project.clock.monotonic()
    assert least(len(project.requests())) <= waited <= 1.02 * least(len(project.requests())) + 1


@pytest.mark.parametrize("options", [Options(rate_limit=10, rate_window="sliding")], ids=["sliding"])
def test_the_same_key_is_the_same_user_without_saying_so(several: Project, options: Options) -> None:
    several.write({f"brands/{name}/brand.yaml": many(name) for name in ("ash", "elm", "oak")})
    run = several.run("apply", "--all", "--auto-approve")
    assert (run.exit_code, 429 in statuses(several)) == (0, False)


@pytest.mark.parametrize("options", [Options(rate_limit=10)], ids=["a user each"])
def test_keys_of_different_users_wait_for_nobody(several: Project, options: Options) -> None:
    project = keyed(several, "ana", "ben", "cleo")
    run = project.run("plan", "--all")
    assert (run.exit_code, project.clock.monotonic()) == (0, 0)


@pytest.mark.parametrize("options", [Options(rate_limit=10, one_user=True)], ids=["one user"])
def test_every_wait_is_announced_by_whoever_waits(several: Project, options: Options) -> None:
    project = keyed(several, "ana", "ana", "ana")
    run = project.run("apply", "--all", "--auto-approve", "--json")
    waits = [(one["path"], one["seconds"]) for one in events(run) if one["type"] == "wait"]
    assert sum(seconds for _, seconds in waits) == pytest.approx(project.clock.monotonic(), abs=0.1)
    assert {path for path, _ in waits} <= set(BRANDS)
