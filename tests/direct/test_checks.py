"""What is wrong with a command is told before anything is asked of RawUGC, and before anybody is asked."""

from __future__ import annotations

import pytest

from tests.cli.wire import WiredProject
from tests.files.samples import png

LONG = "x" * 5001


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            "media show x",
            "'x' is no id of a medium\n  Ids look like vid_… (video), img_… (image), mus_… (track).",
        ),
        ("media show vid_", "'vid_' is no id of a medium"),
        ("media show vid_../img_1", "'vid_../img_1' is no id of a medium"),
        ("media wait vid_1 per_1", "'per_1' is no id of a medium"),
        ("media wait", "Missing argument 'ID...'"),
        ("media download vid_1", "Missing option '--dir'"),
        ("media download x --dir d", "'x' is no id of a medium"),
        ("media download videos.teaser --dir d", "there is no state yet"),
        ("media list video", "'video' is no collection of media\n  Did you mean videos?"),
        ("media list personas", "'personas' is no collection of media\n  There are videos, images, music."),
        ("media list --status done", "'done' is not one of"),
        ("characters show a/b", "'a/b' cannot be the id of a character"),
        ("library search {}", "the query is empty"),
        ("library search q --limit 51", "51 is not in the range 1<=x<=50"),
        ("library search q --limit 0", "0 is not in the range"),
        ("library show ../x", "cannot be the id of a video of the library"),
        ("research scrape {} --yes", "the query is empty"),
        (f"research scrape {LONG[:501]} --yes", "501 characters long, 1 more than the 500"),
        ("research scrape q --limit 11 --yes", "11 is not in the range 1<=x<=10"),
        ("research scrape q --mode user --yes", "'user' is not one of"),
        ("research plan scr_1 --yes", "Pass either --brief or --brief-file."),
        ("research plan scr_1 --brief b --brief-file f --yes", "Pass either --brief or --brief-file."),
        (f"research plan scr_1 --brief {LONG} --yes", "the brief is 5001 characters long"),
        ("research plan a/b --brief b --yes", "'a/b' cannot be the id of a scrape"),
        ("research plan scr_1 --brief-file none.md --yes", "none.md does not exist"),
        ("research plan scr_1 --brief-file latin.md --yes", "latin.md is not UTF-8"),
        ("research plan scr_1 --brief-file empty.md --yes", "the brief is empty"),
        ("research analyze clip.mp4 --yes", "the file clip.mp4 does not exist"),
        ("research analyze latin.md --yes", "the file latin.md "),
        ("research analyze photo.png --yes", "the file photo.png is image/png, which is no video"),
        ("research analyze clip.mp4", "the file clip.mp4 does not exist"),
        ("research analyze ftp://x.example/a --yes", "is no URL"),
        (f"research analyze https://x.example/a --prompt {LONG} --yes", "the prompt is 5001 characters long"),
        ("research scrape q", "there is no terminal to ask on\n  Pass --yes."),
        ("research plan scr_1 --brief b", "there is no terminal to ask on\n  Pass --yes."),
        ("research analyze https://x.example/a", "there is no terminal to ask on\n  Pass --yes."),
    ],
)
def test_what_is_wrong_costs_no_request(project: WiredProject, command: str, said: str) -> None:
    (project.root / "latin.md").write_bytes("é".encode("latin-1"))
    (project.root / "empty.md").write_bytes(b"\n")
    (project.root / "photo.png").write_bytes(png("a"))
    run = project.run(*("" if word == "{}" else word for word in command.split(" ")))
    assert (run.exit_code, run.stdout) == (1, "")
    assert said in run.stderr
    assert project.requests() == []


@pytest.mark.parametrize("said", ["1e300", "0", "-1", "soon", "nan", "inf"])
def test_a_pause_that_is_none_is_told(project: WiredProject, said: str) -> None:
    project = WiredProject(
        project.root,
        project.rawugc,
        project.clock,
        wire=project.wire,
        variables={"RAWUGC_POLL_SECONDS": said},
    )
    run = project.run("media", "wait", "vid_1")
    assert run.exit_code == 1
    assert "RAWUGC_POLL_SECONDS is no number of seconds above 0" in run.stderr
    assert project.requests() == []


@pytest.mark.parametrize("command", ["scrape q", "plan scr_1 --brief b", "analyze https://x.example/a"])
def test_nothing_is_paid_for_that_could_not_be_kept(project: WiredProject, command: str) -> None:
    (project.root / ".rawugc").mkdir()
    (project.root / ".rawugc/answers").write_text("in the way")
    run = project.run("research", *command.split(" "), "--yes")
    assert run.exit_code == 1
    assert ".rawugc/answers cannot be written" in run.stderr
    assert "Nothing was sent" in run.stderr
    assert project.requests() == []
