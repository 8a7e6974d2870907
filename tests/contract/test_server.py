"""Where the key goes: another server than rawugc.com is shown, and in CI a file alone cannot choose it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.api.server import unused_port
from tests.conftest import Workspace
from tests.contract.project import Files, Project, Run
from tests.contract.samples import full, manifest

ELSEWHERE = "https://rawugc.example/api/v1"
HOME = "https://rawugc.com/api/v1"
DOWN_IN_A_FILE = {"rawugc.yaml": {"api": {"baseUrl": ELSEWHERE}}}
IN_AN_ENVIRONMENT = {"rawugc.yaml": {"environments": {"eu": {"api": {"baseUrl": ELSEWHERE}}}}}

COMMANDS = [("plan",), ("apply", "--auto-approve"), ("drift",), ("destroy", "--auto-approve"), ("whoami",)]
COMMANDS += [("pull",)]
every_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])


def brand(workspace: Workspace, files: Files = {}) -> Project:  # noqa: B006  (never written to)
    return workspace({**manifest("personas", full("personas")), **files})


def applied(workspace: Workspace, files: Files) -> Project:
    """A brand with a state, for in CI its loss is a refusal of its own; then these files."""
    project = brand(workspace).applied()
    project.write(files)
    return project


def asked_for(project: Project, *command: str, **variables: str) -> Run:
    """A run with a key and these variables alone: only they or a file say where it goes."""
    return replace(project, variables={"RAWUGC_BASE_URL": "", **variables}).run(*command)


# -- shown


def test_where_the_calls_go_stands_in_every_plan_and_apply(workspace: Workspace) -> None:
    project = brand(workspace)
    url = project.rawugc.url
    line = f"Server: {url}, not rawugc.com."
    assert line in project.run("plan", "--out", "the.plan").stdout.splitlines()
    assert line in project.run("show", "the.plan").stdout.splitlines()
    assert project.run("show", "the.plan", "--json").json["server"] == url
    assert project.plan().json["server"] == url
    assert line in project.run("apply", "the.plan").stdout.splitlines()
    assert line in project.run("drift").stdout.splitlines()
    project.assert_settled()


def test_an_apply_in_json_says_where_the_calls_went(workspace: Workspace) -> None:
    project = brand(workspace)
    events = [json.loads(line) for line in project.apply().stdout.splitlines()]
    saying = {event["type"]: event["server"] for event in events if "server" in event}
    assert saying == dict.fromkeys(("change_summary", "result"), project.rawugc.url)


def test_the_sandbox_is_another_server(tmp_path: Path, workspace: Workspace) -> None:
    run = brand(workspace).run("--sandbox", "plan")
    assert "Server: http://sandbox.localhost/api/v1, not rawugc.com." in run.stdout.splitlines()


@pytest.mark.parametrize(
    ("files", "variables", "server"),
    [
        ({"a.yaml": "personas: nonsense"}, {}, HOME),
        ({"a.yaml": "personas: nonsense", **DOWN_IN_A_FILE}, {}, ELSEWHERE),
        ({"rawugc.yaml": "nonsense"}, {}, None),
        ({}, {"RAWUGC_BASE_URL": "https://mia:hidden@rawugc.example/"}, None),
    ],
    ids=["bad manifest", "bad manifest, elsewhere", "bad config", "bad URL"],
)
def test_a_plan_that_cannot_be_made_says_it_as_far_as_it_is_known(
    workspace: Workspace, files: Files, variables: dict[str, str], server: str | None
) -> None:
    run = asked_for(brand(workspace, files), "plan", "--json", **variables)
    assert (run.exit_code, run.json["server"]) == (1, server)
    assert "hidden" not in run.stdout + run.stderr


# -- plain http


@every_command
@pytest.mark.parametrize("where", ["file", "environment"])
def test_the_key_does_not_cross_the_network_for_all_to_read(
    workspace: Workspace, command: tuple[str, ...], where: str
) -> None:
    url = "http://rawugc.example/api/v1"
    files = {"rawugc.yaml": {"api": {"baseUrl": url}}} if where == "file" else {}
    variables = {"RAWUGC_BASE_URL": url} if where == "environment" else {}
    run = asked_for(brand(workspace, files), *command, **variables)
    assert run.exit_code == 1
    assert "http://rawugc.example" in run.stderr
    assert "RAWUGC_ALLOW_HTTP=1" in run.stderr


@pytest.mark.parametrize("value", ["", "0", "false", "no", "yes", "2"])
def test_only_a_clear_yes_allows_plain_http(workspace: Workspace, value: str) -> None:
    variables = {"RAWUGC_BASE_URL": "http://rawugc.invalid/api/v1", "RAWUGC_ALLOW_HTTP": value}
    assert "RAWUGC_ALLOW_HTTP=1" in asked_for(brand(workspace), "plan", **variables).stderr


@pytest.mark.parametrize("value", ["1", "true"])
def test_the_environment_can_allow_plain_http(workspace: Workspace, value: str) -> None:
    variables = {"RAWUGC_BASE_URL": "http://rawugc.invalid/api/v1", "RAWUGC_ALLOW_HTTP": value}
    run = asked_for(brand(workspace), "plan", **variables)
    assert "the host rawugc.invalid cannot be found" in run.stderr


def test_no_file_can_allow_it(workspace: Workspace) -> None:
    files = {"rawugc.yaml": {"api": {"baseUrl": "http://rawugc.example", "allowHttp": True}}}
    assert asked_for(brand(workspace, files), "plan").exit_code == 1


# -- confirmed


@every_command
def test_in_ci_a_file_alone_does_not_choose_the_server(
    workspace: Workspace, command: tuple[str, ...]
) -> None:
    run = asked_for(applied(workspace, DOWN_IN_A_FILE), *command, CI="true")
    assert run.exit_code == 3
    assert f"rawugc.yaml sends the key to {ELSEWHERE}, which is not rawugc.com" in run.stderr
    assert f"RAWUGC_BASE_URL={ELSEWHERE}" in run.stderr


def test_nor_does_an_environment_of_that_file(workspace: Workspace) -> None:
    run = asked_for(brand(workspace, IN_AN_ENVIRONMENT), "--env", "eu", "plan", CI="true")
    assert run.exit_code == 3


def test_the_refusal_stands_in_the_json(workspace: Workspace) -> None:
    run = asked_for(brand(workspace, DOWN_IN_A_FILE), "plan", "--json", CI="true")
    (refusal,) = run.json["diagnostics"]
    assert (refusal["code"], refusal["refusal"]) == ("server-unconfirmed", True)
    assert run.json["server"] == ELSEWHERE


@pytest.mark.parametrize("ci", ["true", "1", ""])
def test_a_server_that_the_job_names_as_well_is_meant(workspace: Workspace, ci: str) -> None:
    project = applied(workspace, {})
    project.write({"rawugc.yaml": {"api": {"baseUrl": project.rawugc.url}}})
    assert asked_for(project, "plan", CI=ci, RAWUGC_BASE_URL=project.rawugc.url).exit_code == 0


def test_what_the_environment_alone_names_is_meant(workspace: Workspace) -> None:
    project = replace(applied(workspace, {}), variables={"CI": "true"})
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_the_environment_wins_over_a_file_that_leads_astray(workspace: Workspace) -> None:
    project = applied(workspace, DOWN_IN_A_FILE)
    run = asked_for(project, "plan", "--json", CI="true", RAWUGC_BASE_URL=project.rawugc.url)
    assert (run.exit_code, run.json["server"]) == (0, project.rawugc.url)


def test_outside_of_ci_a_file_is_enough(workspace: Workspace) -> None:
    project = brand(workspace)
    project.write({"rawugc.yaml": {"api": {"baseUrl": project.rawugc.url}}})
    assert asked_for(project, "plan").exit_code == 0


@pytest.mark.parametrize("url", [HOME, "https://RawUGC.com/api/v1", "https://rawugc.com:443/api/v1"])
def test_rawugc_com_needs_no_confirmation(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """It is asked for through a proxy that is not there."""
    project = brand(workspace, {"rawugc.yaml": {"api": {"baseUrl": url}}})
    with unused_port() as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        run = asked_for(project, "plan", "--json", CI="true")
    assert (run.exit_code, run.codes) == (1, {"not-sent"})


def test_the_sandbox_needs_none(workspace: Workspace) -> None:
    run = asked_for(brand(workspace, DOWN_IN_A_FILE), "--sandbox", "plan", CI="true")
    assert run.exit_code == 0
