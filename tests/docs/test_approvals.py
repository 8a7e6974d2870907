"""`docs/approvals.md`: its configuration is one, and its commands do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from rawugc_sync.manifest.approving import KEYS
from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.contract.project import Project, RawUGC
from tests.docs.blocks import blocks, plays
from tests.docs.transcripts import Command, Shell, environment_of, play, steps

PAGE = (Path(__file__).parents[2] / "docs/approvals.md").read_text(encoding="utf-8")
ROLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A workspace with the roles of the page, and a post that one of them looks after."""
    roles = ROLES.replace("  brand:\n    of: [styles, posts]\n    count: 2\n", "")
    return workspace({"rawugc.yaml": roles, "posts.yaml": {"posts": {"teaser": post()}}})


@plays("approvals.md", "Saying yes")
def test_its_commands_say_yes_and_take_it_back(project: Project) -> None:
    name = ""
    for step in steps("approvals.md", "Saying yes"):
        assert isinstance(step, Command)
        words = shlex.split(step.text, comments=True)[1:]
        if words[:2] == ["approve", "--plan"]:
            name = project.plan().json["name"]
            words = [name if re.fullmatch(r"[0-9a-f-]{24}", word) else word for word in words]
            words += ["--as", "ana"]
        if words[:2] == ["approvals", "revoke"]:
            (one, *_) = project.run("approvals", "list", "--json").json
            words = ["approvals", "revoke", one["id"], "--as", "ana"]
        assert project.run(*words).exit_code == 0, words
    assert name
    fates = [one["fate"] for one in project.run("approvals", "list", "--json").json]
    assert fates == ["taken back", "kept"]


def test_its_table_has_each_key_of_a_role() -> None:
    table = PAGE.partition("| key of a role |")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(KEYS)


def test_its_configuration_is_one(workspace: Workspace) -> None:
    project = workspace({"rawugc.yaml": ROLES, "posts.yaml": {"posts": {"teaser": post()}}})
    assert project.run("validate").exit_code == 0


(SIGNED,) = (
    block.text for block in blocks("approvals.md") if (block.heading, block.language) == ("Signers", "yaml")
)


@plays("approvals.md", "Signers")
def test_with_its_keys_and_its_certificate_a_yes_is_signed_and_counts(tmp_path: Path, rawugc: RawUGC) -> None:
    variables = {
        "RAWUGC_API_KEY": "ruk_docs",
        "RAWUGC_BASE_URL": rawugc.url,
        "GIT_CONFIG_GLOBAL": f"{tmp_path}/.gitconfig",
    }
    (tmp_path / ".ssh").mkdir(mode=0o700)
    (tmp_path / "rawugc.yaml").write_text(SIGNED, encoding="utf-8")
    (tmp_path / "brand.yaml").write_text("messaging: {claim: {name: Claim, body: Says less.}}\n")
    shell = Shell(tmp_path, environment_of(tmp_path, variables))
    try:
        play("approvals.md", tmp_path, variables, {}, "Signers")
        said = shell.run(
            "ssh-add ~/.ssh/id_ed25519"  # as the page says of an agent that had the key
            " && rawugc-sync plan --out the.plan"
            " && rawugc-sync approve the.plan --role legal --as ana@glow-lab.example"
            " && rawugc-sync approvals check && rawugc-sync approvals export"
        )
        assert said.returncode == 0, said.stderr
        assert "-----BEGIN SSH SIGNATURE-----" in said.stdout
    finally:
        shell.run("ssh-agent -k")
