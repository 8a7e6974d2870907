"""`fleet once`: every workspace once, as its branch has it, from start to finish over a real socket."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.api.pacing import SharedWindow
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.api.windows import Windows
from rawugc_sync.fleet.config import Key
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Around, Task, Wish, reconcile
from rawugc_sync.sandbox import Options, Request, Response
from tests.contract.project import Files, Project
from tests.fleet.agency import Agency, Keyed, Repository, WallClock, codes, created, persona, said

BRANDS: Files = {
    "ash/rawugc.yaml": {"workspace": "ash"},
    "ash/brand.yaml": persona("Ash"),
    "bay/rawugc.yaml": {"workspace": "bay"},
    "bay/brand.yaml": persona("Bay"),
}
ONE = {"repositories": [{"url": "brands", "tenant": "t"}]}


@pytest.fixture
def brands(agency: Agency) -> Repository:
    agency.fleet(ONE)
    return agency.repository("brands", BRANDS)


def test_a_plan_tells_what_each_would_do_and_only_reads(agency: Agency, brands: Repository) -> None:
    run = agency.once("plan")
    assert (run.exit_code, agency.calls()) == (0, [])
    assert run.json.keys() == {"workspaces", "exit_code"}
    assert [
        (one["tenant"], one["repository"], one["path"], one["environment"], one["commit"], one["exit_code"])
        for one in run.json["workspaces"]
    ] == [("t", "brands", path, None, brands.head, 0) for path in ("ash", "bay")]
    for one in run.json["workspaces"]:
        assert [change["address"] for change in one["plan"]["resource_changes"]] == ["personas.p"]
        assert (one["result"], one["diagnostics"]) == (None, [])


@pytest.mark.parametrize(
    "options", [Options(rate_limit=10_000, keys=frozenset({"ruk_other"}))], ids=["other"]
)
def test_a_key_that_is_refused_is_looked_for_where_the_fleet_has_it(
    agency: Agency, brands: Repository
) -> None:
    run = agency.once("plan")
    assert said(run) == {"ash": ["unauthorized"], "bay": ["unauthorized"]}
    for one in run.json["workspaces"]:
        assert one["diagnostics"][0]["detail"].startswith("Check the key that `keys` of fleet.yaml names;")
    agency.variables["KEY"] = "ruk_other"
    assert agency.once("plan").exit_code == 0


def test_an_apply_makes_what_is_on_the_branch_and_nothing_twice(agency: Agency, brands: Repository) -> None:
    run = agency.once("apply")
    assert (run.exit_code, codes(run)) == (0, {"ash": 0, "bay": 0})
    assert agency.calls() == created("Ash", "Bay")
    assert all(len(one["result"]["applied"]) == 1 for one in run.json["workspaces"])
    agency.reset()
    assert agency.once("apply").exit_code == 0
    assert agency.calls() == []
    agency.assert_settled()


def test_what_is_not_committed_does_not_count(agency: Agency, brands: Repository) -> None:
    brands.write({"ash/brand.yaml": persona("Edited"), "new/rawugc.yaml": "{}\n", "bay/rawugc.yaml": "a: ["})
    run = agency.once("apply")
    assert codes(run) == {"ash": 0, "bay": 0}
    assert agency.calls() == created("Ash", "Bay")
    brands.commit({"bay/rawugc.yaml": {"workspace": "bay"}, "new/rawugc.yaml": None})
    agency.reset()
    assert agency.once("apply").exit_code == 0
    assert [(method, body["name"]) for method, _, body in agency.calls()] == [("PATCH", "Edited")]
    agency.assert_settled()


def test_drift_is_what_the_dashboard_has_changed(agency: Agency, brands: Repository) -> None:
    agency.once("apply")
    made = [e.body["name"] for e in agency.rawugc.log if e.method == "POST"]
    ash = f"per_{made.index('Ash') + 1}"
    agency.rawugc.store.edit("personas", ash, {"description": "Edited."})
    agency.reset()
    run = agency.once("drift", "--detailed-exitcode")
    assert (run.exit_code, codes(run), agency.calls()) == (2, {"ash": 2, "bay": 0}, [])
    agency.once("apply")
    assert agency.calls() == [("PATCH", f"/personas/{ash}", {"description": "D"})]
    agency.assert_settled()


def test_a_table_is_for_people(agency: Agency, brands: Repository) -> None:
    run = agency.run("once")
    lines = [line.split() for line in run.stdout.splitlines()]
    assert lines[0] == ["TENANT", "WORKSPACE", "COMMIT", "EXIT", "WHAT"]
    assert [line[:4] for line in lines[1:]] == [["t", path, brands.head[:12], "0"] for path in ("ash", "bay")]
    assert {line.split(":")[1] for line in run.stderr.splitlines()} == {"ash", "bay"}


# -- where


def test_the_state_of_a_local_repository_is_that_of_the_command_line(
    agency: Agency, brands: Repository
) -> None:
    agency.once("apply")
    ash = Project(brands.root / "ash", agency.rawugc, agency.rawugc.clock, variables=agency.variables)
    assert set(ash.state["resources"]) == {"personas.p"}
    plan = ash.plan()
    assert (plan.exit_code, plan.json["resource_changes"]) == (0, [])
    brands.commit({"ash/brand.yaml": persona("Ash", "By hand.")})
    assert ash.apply().exit_code == 0
    agency.assert_settled()


def test_a_state_in_a_file_of_a_mirror_is_refused_for_an_apply(agency: Agency, brands: Repository) -> None:
    agency.fleet({"repositories": [{"url": agency.mirrored("brands"), "tenant": "t"}]})
    assert codes(agency.once("plan")) == {"ash": 0, "bay": 0}
    run = agency.once("apply")
    assert (run.exit_code, agency.calls()) == (1, [])
    assert said(run) == {"ash": ["fleet-local-state"], "bay": ["fleet-local-state"]}


def test_a_mirror_keeps_its_state_where_it_says(agency: Agency) -> None:
    """Without a name, that of a workspace at the top is the repository's: in every process the same."""
    agency.repository("glow", {"rawugc.yaml": {"state": "git+branch://states"}, "a.yaml": persona("Glow")})
    agency.fleet({"repositories": [{"url": agency.mirrored("glow"), "tenant": "t"}]})
    assert agency.once("apply").exit_code == 0
    assert agency.calls() == created("Glow")
    agency.assert_settled()


