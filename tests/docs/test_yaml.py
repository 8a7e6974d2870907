"""`docs/writers/yaml.md`: what it says `validate` prints, `validate` prints."""

from __future__ import annotations

import shlex

from tests.conftest import Workspace
from tests.docs.blocks import plays
from tests.docs.transcripts import Command, assert_shows, steps

POSTS = """\
posts:
  launch-day:
    videoUrl: https://cdn.example.com/launch.mp4
    accounts: [tiktok/glowlab]
    mode: draft
    content: The serum that says less. #skincare
"""


@plays("writers/yaml.md")
def test_its_command_prints_what_it_shows(workspace: Workspace) -> None:
    project = workspace({"posts.yaml": POSTS})
    (step,) = steps("writers/yaml.md")
    assert isinstance(step, Command)
    run = project.run(*shlex.split(step.text)[1:])
    assert run.exit_code == step.exit_code == 1
    assert_shows(step, run.stdout, run.stderr)
