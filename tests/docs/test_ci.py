"""`docs/ci.md` and `docs/state.md`: every command on them, against a repository and a RawUGC of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import plays
from tests.docs.transcripts import environment_of, play, rawugc

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
