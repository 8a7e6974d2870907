"""What RawUGC refuses is told as by the other commands, and the rate limit is never an error."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import Options
from tests.cli.wire import WiredProject
from tests.direct.test_hostile_answers import COMMANDS


@pytest.mark.parametrize("options", [Options(keys=frozenset({"ruk_other"}))], ids=["other-key"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_that_is_not_accepted_is_told(project: WiredProject, command: str) -> None:
    run = project.run(*command.split())
    assert (run.exit_code, run.stdout) == (1, "")
    assert "RawUGC does not accept the API key (401)" in run.stderr
    assert len(project.requests()) == 1


@pytest.mark.parametrize("command", ["accounts list", "library search skin", "research scrape skin --yes"])
def test_without_a_key_nothing_is_asked(project: WiredProject, command: str) -> None:
    run = project.run(*command.split(), key="")
    assert (run.exit_code, run.stdout, project.requests()) == (1, "", [])
    assert "RAWUGC_API_KEY is not set" in run.stderr


@pytest.mark.parametrize("options", [Options(rate_limit=2)], ids=["two-a-minute"])
def test_the_rate_limit_is_waited_for(project: WiredProject) -> None:
    for _ in range(3):
        run = project.run("media", "list")
        assert run.exit_code == 0
        assert "Waiting" in run.stderr


@pytest.mark.parametrize("command", ["media show vid_9", "media wait img_9", "media download mus_9 --dir ."])
def test_what_there_is_not_is_told_without_a_guess_at_how_it_went(
    project: WiredProject, command: str
) -> None:
    run = project.run(*command.split())
    assert (run.exit_code, run.stdout) == (1, "")
    assert "no such resource (404)" in run.stderr
    assert "outside git" not in run.stderr
