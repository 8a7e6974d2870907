"""README.md: short, with absolute links alone, and each of its commands does what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.conftest import Workspace
from tests.docs.blocks import DOCS, plays
from tests.docs.transcripts import Command, assert_shows, play, steps

TEXT = (DOCS.parent / "README.md").read_text(encoding="utf-8")
EDITS = (("long flight", "week of bad sleep"), ("09:00", "11:30"))


def test_it_fits_ten_kilobytes() -> None:
    assert len(TEXT.encode()) <= 10_240


def test_its_links_are_absolute() -> None:
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)]+)\)", prose)
    assert targets == ["https://rawugc.com"]


def test_its_picture_is_there() -> None:
    (picture,) = re.findall(r'src="([^"]+)"', TEXT)
    assert (DOCS.parent / picture).is_file()


def test_it_leads_every_reader_to_a_page(workspace: Workspace) -> None:
    table = "\n".join(re.findall(r"^\|.*`rawugc-sync help .*", TEXT, re.MULTILINE))
    named = re.findall(r"`rawugc-sync help ([a-z]+)`", table)
    assert named == ["writers", "reviewers", "engineers", "reference", "concepts", "compare"]
    for topic in named:
        run = workspace({}).run("help", topic)
        assert (run.exit_code, run.stdout[:2]) == (0, "# "), topic


@plays("../README.md", "rawugc-sync")
def test_its_screen_is_what_the_commands_print(workspace: Workspace) -> None:
    (manifest,) = re.findall(r"^```yaml\n(# glow-lab\.yaml\n.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    project = workspace({"rawugc.yaml": "workspace: glow-lab\n", "glow-lab.yaml": manifest}).applied()
    for before, after in EDITS:
        assert manifest.count(before) == 1
        manifest = manifest.replace(before, after)
    project.write({"glow-lab.yaml": manifest})
    shown = list(steps("../README.md", "rawugc-sync"))
    assert len(shown) == 3
    for step in shown:
        assert isinstance(step, Command)
        words = shlex.split(step.text)[1:]
        run = project.run(*words, *(["--auto-approve"] if words == ["apply"] else []))
        assert run.exit_code == step.exit_code, step.text
        # The page shows what it is with rawugc.com; any other server is named in a line of its own.
        out = "\n".join(line for line in run.stdout.splitlines() if not line.startswith("Server: "))
        assert_shows(step, out, run.stderr)
    project.assert_settled()


@plays("../README.md", "First workspace")
def test_three_commands_lead_from_an_empty_folder_to_an_apply(tmp_path: Path) -> None:
    folder = tmp_path / "my-brand"
    folder.mkdir()
    assert len(play("../README.md", folder, {}, {}, "First workspace")) == 3
