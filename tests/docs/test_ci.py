"""`docs/ci.md` and `docs/state.md`: every command on them, against a repository and a RawUGC of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import plays
from tests.docs.transcripts import Shell, environment_of, play, rawugc

BRAND = """\
personas:
  sensitive-skin:
    name: Sensitive-skin switchers
    description: |
      Thirty-somethings whose skin reacts to everything.

messaging:
  gentle-science:
    name: Gentle science
    body: |
      Calmer skin in 14 days.
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone with a brand in it, whose origin is a bare repository."""
    home = tmp_path / "glow-lab"
    script = f"""
        git init --quiet --bare --initial-branch main '{tmp_path}/origin.git'
        git clone --quiet '{tmp_path}/origin.git' '{home}' 2>/dev/null
        cd '{home}' && cat > brand.yaml
        printf '%s\\n' .rawugc/ rawugc.state.json plan.json .shell > .gitignore
        git add . && git commit --quiet -m 'A brand' && git push --quiet origin main
    """
    subprocess.run(
        ["bash", "-ec", script], input=BRAND, text=True, check=True, env=environment_of(tmp_path, {})
    )
    return home


@plays("ci.md")
def test_the_commands_for_ci_do_what_the_page_says(checkout: Path) -> None:
    with rawugc() as url:
        assert play(
            "ci.md", checkout, {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url, "CI": "true"}, {}
        )


@plays("state.md")
def test_the_commands_for_a_state_do_what_the_page_says(checkout: Path) -> None:
    with rawugc() as url:
        assert play("state.md", checkout, {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url}, {})


MANY = "Many brands in one repository"


@plays("ci.md", MANY)
def test_the_commands_for_many_brands_go_through_each_that_counts(tmp_path: Path) -> None:
    root = tmp_path / "brands-of-ours"
    for name in ("glow-lab", "oak-tea"):
        folder = root / "brands" / name
        folder.mkdir(parents=True)
        config = f"workspace: {name}\nenvironments:\n  production: {{}}\n"
        (folder / "rawugc.yaml").write_text(config, encoding="utf-8")
        text = f"messaging:\n  core:\n    name: The core of {name}\n    body: |\n      Says less.\n"
        (folder / "brand.yaml").write_text(text, encoding="utf-8")
    (root / ".gitignore").write_text(".shell\n.rawugc/\nrawugc.*.json\n", encoding="utf-8")
    with rawugc() as url:
        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url}
        made = Shell(root, environment_of(tmp_path, variables)).run(PUSHED)
        assert made.returncode == 0, made.stderr
        checked, planned, applied, looked = play("ci.md", root, variables, {}, MANY)
    assert "brands/oak-tea" in checked
    assert "brands/glow-lab" in planned
    assert "brands/oak-tea" not in planned
    assert "Apply complete: 0 added, 0 changed, 0 destroyed." in applied
    assert "brands/oak-tea" in looked


PUSHED = """
git init --quiet --bare ../origin.git && git init --quiet --initial-branch main &&
git remote add origin ../origin.git && git add . && git commit --quiet -m 'Two brands' &&
git push --quiet origin main && git fetch --quiet &&
rawugc-sync --env production apply --all --auto-approve &&
echo '# what we stand for' >> brands/glow-lab/brand.yaml && git commit --quiet --all -m 'A note'
"""
