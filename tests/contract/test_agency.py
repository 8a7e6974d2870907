"""`examples/agency` end to end: three brands, two environments each, a RawUGC for every organization."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import Options
from rawugc_sync.workspace.surroundings import Surroundings
from tests.contract.project import HandClock, Project, RawUGC
from tests.contract.promised import assert_promised
from tests.git.test_checkout import PLAIN, git
from tests.sampling import MINUTES

EXAMPLE = Path(__file__).parents[2] / "examples/agency"
BRANDS = {"glow-lab": "glow", "oak-tea": "oak", "volt-bikes": "volt"}
SHORT = {"staging": "_staging", "production": ""}
SIDES = [(brand, environment) for brand in BRANDS for environment in SHORT]
RUNNER = {**PLAIN, "PATH": os.environ["PATH"], "CI": "true"}

IN_STAGING = ["/messaging", "/messaging", "/personas", "/products", "/styles"]
IN_PRODUCTION = sorted([*IN_STAGING, "/social/posts"])

Agency = Mapping[tuple[str, str], Project]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A CI runner's clone of the example, whose origin is a bare repository."""
    origin, clone = tmp_path / "origin.git", tmp_path / "agency"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(origin))
    git(tmp_path, "clone", "--quiet", str(origin), str(clone))
    git(clone, "symbolic-ref", "HEAD", "refs/heads/main")
    shutil.copytree(EXAMPLE, clone, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".rawugc"))
    pushed(clone, "The agency")
    return clone


@pytest.fixture
def agency(repository: Path, backstage: ThreadPoolExecutor) -> Iterator[Agency]:
    """Each brand in each environment: its own organization, which knows its own key alone."""
    made = {}
    for brand, environment in SIDES:
        name = f"{BRANDS[brand]}{SHORT[environment]}"
        options = Options(organization=f"org_{name}", keys=frozenset({f"key_{name}"}))
        rawugc = RawUGC.over_http(options)
        variables = {**RUNNER, "RAWUGC_ENV": environment, f"{name.upper()}_KEY": f"key_{name}"}
        folder = repository / "brands" / brand
        made[brand, environment] = Project(folder, rawugc, rawugc.clock, variables=variables)
    yield made
    for project in made.values():
        backstage.submit(project.rawugc.stop)


@pytest.fixture
def managed(agency: Agency) -> Agency:
    """The same, once all six have had their first run."""
    for project in agency.values():
        assert project.apply("--first-run").exit_code == 0
        project.reset()
    return agency


def pushed(repository: Path, message: str) -> None:
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", message)
    git(repository, "push", "--quiet", "origin", "main")


def edited(repository: Path, path: str, old: str, new: str) -> None:
    """Somebody changes a manifest, and the runner has it."""
    text = (repository / path).read_text(encoding="utf-8")
    assert old in text
    (repository / path).write_text(text.replace(old, new), encoding="utf-8")
    pushed(repository, f"Edit {path}")


def matrix(repository: Path) -> list[tuple[str, str]]:
    """What a CI matrix runs over after the last commit."""
    out = StringIO()
    with redirect_stdout(out):
        command = ["-C", str(repository), "workspaces", "--changed-since", "HEAD~1", "--json"]
        assert main(command, Surroundings(RUNNER, HandClock())) == 0
    workspaces = json.loads(out.getvalue())["workspaces"]
    return [(one["name"], environment) for one in workspaces for environment in one["environments"]]


def test_the_first_run_of_each_is_deliberate_and_touches_its_own_organization_alone(
    agency: Agency, repository: Path
) -> None:
    for (brand, environment), project in agency.items():
        refused = project.apply()
        assert (refused.exit_code, refused.said("first-run")["severity"]) == (3, "error")
        assert all(other.calls() == [] for other in agency.values())
        organization = f"org_{BRANDS[brand]}{SHORT[environment]}"
        promised = project.plan("--first-run")
        first = project.apply("--first-run")
        assert (first.exit_code, first.result["organization_id"]) == (0, organization)
        wanted = IN_PRODUCTION if environment == "production" else IN_STAGING
        assert sorted(path for _, path, _ in project.calls()) == wanted
        assert {method for method, _, _ in project.calls()} == {"POST"}
        plan = project.assert_settled()
        assert_promised(promised, plan)
        assert (plan.json["organization_id"], plan.json["environment"]) == (organization, environment)
    stored = git(repository.parent / "origin.git", "ls-tree", "-r", "--name-only", "rawugc-state").split()
    assert {f"{brand}/{environment}.json" for brand, environment in SIDES} <= set(stored)
    assert git(repository, "status", "--porcelain") == ""


@MINUTES
def test_what_all_share_is_updated_everywhere_and_what_one_brand_changes_there_alone(
    managed: Agency, repository: Path
) -> None:
    edited(repository, "shared/messaging.yaml", "are glad", "were glad")
    assert matrix(repository) == SIDES
    for (_, environment), project in managed.items():
        assert project.apply().exit_code == 0
        post = ["/social/posts/post_1"] if environment == "production" else []
        assert sorted(path for _, path, _ in project.calls()) == [
            "/messaging/msg_1",
            "/products/prd_1",
            *post,
        ]
        assert {method for method, _, _ in project.calls()} == {"PATCH"}
        project.assert_settled()
    edited(repository, "brands/oak-tea/brand.yaml", "no milk", "and no milk")
    sides = [side for side in SIDES if side[0] == "oak-tea"]
    assert matrix(repository) == sides
    for side, project in managed.items():
        project.reset()
        assert project.apply().exit_code == 0
        assert len(project.calls()) == (1 if side in sides else 0)
        project.assert_settled()


@pytest.mark.parametrize("brand", BRANDS)
def test_the_example_is_valid_and_laid_out(brand: str, capsys: pytest.CaptureFixture[str]) -> None:
    around = Surroundings(RUNNER, HandClock())
    for command in (["validate"], ["fmt", "--check"]):
        assert main(["-C", str(EXAMPLE / "brands" / brand), *command], around) == 0, capsys.readouterr().err


def test_the_list_says_whose_each_environment_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(EXAMPLE), "workspaces", "--json"], Surroundings(RUNNER, HandClock())) == 0
    listed = json.loads(capsys.readouterr().out)["workspaces"]
    assert {one["name"]: one["organizations"] for one in listed} == {
        brand: {environment: f"org_{short}{SHORT[environment]}" for environment in SHORT}
        for brand, short in BRANDS.items()
    }
