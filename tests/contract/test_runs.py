"""Runs and receipts: what an apply leaves beside the state, without a request more than before."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from rawugc_sync.recording.receipt import PUBLISHED, UNCONFIRMED
from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.contract.test_approvals import approve
from tests.contract.test_deliberate import commit, in_git
from tests.contract.test_failures import INVALID, Refusals
from tests.contract.test_media import IMAGE
from tests.contract.test_outputs import output, story
from tests.files.samples import png, write
from tests.git.test_checkout import PLAIN

HOUR = 3_600_000
FIRST = "20270115-080000"
VIDEO = "https://cdn.example.com/launch.mp4"


def time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat()


def brand(text: str = "One.", **more: Any) -> dict[str, Any]:
    return {"personas": {"p": {"name": "P", "description": text}}, **more}


def post(hours: int = 24, **more: Any) -> dict[str, Any]:
    fields = {"mode": "schedule", "videoUrl": VIDEO, "content": "Hello", "accounts": ["tiktok/glowlab"]}
    return {"posts": {"launch": {**fields, "scheduledFor": time(START + hours * HOUR), **more}}}


HERE = '<article id="personas.p" class="card" data-action="create"'
BY_LEE = {"legal": {"of": ["posts.content", "posts.videoUrl"], "by": ["lee"], "selfApproval": True}}
ONE_MORE = {"name": "B", "description": "D"}


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def options(refusals: Refusals) -> Options:
    return Options(collections=refusals.collections())


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace({"brand.yaml": brand()})


def listed(project: Project) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = project.run("runs", "list", "--json").json
    return found


def shown(project: Project, run: str = "latest") -> dict[str, Any]:
    found: dict[str, Any] = project.run("runs", "show", run, "--json").json
    return found


def receipts(project: Project, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = project.run("receipts", "--json", *more).json
    return found


def applied(project: Project, files: Mapping[str, Any]) -> None:
    project.write(files)
    assert project.apply().exit_code == 0


# -- runs


def test_an_apply_leaves_a_run_and_asks_for_nothing_more(project: Project) -> None:
    assert project.apply().exit_code == 0
    assert project.requests() == [("GET", "/personas"), ("POST", "/personas")]
    project.reset()
    (run,) = listed(project)
    plan = shown(project)["digest"]
    assert {name: run[name] for name in ("id", "at", "commit")} == {"id": FIRST, "at": START, "commit": None}
    assert plan.startswith(f"sha256:{run['plan'].replace('-', '')}")
    assert run["counts"] == {**dict.fromkeys(run["counts"], 0), "create": 1}
    assert project.requests() == []
    project.assert_settled()


def test_a_run_has_each_change_with_before_and_after(project: Project) -> None:
    project.applied()
    applied(project, {"brand.yaml": brand("Two.")})
    (change,) = shown(project)["changes"]
    assert {name: change[name] for name in ("address", "action", "fate", "id", "before", "after")} == {
        "address": "personas.p",
        "action": "update",
        "fate": "applied",
        "id": "per_1",
        "before": {"name": "P", "description": "One."},
        "after": {"name": "P", "description": "Two."},
    }


def test_the_newest_run_comes_first_and_two_of_a_second_are_told_apart(project: Project) -> None:
    project.applied()
    applied(project, {"brand.yaml": brand("Two.")})
    project.rawugc.clock.sleep(60)
    applied(project, {"brand.yaml": brand("Three.")})
    assert [run["id"] for run in listed(project)] == ["20270115-080100", f"{FIRST}-2", FIRST]
    after = [
        shown(project, run)["changes"][0]["after"]["description"] for run in (FIRST, f"{FIRST}-2", "latest")
    ]
    assert after == ["One.", "Two.", "Three."]


def test_an_apply_that_changes_nothing_is_no_run(project: Project) -> None:
    project.applied()
    before = (project.root / "rawugc.runs.json").read_bytes()
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert (project.root / "rawugc.runs.json").read_bytes() == before


def test_one_that_is_refused_is_no_run(project: Project) -> None:
    project.write({"rawugc.yaml": {"pause": True}})
    assert project.apply().exit_code == 3
    assert listed(project) == []
    assert project.run("runs", "list").stdout == "Nothing was applied yet.\n"


def test_destroy_leaves_one_too(project: Project) -> None:
    project.applied()
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert project.calls() == [("DELETE", "/personas/per_1", None)]
    (change,) = shown(project)["changes"]
    assert (change["action"], change["before"], change["after"]) == (
        "delete",
        {"name": "P", "description": "One."},
        None,
    )


def test_no_more_are_kept_than_the_configuration_says(project: Project) -> None:
    project.write({"rawugc.yaml": {"runs": {"keep": 2}}})
    for text in ("One.", "Two.", "Three."):
        applied(project, {"brand.yaml": brand(text)})
    assert [run["id"] for run in listed(project)] == [f"{FIRST}-3", f"{FIRST}-2"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"keep": 0}, "runs.keep"),
        ({"keep": "many"}, "runs.keep"),
        ({"kept": 3}, "runs.kept"),
    ],
)
def test_what_cannot_be_kept_is_an_error_in_its_place(project: Project, written: Any, told: str) -> None:
    project.write({"rawugc.yaml": {"runs": written}})
    run = project.run("validate")
    assert (run.exit_code, told in run.stdout + run.stderr) == (1, True)


def test_a_run_that_fails_half_way_says_what_became_of_each_change(
    workspace: Workspace, refusals: Refusals
) -> None:
    project = workspace({"brand.yaml": {"personas": {"a": {"name": "A", "description": "D"}, "b": ONE_MORE}}})
    refusals.writing["B"] = INVALID
    assert project.apply().exit_code == 4
    found = {change["address"]: change for change in shown(project)["changes"]}
    assert {address: one["fate"] for address, one in found.items()} == {
        "personas.a": "applied",
        "personas.b": "failed",
    }
    assert "is taken" in json.dumps(found["personas.b"]["diagnostics"])
    assert "1 created; 1 not applied" in project.run("runs", "list").stdout
    told = project.run("runs", "show", "latest", "--html", "run.html").stdout
    assert "Failed (1):\n  + personas.b\n" in told
    assert "is taken" in (project.root / "run.html").read_text(encoding="utf-8")


def test_one_of_which_nothing_was_done_is_no_run(workspace: Workspace, refusals: Refusals) -> None:
    project = workspace({"brand.yaml": {"personas": {"b": ONE_MORE}}})
    refusals.writing["B"] = INVALID
    assert project.apply().exit_code == 1
    assert listed(project) == []


@pytest.mark.parametrize("run", ["20260101-000000", "latest", "--", "../x"])
def test_a_run_that_there_is_not_is_an_error_with_a_way_out(project: Project, run: str) -> None:
    found = project.run("runs", "show", "--", run)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "there is no run" in found.stderr


def test_an_id_that_is_none_is_not_taken_for_its_neighbour(project: Project) -> None:
    project.applied()
    found = project.run("runs", "show", "20270115-080001")
    assert (found.exit_code, "Did you mean" in found.stderr) == (1, False)
    assert f"the newest is {FIRST}." in found.stderr
    assert FIRST in project.run("runs", "list").stdout


def test_a_run_is_told_in_the_words_of_its_plan(project: Project) -> None:
    project.applied()
    applied(project, {"brand.yaml": brand("Two.")})
    told = project.run("runs", "show", "latest").stdout
    assert '~ description: "One." → "Two."' in told
    assert "Apply complete: 0 added, 1 changed, 0 destroyed." in told


def test_a_run_is_a_page_with_the_policy_of_a_plans(project: Project) -> None:
    project.applied()
    run = project.run("runs", "show", "latest", "--html", "run.html")
    assert run.exit_code == 0
    page = (project.root / "run.html").read_text(encoding="utf-8")
    assert page.count("<article ") == page.count(HERE) == 1
    assert f"<h1>Run {FIRST}: 1 created</h1>" in page
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("kept", ["state", "runs", "receipts", "approvals"])
def test_the_page_goes_over_nothing_that_is_needed(project: Project, kept: str) -> None:
    applied(project, {"post.yaml": post()})
    file = f"rawugc.{kept}.json"
    before = [path.read_bytes() for path in sorted(project.root.glob("*.json"))]
    for command in (("runs", "show", "latest", "--html"), ("receipts", "--csv"), ("receipts", "--html")):
        run = project.run(*command, file)
        assert (run.exit_code, file in run.stderr, "Give it another name" in run.stderr) == (1, True, True)
    assert [path.read_bytes() for path in sorted(project.root.glob("*.json"))] == before


def test_each_environment_has_its_own_runs_and_receipts_in_one_document(workspace: Workspace) -> None:
    both = {name: {"folders": [name]} for name in ("staging", "production")}
    other = post(72, videoUrl="https://cdn.example.com/other.mp4", content="Other.")
    project = workspace(
        {
            "rawugc.yaml": {"environments": both, "runs": {"keep": 1}},
            "staging/post.yaml": post(),
            "production/post.yaml": other,
        }
    )
    for name in both:
        assert project.run("--env", name, "apply", "--auto-approve").exit_code == 0
    for name, id, hours in (("staging", FIRST, 24), ("production", f"{FIRST}-2", 72)):
        (run,) = project.run("--env", name, "runs", "list", "--json").json
        (one,) = project.run("--env", name, "receipts", "--json").json
        assert (run["id"], one["environment"], one["run"]) == (id, name, id)
        assert one["at"] == START + hours * HOUR
    unchosen = project.run("runs", "list")
    assert (unchosen.exit_code, "--env" in unchosen.stderr) == (1, True)


def test_what_was_not_known_before_is_known_in_the_run(workspace: Workspace) -> None:
    project = workspace(story())
    assert project.apply().exit_code == 0
    run = shown(project)
    after = {change["address"]: change["after"] for change in run["changes"]}
    assert after["posts.teaser"]["videoUrl"] == output(project, "videos.it", "url")
    assert [change["planned"]["change"]["after_unknown"] for change in run["changes"]] == [{}] * 3
    project.assert_settled()


def test_a_file_is_named_with_the_url_that_it_got(workspace: Workspace) -> None:
    serum = {"name": "Serum", "photos": [{"file": "front.png"}]}
    project = workspace({"brand.yaml": {"products": {"serum": serum}}})
    write(project.root, "front.png", png("a"))
    assert project.apply().exit_code == 0
    (content,) = shown(project)["contents"]
    (kept,) = project.state["uploads"].items()
    assert (content["sha256"], content["url"]) == (kept[0], kept[1]["url"])
    assert content["file"]["path"] == "front.png"


def test_a_look_at_what_is_not_ready_is_no_second_run(workspace: Workspace) -> None:
    project = workspace({"media.yaml": {"images": {"still": IMAGE}}})
    for _ in range(2):
        assert project.apply("--no-wait").exit_code == 0
    assert [run["id"] for run in listed(project)] == [FIRST]
    assert [change["fate"] for change in shown(project)["changes"]] == ["waiting"]


HOSTILE = "\x1b]0;owned\x07<script>alert(1)</script>\u202egnp"


def test_what_others_wrote_into_the_documents_is_inert(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    for name, row in (("runs", {"by": HOSTILE, "commit": HOSTILE}), ("receipts", {"account": HOSTILE})):
        path = project.root / f"rawugc.{name}.json"
        document = json.loads(path.read_text())
        document[name][0].update(row)
        path.write_text(json.dumps(document))
    said = [
        project.run("runs", "list"),
        project.run("runs", "show", "latest", "--html", "run.html"),
        project.run("receipts", "--html", "r.html"),
    ]
    pages = [(project.root / name).read_text(encoding="utf-8") for name in ("run.html", "r.html")]
    assert all("owned" in one for one in [run.stdout for run in said] + pages)
    assert not any(sign in one for one in [*map(str, said), *pages] for sign in ("\x1b", "\x07", "\u202e"))
    assert not any("<script>alert" in page for page in pages)


# -- what cannot be recorded


@pytest.mark.parametrize(
    "broken", ["{", "[]", '{"version": 9, "workspace": "w", "runs": []}', "{}\n<<<<<<< ours"]
)
def test_what_cannot_be_recorded_is_a_warning_and_is_applied_all_the_same(
    project: Project, broken: str
) -> None:
    project.write({"rawugc.runs.json": broken})
    run = project.apply()
    assert run.exit_code == 0
    (said,) = run.result["unrecorded"]
    assert (said["severity"], said["code"]) == ("warning", "runs-unrecorded")
    assert (project.root / "rawugc.runs.json").read_text() == broken
    assert project.state["serial"] == 1
    assert project.run("runs", "list").exit_code == 1
    project.assert_settled()


def test_moved_away_the_next_apply_begins_a_new_document(project: Project) -> None:
    project.write({"rawugc.runs.json": "{"})
    project.applied()
    project.write({"rawugc.runs.json": None})
    applied(project, {"brand.yaml": brand("Two.")})
    assert len(listed(project)) == 1


def test_without_room_nothing_is_recorded_and_the_way_out_is_named(project: Project) -> None:
    project.write({"rawugc.yaml": {"state": "https://state.example/glow?x=secret"}})
    for command in (("runs", "list"), ("runs", "show", "latest"), ("receipts",)):
        run = project.run(*command)
        assert run.exit_code == 1
        assert "kept with a state at https://state.example/glow\n" in run.stderr
        assert "state migrate" in run.stderr


# -- receipts


def test_what_is_scheduled_has_a_receipt_that_says_so(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    (one,) = receipts(project)
    assert {name: one[name] for name in ("address", "account", "at", "commit", "approved_by", "status")} == {
        "address": "posts.launch",
        "account": "tiktok/glowlab",
        "at": START + 24 * HOUR,
        "commit": None,
        "approved_by": [],
        "status": UNCONFIRMED,
    }
    assert one["run"] == listed(project)[0]["id"]


def test_moving_it_moves_its_receipt(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    applied(project, {"post.yaml": post(48)})
    assert [one["at"] for one in receipts(project)] == [START + 48 * HOUR]


def test_one_a_person_moved_in_the_dashboard_moves_with_the_next_apply(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    project.dashboard.edit("posts", "post_1", {"scheduledFor": START + 30 * HOUR})
    assert project.apply().exit_code == 0
    assert [one["at"] for one in receipts(project)] == [START + 30 * HOUR]


@pytest.mark.parametrize("outside", [False, True], ids=["git", "dashboard"])
def test_what_is_taken_back_in_time_has_no_receipt(project: Project, outside: bool) -> None:
    applied(project, {"post.yaml": post()})
    if outside:
        project.dashboard.remove("posts", "post_1")
        assert project.apply().exit_code == 0
    else:
        applied(project, {"post.yaml": None, "more.yaml": {"posts": {}}})
    assert receipts(project) == []


def test_an_apply_that_reads_it_published_confirms_it_without_a_request_more(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    project.rawugc.clock.sleep(25 * 3600)
    project.dashboard.edit(
        "posts", "post_1", {"status": "published", "publishedAt": START + 24 * HOUR + 5000}
    )
    project.reset()
    assert receipts(project)[0]["status"] == UNCONFIRMED
    assert project.requests() == []
    assert project.apply().exit_code == 0
    assert {method for method, _ in project.requests()} == {"GET"}
    (one,) = receipts(project)
    assert (one["status"], one["at"]) == (PUBLISHED, START + 24 * HOUR + 5000)
    assert len(listed(project)) == 1
    project.assert_settled()


def test_what_failed_loses_its_receipt(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    project.rawugc.clock.sleep(25 * 3600)
    project.dashboard.fail_post("post_1", "No.")
    project.apply()
    assert receipts(project) == []


def test_a_receipt_outlives_its_run_and_its_post(project: Project) -> None:
    project.write({"rawugc.yaml": {"runs": {"keep": 1}}})
    applied(project, {"post.yaml": post()})
    project.rawugc.clock.sleep(25 * 3600)
    project.dashboard.publish_post("post_1", START + 24 * HOUR)
    assert project.apply().exit_code == 0
    applied(project, {"brand.yaml": brand("Two."), "post.yaml": None, "more.yaml": {"posts": {}}})
    (one,) = receipts(project)
    assert (one["status"], one["run"] in [run["id"] for run in listed(project)]) == (PUBLISHED, False)


def test_what_is_published_at_once_has_its_receipt_at_that_time(project: Project) -> None:
    fields = {"mode": "now", "scheduledFor": None}
    whole = {name: value for name, value in post(**fields)["posts"]["launch"].items() if value is not None}
    applied(project, {"post.yaml": {"posts": {"launch": whole}}})
    assert [one["at"] for one in receipts(project)] == [START]


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ((), 1),
        (("--from", "2027-01-16"), 1),
        (("--to", "2027-01-16"), 1),
        (("--from", "2027-01-17"), 0),
        (("--to", "2027-01-15"), 0),
    ],
)
def test_days_are_those_of_utc_and_both_ends_count(
    project: Project, span: tuple[str, ...], found: int
) -> None:
    applied(project, {"post.yaml": post()})
    assert len(receipts(project, *span)) == found


def test_days_the_wrong_way_round_are_wrong_usage(project: Project) -> None:
    run = project.run("receipts", "--from", "2027-01-17", "--to", "2027-01-16")
    assert (run.exit_code, "--to 2027-01-16 is before --from 2027-01-17" in run.stderr) == (1, True)


def test_receipts_name_the_commit_and_whose_yes_it_was(workspace: Workspace) -> None:
    project = in_git(workspace({"rawugc.yaml": {"approvals": BY_LEE}}))
    first = commit(project, post())
    assert approve(project, person="lee").exit_code == 0
    assert project.apply().exit_code == 0
    (one,) = receipts(project)
    assert (one["commit"], one["clean"], one["approved_by"]) == (first, True, ["lee"])
    assert shown(project)["approvals"] == [
        {"role": "legal", "address": "posts.launch", "by": ["lee"], "at": START}
    ]
    project.write({"brand.yaml": post(48)})
    assert project.apply().exit_code == 0
    (one,) = receipts(project)
    assert (one["commit"], one["clean"], one["approved_by"]) == (first, False, ["lee"])


def test_a_sheet_has_a_header_and_no_formulas(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    path = project.root / "rawugc.receipts.json"
    document = json.loads(path.read_text())
    (row,) = document["receipts"]
    names = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "plain"]
    document["receipts"] = [{**row, "account": name} for name in names]
    path.write_text(json.dumps(document))
    assert project.run("receipts", "--csv", "r.csv", "--html", "r.html").exit_code == 0
    with (project.root / "r.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:5] == ["address", "account", "time (UTC)", "commit", "approved by"]
    assert {cells[1] for cells in rows} == {"plain", *(f"'{name}" for name in names[:-1])}
    assert {cells[2] for cells in rows} == {"2027-01-16T08:00:00Z"}
    assert all(cell[:1] not in "=+-@\t\r" or not cell for cells in rows for cell in cells)


def test_a_sheet_on_stdout_is_the_file_byte_for_byte(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    assert project.run("receipts", "--csv", "r.csv").exit_code == 0
    command = [sys.executable, "-m", "rawugc_sync", "receipts", "--csv", "-"]
    run = subprocess.run(
        command, cwd=project.root, env={**os.environ, **PLAIN}, capture_output=True, check=True
    )
    assert run.stdout == (project.root / "r.csv").read_bytes()
    assert not (project.root / "-").exists()


def test_a_sheet_and_json_do_not_share_stdout(project: Project) -> None:
    run = project.run("receipts", "--csv", "-", "--json")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "--json and --csv - both take stdout" in run.stderr


def test_the_page_of_receipts_runs_nothing_and_loads_nothing(project: Project) -> None:
    applied(project, {"post.yaml": post()})
    assert project.run("receipts", "--html", "r.html").exit_code == 0
    page = (project.root / "r.html").read_text(encoding="utf-8")
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert ("script" in page, "scheduled, not confirmed" in page) == (False, True)
