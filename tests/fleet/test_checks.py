"""`fleet validate`: what can be known to be wrong without the network and without a key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fleet.agency import Agency, persona

ONE = {"repositories": [{"url": "brands", "tenant": "a"}]}
TWO = {"repositories": [{"url": "brands", "tenant": "a"}, {"url": "https://git.example/x", "tenant": "b"}]}
FILE = {"workspace": "*", "file": "fleet.yaml", "tenant": "a"}


def rule(workspace: str, **more: str) -> dict[str, str]:
    return {"workspace": workspace, "file": "fleet.yaml", **more}


@pytest.fixture(autouse=True)
def _brands(agency: Agency) -> None:
    agency.repository("brands", {"brand.yaml": persona("Ash")})


@pytest.mark.parametrize(
    ("fleet", "said"),
    [
        (ONE, "fleet.yaml: valid, 1 repository"),
        (TWO, "fleet.yaml: valid, 2 repositories"),
    ],
)
def test_a_fleet_that_can_work_is_valid(agency: Agency, fleet: dict[str, Any], said: str) -> None:
    agency.fleet({**fleet, "keys": [FILE]})
    run = agency.run("validate")
    assert (run.exit_code, run.stdout, run.stderr) == (0, f"{said}\n", "")
    assert agency.rawugc.log == []


@pytest.mark.parametrize("url", ["gone", "."])
def test_a_path_without_a_repository_is_an_error(agency: Agency, url: str) -> None:
    agency.fleet({"repositories": [{"url": url, "tenant": "a"}]})
    run = agency.run("validate")
    assert (run.exit_code, run.stdout) == (1, "")
    assert f"{url} is no git repository" in run.stderr


@pytest.mark.parametrize("url", ["brands", "git@git.example:a/b", "http://git.example/a/b"])
def test_credentials_are_for_https_alone(agency: Agency, url: str) -> None:
    agency.variables["GIT"] = "x"
    agency.fleet({"repositories": [{"url": url, "tenant": "a", "credentials": {"passwordVariable": "GIT"}}]})
    run = agency.run("validate")
    assert (run.exit_code, run.stdout) == (1, "")
    assert f"{url} is not https, and takes no credentials" in run.stderr


@pytest.mark.parametrize(
    ("keys", "warned"),
    [
        ([rule("brands/*"), rule("brands/b01")], True),
        ([rule("brands/b*"), rule("brands/b01")], True),
        ([rule("*"), rule("*", tenant="a")], True),
        ([rule("*"), rule("*", environment="staging")], True),
        ([rule("x"), rule("x/")], True),
        ([rule("brands/b01"), rule("brands/*")], False),
        ([rule("*", tenant="a"), rule("*")], False),
        ([rule("*", environment="staging"), rule("*")], False),
        ([rule("b*"), rule("*")], False),
        ([rule("b?"), rule("b*")], False),
        ([rule("*"), rule("*/*")], False),
    ],
)
def test_a_rule_that_never_counts_is_warned_of(agency: Agency, keys: list[Any], warned: bool) -> None:
    agency.fleet({**ONE, "keys": keys})
    run = agency.run("validate")
    assert run.exit_code == 0
    assert ("is never used" in run.stderr) is warned


@pytest.mark.parametrize(
    ("fleet", "keys", "warned"),
    [(TWO, [rule("x")], True), (TWO, [rule("x", tenant="a")], False), (ONE, [rule("x")], False)],
)
def test_a_key_that_any_tenant_may_take_is_warned_of(
    agency: Agency, fleet: dict[str, Any], keys: list[Any], warned: bool
) -> None:
    agency.fleet({**fleet, "keys": keys})
    run = agency.run("validate")
    assert (run.exit_code, "names no tenant, and there are 2" in run.stderr) == (0, warned)


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"database": {"variable": "DB"}}, "the variable DB is not set here"),
        ({"tokenVariable": "TOKEN"}, "the variable TOKEN is not set here"),
        ({"keys": [{"workspace": "*", "variable": "K"}]}, "the variable K is not set here"),
        ({"keys": [{"workspace": "*", "variable": "K_{workspace}"}]}, ""),
        ({"keys": [{"workspace": "*", "file": "gone.key"}]}, "the file gone.key of a key is not here"),
        ({"keys": [{"workspace": "*", "file": "{workspace}.key"}]}, ""),
    ],
)
def test_what_is_missing_here_is_warned_of_and_no_error(
    agency: Agency, more: dict[str, Any], missing: str
) -> None:
    agency.fleet({**ONE, **more})
    run = agency.run("validate")
    assert run.exit_code == 0
    assert missing in run.stderr
    assert bool(run.stderr) is bool(missing)
