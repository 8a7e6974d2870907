"""One set of manifests, two organizations: each environment touches its own RawUGC and its own state."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import Options
from rawugc_sync.workspace.surroundings import Surroundings
from tests.conftest import Workspace
from tests.contract.post_calendar import TOMORROW, VIDEO
from tests.contract.project import Files, Project, RawUGC, Run

KEYS = {"GLOW_STAGING_KEY": "key_staging", "RAWUGC_API_KEY": "key_production"}


@dataclass(frozen=True)
class Side(Project):
    """The workspace as one of its environments sees it, and the RawUGC that this one manages."""

    environment: str = ""

    def run(self, *command: str, **variables: str) -> Run:
        """Run the tool in this environment; variables are set beside the keys."""
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            arguments = ["-C", str(self.root), "--env", self.environment, *command]
            code = main(arguments, Surroundings(KEYS | variables, self.clock))
        run = Run(command, code, out.getvalue(), err.getvalue())
        self.show(str(run))
        return run

    @property
    def state(self) -> dict[str, Any]:
        path = self.root / f"rawugc.state.{self.environment}.json"
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return stored

    def live(self, collection: str) -> list[dict[str, Any]]:
        return list(self.dashboard.objects(collection).values())


@dataclass(frozen=True)
class Brand:
    """Both sides of a workspace."""

    staging: Side
    production: Side

    def write(self, files: Files) -> None:
        self.staging.write(files)

    def applied(self) -> Brand:
        self.staging.applied()
        self.production.applied()
        return self


Make = Callable[..., Brand]


@pytest.fixture
def options() -> Options:
    """The RawUGC of production."""
    return Options(organization="org_production", keys=frozenset({"key_production"}))


@pytest.fixture
def make(rawugc: RawUGC, backstage: ThreadPoolExecutor, tmp_path: Path) -> Iterator[Make]:
    """Makes a workspace with these files, and with further keys of its staging."""
    other = RawUGC.over_http(Options(organization="org_staging", keys=frozenset({"key_staging"})))
    root = tmp_path / "glow-lab"
    root.mkdir()

    def brand(files: Files, **staging: Any) -> Brand:
        environments = {
            "staging": {
                "keyVariable": "GLOW_STAGING_KEY",
                "organization": "org_staging",
                "api": {"baseUrl": other.url},
                "folders": ["env/staging"],
                **staging,
            },
            "production": {"organization": "org_production", "api": {"baseUrl": rawugc.url}},
        }
        made = Brand(
            Side(root, other, other.clock, environment="staging"),
            Side(root, rawugc, rawugc.clock, environment="production"),
        )
        made.write({"rawugc.yaml": {"environments": environments}, **files})
        return made

    yield brand
    backstage.submit(other.stop)


SHARED = {
    "vars": {"claim": "Now."},
    "personas": {"p": {"name": "P", "description": "${vars.claim}"}},
    "posts": {
        "launch": {
            "videoUrl": VIDEO,
            "accounts": ["instagram/glow.lab"],
            "scheduledFor": TOMORROW,
            "content": "Less.",
        }
    },
}
OWN = {"personas": {"p": {"name": "P of staging"}, "q": {"name": "Q", "description": "Only here."}}}
FILES: Files = {"brand.yaml": SHARED, "env/staging/brand.yaml": OWN}

POST = {"videoUrl": VIDEO, "mode": "schedule", "scheduledFor": TOMORROW, "content": "Less."}
IN_STAGING = [
    ("POST", "/social/posts", {**POST, "accountIds": ["acc_1"]}),
    ("POST", "/personas", {"name": "P of staging", "description": "Soon."}),
    ("POST", "/personas", {"name": "Q", "description": "Only here."}),
]
IN_PRODUCTION = [
    ("POST", "/social/posts", {**POST, "accountIds": ["acc_2"]}),
    ("POST", "/personas", {"name": "P", "description": "Now."}),
]


@pytest.fixture
def brand(make: Make) -> Brand:
    files = {**FILES, "brand.yaml": SHARED | {"posts": {"launch": dict(SHARED["posts"]["launch"])}}}
    del files["brand.yaml"]["posts"]["launch"]["accounts"]
    files["brand.yaml"]["defaults"] = {"posts": {"accounts": ["instagram/glow.lab"]}}
    return make(files, vars={"claim": "Soon."}, defaults={"posts": {"accounts": ["tiktok/glowlab"]}})


def test_each_environment_applies_its_own_to_its_own_organization(brand: Brand) -> None:
    assert brand.staging.apply().exit_code == 0
    assert (brand.staging.calls(), brand.production.requests()) == (IN_STAGING, [])
    assert brand.production.apply().exit_code == 0
    assert (brand.staging.calls(), brand.production.calls()) == (IN_STAGING, IN_PRODUCTION)
    for side in (brand.staging, brand.production):
        assert side.assert_settled().json["organization_id"] == f"org_{side.environment}"
    assert list(brand.staging.state["resources"]) == ["personas.p", "personas.q", "posts.launch"]
    assert list(brand.production.state["resources"]) == ["personas.p", "posts.launch"]
    assert not (brand.staging.root / "rawugc.state.json").exists()


def test_a_plan_says_its_environment_and_organization(brand: Brand) -> None:
    brand.applied()
    assert brand.staging.plan().json["environment"] == "staging"
    text = brand.staging.run("plan").stdout
    assert "\nglow-lab (staging), organization org_staging; state rawugc.state.staging.json: serial 1" in text


def test_an_apply_says_its_environment_and_organization(brand: Brand) -> None:
    brand.applied()
    brand.write({"brand.yaml": {**SHARED, "personas": {"p": {"name": "R", "description": "S"}}}})
    result = brand.production.apply().result
    assert (result["environment"], result["organization_id"]) == ("production", "org_production")
    text = brand.staging.run("apply", "--auto-approve").stdout
    assert text.endswith("2 changed, 0 destroyed.\nglow-lab (staging), organization org_staging\n")


@pytest.mark.parametrize(
    "command",
    [
        ("state", "list"),
        ("state", "show", "personas.p"),
        ("state", "mv", "personas.p", "personas.z"),
        ("pull",),
    ],
)
def test_what_looks_into_the_state_says_whose_it_is(brand: Brand, command: tuple[str, ...]) -> None:
    brand.applied()
    run = brand.staging.run(*command)
    assert run.exit_code == 0
    assert "glow-lab (staging), organization org_staging\n" in run.stderr


def test_a_state_may_move_to_a_place_of_its_own(brand: Brand) -> None:
    brand.applied()
    run = brand.staging.run("state", "migrate", "--to", "elsewhere.json", "--auto-approve")
    assert run.exit_code == 0
    assert "rawugc.yaml:3 (environments.staging): state: elsewhere.json" in run.stderr
    config = json.loads((brand.staging.root / "rawugc.yaml").read_text(encoding="utf-8"))
    config["environments"]["staging"]["state"] = "elsewhere.json"
    brand.write({"rawugc.yaml": config})
    assert brand.staging.assert_settled().json["state"]["place"] == "elsewhere.json"
    brand.production.assert_settled()


def test_whoami_says_the_environment(brand: Brand) -> None:
    brand.applied()
    said = brand.staging.run("whoami", "--json").json
    assert (said["environment"], said["organization_id"]) == ("staging", "org_staging")
    assert brand.staging.run("whoami").stdout.startswith("Environment: staging\nOrganization: org_staging\n")


def test_drift_is_of_one_environment_alone(brand: Brand) -> None:
    brand.applied()
    brand.staging.dashboard.edit("personas", "per_1", {"description": "Of the dashboard."})
    assert brand.production.run("drift", "--json").actions == {}
    assert brand.staging.run("drift", "--json").actions == {"personas.p": ["update"]}
    brand.staging.reset()
    assert brand.staging.apply().exit_code == 0
    assert brand.staging.calls() == [("PATCH", "/personas/per_1", {"description": "Soon."})]
    brand.staging.assert_settled()


def test_destroying_one_environment_leaves_the_other(brand: Brand) -> None:
    brand.applied()
    brand.staging.reset()
    assert brand.staging.run("destroy", "--auto-approve").exit_code == 0
    assert {method for method, _, _ in brand.staging.calls()} == {"DELETE"}
    assert brand.staging.live("personas") == []
    brand.production.assert_settled()


# -- keys


def test_the_key_of_another_organization_is_refused(brand: Brand) -> None:
    brand.applied()
    brand.write({"rawugc.yaml": _pointing_at(brand.production)})
    run = brand.staging.run("apply", "--auto-approve", GLOW_STAGING_KEY="key_production")
    assert run.exit_code == 3
    assert (
        "the key belongs to the organization org_production, and rawugc.yaml names org_staging" in run.stderr
    )
    assert "Use a key of the right organization (GLOW_STAGING_KEY)" in run.stderr
    assert brand.production.calls() == []


def _pointing_at(side: Side) -> dict[str, Any]:
    staging = {
        "keyVariable": "GLOW_STAGING_KEY",
        "organization": "org_staging",
        "api": {"baseUrl": side.rawugc.url},
        "folders": ["env/staging"],
    }
    return {"environments": {"staging": staging}}


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "GLOW_STAGING_KEY is not set"),
        ("a b", "GLOW_STAGING_KEY holds white space"),
        ("key_production", "Check GLOW_STAGING_KEY;"),
    ],
)
def test_what_is_wrong_with_a_key_names_its_variable(brand: Brand, key: str, said: str) -> None:
    run = brand.staging.run("plan", GLOW_STAGING_KEY=key)
    assert (run.exit_code, said in run.stderr) == (1, True)


@pytest.mark.parametrize("options", [Options(keys=frozenset({"key_glow"}))], ids=["one key"])
def test_a_workspace_without_environments_may_name_the_variable_of_its_key(
    workspace: Workspace, options: Options
) -> None:
    project = workspace({"rawugc.yaml": "keyVariable: GLOW_KEY\n", "brand.yaml": "personas: {}\n"})
    unset = project.run("plan")
    assert (unset.exit_code, "GLOW_KEY is not set" in unset.stderr) == (1, True)
    assert replace(project, variables={"GLOW_KEY": "key_glow"}).run("plan").exit_code == 0


def test_another_server_may_be_chosen_for_once(brand: Brand) -> None:
    run = brand.staging.run("plan", RAWUGC_BASE_URL="http://127.0.0.1:9/api/v1")
    assert run.exit_code == 1
    assert "127.0.0.1" in run.stderr


# -- plans that are saved


def test_a_saved_plan_is_for_its_environment_alone(brand: Brand) -> None:
    assert brand.staging.run("plan", "--out", "it.plan").stderr.endswith(" --env staging apply it.plan\n")
    run = brand.production.run("apply", "it.plan")
    assert (run.exit_code, brand.production.calls()) == (3, [])
    assert "the plan was made for the environment staging, and this run is for production" in run.stderr
    assert "glow-lab (staging)" in brand.production.run("show", "it.plan").stdout
    assert brand.staging.run("apply", "it.plan").exit_code == 0
    assert brand.staging.calls() == IN_STAGING
    brand.staging.assert_settled()


def test_what_is_approved_for_one_environment_is_not_for_the_other(brand: Brand) -> None:
    assert brand.staging.run("plan", "--out", "it.plan").exit_code == 0
    run = brand.production.run("apply", "--auto-approve", "--expect-digest", "it.plan")
    assert (run.exit_code, brand.production.calls()) == (3, [])


# -- what is only here


def test_a_block_is_for_the_environment_that_it_names(make: Make) -> None:
    brand = make({"brand.yaml": SHARED, "env/staging/x.yaml": {}}).applied()
    renamed = {**SHARED, "personas": {"r": SHARED["personas"]["p"]}}  # type: ignore[index]
    moved = [{"from": "personas.p", "to": "personas.r", "env": "staging"}]
    brand.write({"brand.yaml": {**renamed, "moved": moved}})
    plan = brand.staging.plan()
    assert plan.actions == {"personas.r": ["no-op"]}
    assert brand.production.plan().actions == {"personas.p": ["delete"], "personas.r": ["create"]}
    assert brand.staging.apply().exit_code == 0
    assert brand.staging.calls() == []
    brand.staging.assert_settled()


def test_collections_that_are_not_managed_any_more_are_let_go(make: Make) -> None:
    brand = make({"brand.yaml": SHARED, "env/staging/x.yaml": OWN}).applied()
    config = json.loads((brand.staging.root / "rawugc.yaml").read_text())
    config["environments"]["staging"]["collections"] = ["posts"]
    brand.write({"rawugc.yaml": config})
    plan = brand.staging.plan()
    assert plan.actions == {"personas.p": ["forget"], "personas.q": ["forget"]}
    assert {c["action_reason"] for c in plan.json["resource_changes"]} == {"left_out"}
    assert brand.staging.run("drift", "--json").actions == {}
    assert brand.staging.apply().exit_code == 0
    assert brand.staging.calls() == []
    assert len(brand.staging.live("personas")) == 2
    assert brand.staging.assert_settled()
    assert ("GET", "/personas") not in brand.staging.requests()
    brand.production.assert_settled()


# -- pulls


def test_what_is_new_comes_into_the_folder_of_its_environment(brand: Brand) -> None:
    brand.applied()
    brand.staging.dashboard.insert("personas", {"name": "New", "description": "Text."})
    run = brand.staging.run("pull")
    assert run.stdout == (
        "+ personas.new (per_3) → env/staging/personas.yaml\n1 resource pulled into 1 file.\n"
    )
    assert "name: New" in (brand.staging.root / "env/staging/personas.yaml").read_text()
    assert "personas.new" in brand.staging.state["resources"]
    brand.staging.assert_settled()
    brand.production.assert_settled()


def test_a_pull_may_write_the_first_manifest_of_a_folder(make: Make) -> None:
    brand = make({"brand.yaml": SHARED}, folders=["env/new"])
    assert "folders: env/new holds no manifest" in brand.staging.run("plan").stderr
    brand.staging.dashboard.insert("messaging", {"name": "New", "body": "Text."})
    assert "+ messaging.new (msg_1) → env/new/messaging.yaml" in brand.staging.run("pull").stdout
    assert brand.staging.plan().actions == {"personas.p": ["create"], "posts.launch": ["create"]}


def test_without_a_folder_of_its_own_it_comes_into_the_shared_ones(make: Make) -> None:
    brand = make({"brand.yaml": SHARED, "env/staging/x.yaml": {}}).applied()
    brand.production.dashboard.insert("personas", {"name": "New", "description": "Text."})
    assert "+ personas.new (per_2) → personas.yaml" in brand.production.run("pull").stdout
    brand.production.assert_settled()


@pytest.mark.parametrize("layout", ["collection", "file-per-resource"])
def test_nothing_is_written_to_the_folder_of_another_environment(make: Make, layout: str) -> None:
    brand = make({"brand.yaml": SHARED, "personas/x.yaml": {}}, folders=["personas"]).applied()
    brand.production.dashboard.insert("personas", {"name": "New", "description": "Text."})
    run = brand.production.run("pull", "--layout", layout)
    if layout == "collection":
        assert run.exit_code == 0
        return
    assert run.exit_code == 1
    assert "the file personas/new.yaml lies in a folder of another environment" in run.stderr


def test_what_was_edited_is_taken_over_where_the_environment_says_it(brand: Brand) -> None:
    brand.write({"env/staging/brand.yaml": "personas:\n  p:\n    name: P of staging  # ours\n"})
    brand.applied()
    brand.staging.dashboard.edit("personas", "per_1", {"name": "Edited"})
    run = brand.staging.run("pull")
    assert (run.exit_code, run.stdout.splitlines()[0]) == (0, "~ personas.p.name → env/staging/brand.yaml")
    own = (brand.staging.root / "env/staging/brand.yaml").read_text()
    assert own == "personas:\n  p:\n    name: Edited  # ours\n"
    brand.staging.assert_settled()
    brand.production.assert_settled()


def test_an_edit_of_what_all_share_says_so(brand: Brand) -> None:
    brand.applied()
    brand.staging.dashboard.edit("posts", "post_1", {"content": "Edited."})
    run = brand.staging.run("pull")
    assert run.exit_code == 0
    assert (
        "note: posts.launch.content: is edited in brand.yaml, and so in the other environments, too"
        in run.stderr
    )
    brand.staging.assert_settled()
    assert brand.production.plan().actions == {"posts.launch": ["update"]}


def test_what_the_configuration_says_is_told_and_left(brand: Brand) -> None:
    brand.applied()
    before = (brand.staging.root / "rawugc.yaml").read_text()
    brand.staging.dashboard.edit("personas", "per_1", {"description": "Edited."})
    run = brand.staging.run("pull")
    assert run.exit_code == 4
    assert "the manifest's text stands in rawugc.yaml, which is never edited" in run.stderr
    assert (brand.staging.root / "rawugc.yaml").read_text() == before