@pytest.mark.parametrize("branch", [None, "live"])
def test_the_branch_that_is_named_is_run(agency: Agency, brands: Repository, branch: str | None) -> None:
    brands.branch("live")
    brands.commit({"ash/brand.yaml": persona("Live")})
    brands.to("main")
    agency.fleet(
        {"repositories": [{"url": "brands", "tenant": "t", **({"branch": branch} if branch else {})}]}
    )
    assert agency.once("apply").exit_code == 0
    assert agency.calls() == created("Bay", "Live") if branch else created("Ash", "Bay")
    agency.assert_settled()


def test_each_environment_is_run_for_itself_with_its_own_key(agency: Agency) -> None:
    environments = {"staging": {}, "production": {}}
    agency.repository(
        "glow",
        {"rawugc.yaml": {"workspace": "glow", "environments": environments}, "a.yaml": persona("Glow")},
    )
    keys = [
        {"workspace": ".", "environment": "staging", "variable": "STAGING"},
        {"workspace": ".", "variable": "LIVE"},
    ]
    agency.variables |= {"STAGING": "ruk_staging", "LIVE": "ruk_live"}
    agency.fleet({"repositories": [{"url": "glow", "tenant": "t"}], "keys": keys})
    run = agency.once("plan")
    assert codes(run) == {"./production": 0, "./staging": 0}
    assert agency.rawugc.keys.keys() == {"ruk_staging", "ruk_live"}
    assert agency.calls() == []


# -- what goes wrong


def test_what_goes_wrong_with_one_stops_no_other(agency: Agency, brands: Repository) -> None:
    """A repository that is gone, one that nobody can sign in to, a broken configuration, a missing key."""
    brands.commit(
        {"cut/rawugc.yaml": "a: [\n", "dry/rawugc.yaml": "workspace: dry\n", "dry/a.yaml": "x-a: 1\n"}
    )
    agency.fleet(
        {
            "repositories": [
                {"url": "gone", "tenant": "t"},
                {
                    "url": "https://127.0.0.1:9/x.git",
                    "tenant": "t",
                    "credentials": {"passwordVariable": "UNSET"},
                },
                {"url": "brands", "tenant": "t"},
            ],
            "keys": [{"workspace": path, "variable": "KEY"} for path in ("ash", "bay")],
        }
    )
    run = agency.once("apply")
    assert run.exit_code == 1
    assert agency.calls() == created("Ash", "Bay")
    told = {(one["repository"], one["path"]): one["exit_code"] for one in run.json["workspaces"]}
    assert told == {
        ("gone", "."): 1,
        ("https://127.0.0.1:9/x.git", "."): 1,
        ("brands", "ash"): 0,
        ("brands", "bay"): 0,
        ("brands", "cut"): 1,
        ("brands", "dry"): 1,
    }
    assert {one["commit"] for one in run.json["workspaces"] if one["path"] == "."} == {None}
    assert said(run)["dry"] == ["fleet-no-key"]


