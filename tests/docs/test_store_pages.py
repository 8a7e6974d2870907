"""`docs/stores/git.md`: what an apply leaves on the branch is what the page shows."""

from __future__ import annotations

from pathlib import Path

from tests.docs.blocks import blocks, plays
from tests.docs.transcripts import Shell, environment_of, play, rawugc

CLONE = """
git init --quiet --bare ../origin.git && git init --quiet --initial-branch main &&
git remote add origin ../origin.git && git add . && git commit --quiet -m 'A brand' &&
git push --quiet origin main && rawugc-sync apply --auto-approve --first-run
"""
JOB = {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "octo-ana"}
BRAND = "messaging: {gentle-science: {name: Gentle science, body: Says less.}}\n"


@plays("stores/git.md")
def test_an_apply_is_a_commit_that_says_what_who_and_where(tmp_path: Path) -> None:
    root = tmp_path / "glow-lab"
    root.mkdir()
    (config, *_) = (block.text for block in blocks("stores/git.md") if block.language == "yaml")
    (root / "rawugc.yaml").write_text(f"{config}organization: org_1\n", encoding="utf-8")
    (root / "brand.yaml").write_text(BRAND, encoding="utf-8")
    with rawugc() as url:
        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url, **JOB}
        applied = Shell(root, environment_of(tmp_path, variables)).run(CLONE)
        assert applied.returncode == 0, applied.stderr
        play("stores/git.md", root, variables, {})