@pytest.mark.parametrize(
    ("change", "code", "each"),
    [
        ({"ash/brand.yaml": {"personas": {"p": {"nam": "x"}}}}, 1, {"ash": 1, "bay": 0}),
        ({"ash/rawugc.yaml": {"workspace": "ash", "pause": True}}, 3, {"ash": 3, "bay": 0}),
        (
            {
                "ash/rawugc.yaml": {"workspace": "ash", "pause": True},
                "bay/brand.yaml": {"personas": {"p": {"nam": "x"}}},
            },
            3,
            {"ash": 3, "bay": 1},
        ),
    ],
)
def test_the_exit_code_is_the_highest(
    agency: Agency, brands: Repository, change: Files, code: int, each: dict[str, int]
) -> None:
    brands.commit(change)
    run = agency.once("apply")
    assert (run.exit_code, run.json["exit_code"], codes(run)) == (code, code, each)


@pytest.mark.parametrize(("detailed", "code"), [((), 0), (("--detailed-exitcode",), 2)])
def test_changes_are_2_where_that_is_asked_for(
    agency: Agency, brands: Repository, detailed: tuple[str, ...], code: int
) -> None:
    assert agency.once("plan", *detailed).exit_code == code


def test_two_with_one_state_are_not_run_in_any_repository(agency: Agency, brands: Repository) -> None:
    shared = {
        "rawugc.yaml": {"workspace": "x", "state": "https://state.example/glow"},
        "a.yaml": persona("X"),
    }
    agency.repository("one", shared)
    agency.repository("two", shared)
    urls = ["one", "two", "brands"]
    agency.fleet({"repositories": [{"url": url, "tenant": "t"} for url in urls]})
    run = agency.once("apply")
    assert run.exit_code == 1
    assert agency.calls() == created("Ash", "Bay")
    told = [
        (one["repository"], [d["code"] for d in one["diagnostics"]])
        for one in run.json["workspaces"]
        if one["diagnostics"]
    ]
    assert told == [("one", ["same-state"]), ("two", ["same-state"])]


def test_two_of_one_repository_with_one_state_are_not_run(agency: Agency, brands: Repository) -> None:
    brands.commit({"bay/rawugc.yaml": {"workspace": "bay", "state": "../ash/rawugc.state.json"}})
    run = agency.once("apply")
    assert (run.exit_code, agency.calls()) == (1, [])
    assert sum(codes == ["same-state"] for codes in said(run).values()) >= 1


def test_in_ci_a_first_run_has_to_be_meant(agency: Agency, brands: Repository) -> None:
    agency.variables["CI"] = "true"
    for name in ("ash", "bay"):
        brands.commit({f"{name}/rawugc.yaml": {"workspace": name, "organization": "org_1"}})
    run = agency.once("apply")
    assert (run.exit_code, agency.calls()) == (3, [])
    assert {path: "first-run" in told for path, told in said(run).items()} == {"ash": True, "bay": True}
    assert agency.once("apply", "--first-run").exit_code == 0
    assert agency.calls() == created("Ash", "Bay")
    agency.assert_settled()


def test_a_name_that_is_no_text_is_refused_and_stops_no_other(agency: Agency, brands: Repository) -> None:
    odd = brands.root / os.fsdecode(b"o\n\xff")
    odd.mkdir()
    (odd / "rawugc.yaml").write_text("workspace: odd\n")
    brands.commit({})
    run = agency.once("apply")
    assert (run.exit_code, agency.calls()) == (1, created("Ash", "Bay"))
    assert said(run) == {"o\\n\\udcff": ["fleet-path"]}


# -- approvals


def test_what_lacks_a_yes_is_left_and_the_rest_is_applied(agency: Agency, brands: Repository) -> None:
    law = {
        "workspace": "ash",
        "approvals": {"legal": {"of": ["personas"], "by": ["ana"], "selfApproval": True}},
    }
    brands.commit(
        {
            "ash/rawugc.yaml": law,
            "ash/brand.yaml": {**persona("Ash"), "messaging": {"m": {"name": "M", "body": "B"}}},
        }
    )
    message = ("POST", "/messaging", {"name": "M", "body": "B"})
    agency.once("apply")
    assert agency.calls() == sorted([message, *created("Bay")], key=json.dumps)
    agency.reset()
    again = agency.once("apply")
    assert (again.exit_code, agency.calls()) == (0, [])
    left = again.json["workspaces"][0]["result"]["unapproved"]
    assert [(one["code"], one["address"]) for one in left] == [("unapproved", "personas.p")]

    ash = Project(brands.root / "ash", agency.rawugc, agency.rawugc.clock, variables=agency.variables)
    assert ash.run("plan", "--out", "../../ash.plan").exit_code == 0
    assert ash.run("approve", "../../ash.plan", "--role", "legal", "--as", "ana").exit_code == 0
    agency.reset()
    assert agency.once("apply").exit_code == 0
    assert agency.calls() == created("Ash")
    agency.assert_settled()


# -- pace


class Handed(Windows):
    """The windows, with a note of each that was handed out."""

    def __init__(self) -> None:
        super().__init__()
        self.out: list[SharedWindow] = []

    def of(self, settings: Settings, user: str | None) -> SharedWindow:
        self.out.append(super().of(settings, user))
        return self.out[-1]


@pytest.mark.parametrize(
    ("shares", "tenants", "one_window"),
    [
        (("u", "u"), ("t", "t"), True),
        (("u", "u"), ("t", "other"), True),
        (("u", "v"), ("t", "t"), False),
        ((None, None), ("t", "t"), False),
    ],
)
def test_keys_of_one_user_are_paced_together(
    agency: Agency,
    brands: Repository,
    shares: tuple[str | None, str | None],
    tenants: tuple[str, str],
    one_window: bool,
) -> None:
    agency.variables |= {"ASH": "ruk_ash", "BAY": "ruk_bay"}
    rules = [
        Key(workspace=path, variable=path.upper(), shares=user)
        for path, user in zip(("ash", "bay"), shares, strict=True)
    ]
    windows = Handed()
    keys, around = Keys(rules, agency.root, agency.variables), Around(agency.variables, windows)
    for path, tenant in zip(("ash", "bay"), tenants, strict=True):
        task = Task(Member(tenant, "brands", path), Wish(kind="plan"), brands.head, brands.root)
        assert reconcile(task, keys, around, Stopper(SystemClock())).exit_code == 0
    assert len(windows.out) == 2
    assert (windows.out[0] is windows.out[1]) is one_window


# -- interrupted


class Interrupting(Keyed):
    """Tells this process to end when it has taken the first write."""

    is_armed = True

    def record(self, request: Request, response: Response) -> None:
        super().record(request, response)
        if self.is_armed and request.method == "POST":
            self.is_armed = False
            os.kill(os.getpid(), signal.SIGTERM)


def test_an_interrupted_run_loses_nothing_and_the_next_one_carries_on(
    tmp_path: Path, options: Options, backstage: ThreadPoolExecutor
) -> None:
    rawugc = Interrupting.over_http(options, WallClock())
    (tmp_path / "agency").mkdir()
    agency = Agency(tmp_path / "agency", rawugc)
    names = [f"P{number}" for number in range(4)]
    files: dict[str, Any] = {}
    for name in names:
        files[f"{name.lower()}/rawugc.yaml"] = {"workspace": name}
        files[f"{name.lower()}/a.yaml"] = persona(name)
    agency.repository("brands", files)
    agency.fleet({**ONE, "limits": {"concurrency": 1}})
    run = agency.once("apply")
    assert run.exit_code == 130
    first = agency.calls()
    assert len(first) == 1
    assert sorted(codes(run).values()) == [0, 130, 130, 130]
    assert agency.once("apply").exit_code == 0
    assert agency.calls() == created(*names)
    agency.assert_settled()
    backstage.submit(rawugc.stop)
