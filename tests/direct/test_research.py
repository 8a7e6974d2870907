"""`research`: paid once, kept before it is shown, and never sent a second time."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import httpx
import pytest

from tests.cli.terminal import asked, question
from tests.cli.wire import Accident, Forward, WiredProject, lost_after, lost_before
from tests.contract.project import KEY
from tests.files.samples import mp4

CLIP = "https://cdn.example.com/clip.mp4"
SCRAPE = ("research", "scrape", "skincare")
ANALYZE = ("research", "analyze", CLIP)


def scraped(project: WiredProject) -> str:
    """The id of a scrape that somebody has made."""
    id: str = project.run(*SCRAPE, "--yes", "--json").json["scrapeId"]
    project.reset()
    return id


def planning(project: WiredProject) -> tuple[str, ...]:
    return ("research", "plan", scraped(project), "--brief", "Say less")


def kept(project: WiredProject) -> dict[str, object]:
    """File name → what it holds, of all kept answers."""
    folder = project.root / ".rawugc/answers"
    return {path.name: json.loads(path.read_text()) for path in sorted(folder.iterdir())}


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


# -- what is bought


def test_a_scrape_is_sent_kept_and_shown(project: WiredProject) -> None:
    run = project.run(*SCRAPE, "--mode", "hashtag", "--limit", "3", "--yes")
    assert run.exit_code == 0
    ((_, _, body),) = project.calls()
    assert body == {"query": "skincare", "mode": "hashtag", "limit": 3}
    ((name, answer),) = kept(project).items()
    assert isinstance(answer, dict)
    assert name == f"{answer['scrapeId']}.json"
    assert run.stderr == f"Kept in .rawugc/answers/{name}.\n"
    head, *lines = run.stdout.splitlines()
    assert head.split() == ["ID", "VIEWS", "LIKES", "SECONDS", "AUTHOR", "DESCRIPTION"]
    assert [line.split()[0] for line in lines] == [video["id"] for video in answer["videos"]]


def test_a_scrape_leaves_to_the_api_what_nobody_says(project: WiredProject) -> None:
    project.run(*SCRAPE, "--yes")
    assert project.calls() == [("POST", "/scrape-tiktok", {"query": "skincare"})]


def test_a_plan_is_sent_kept_and_shown(project: WiredProject) -> None:
    command = planning(project)
    run = project.run(*command, "--yes")
    assert run.exit_code == 0
    assert project.calls() == [("POST", "/content-plans", {"scrapeId": command[2], "brief": "Say less"})]
    assert "\nblueprints:\n  - category: " in run.stdout
    (plan,) = [one for name, one in kept(project).items() if isinstance(one, dict) and "planId" in one]
    assert f"Kept in .rawugc/answers/{plan['planId']}.json." in run.stderr


def test_a_brief_may_come_from_a_file(project: WiredProject) -> None:
    id = scraped(project)
    project.write({"brief.md": "Say less\nShow more\n"})
    assert project.run("research", "plan", id, "--brief-file", "brief.md", "--yes").exit_code == 0
    assert project.calls()[0][2]["brief"] == "Say less\nShow more"


def test_an_analysis_has_no_id_and_is_kept_by_its_time(project: WiredProject) -> None:
    run = project.run(*ANALYZE, "--prompt", "The hook", "--yes", "--json")
    assert run.exit_code == 0
    assert project.calls() == [("POST", "/analyze-video", {"videoUrl": CLIP, "prompt": "The hook"})]
    assert kept(project) == {"analysis-20270115-080000.json": run.json}
    again = project.run(*ANALYZE, "--yes", "--json")
    assert kept(project)["analysis-20270115-080000-2.json"] == again.json


def test_a_file_is_uploaded_and_then_analyzed(project: WiredProject) -> None:
    (project.root / "clip.mp4").write_bytes(mp4("a"))
    run = project.run("research", "analyze", "clip.mp4", "--prompt", "The hook", "--yes", "--json")
    assert run.exit_code == 0
    (_, upload, _), (_, path, body) = project.calls()
    assert (upload, path) == ("/upload", "/analyze-video")
    (uploaded,) = project.dashboard.objects("uploads").values()
    assert body == {"prompt": "The hook", "videoUrl": uploaded["url"]}
    assert list(kept(project).values()) == [run.json]


def test_nothing_is_paid_for_a_file_that_did_not_arrive(project: WiredProject) -> None:
    (project.root / "clip.mp4").write_bytes(mp4("a"))
    project.wire.accidents = [lost_before] * 3
    run = project.run("research", "analyze", "clip.mp4", "--yes")
    assert run.exit_code == 1
    assert project.calls() == []
    assert project.dashboard.objects("charges") == {}


def test_only_its_owner_may_read_an_answer_and_git_does_not_take_it_in(project: WiredProject) -> None:
    project.run(*ANALYZE, "--yes")
    (file,) = (project.root / ".rawugc/answers").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert (project.root / ".rawugc/.gitignore").read_text() == "*\n"


def test_the_plans_are_listed_for_nothing(project: WiredProject) -> None:
    command = planning(project)
    made = project.run(*command, "--yes", "--json").json
    project.reset()
    run = project.run("research", "plans")
    assert run.exit_code == 0
    assert run.stdout.splitlines()[1].split()[:2] == [made["planId"], command[2]]
    assert run.stdout.splitlines()[1].endswith("Say less")
    assert project.run("research", "plans", "--json").json["plans"][0]["planId"] == made["planId"]
    assert project.calls() == []


def test_no_plans_are_said(project: WiredProject) -> None:
    assert project.run("research", "plans").stderr == "There are no content plans.\n"


# -- what goes wrong


@pytest.mark.parametrize("accident", [lost_before, lost_after])
@pytest.mark.parametrize("command", [SCRAPE, ANALYZE], ids=["scrape", "analyze"])
def test_a_lost_answer_is_said_and_nothing_is_sent_again(
    project: WiredProject, accident: Accident, command: Sequence[str]
) -> None:
    project.wire.accidents = [accident]
    run = project.run(*command, "--yes")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "It may have been carried out, and paid for; it was not repeated." in run.stderr
    assert len(project.calls()) <= 1
    assert project.wire.accidents == []
    assert kept(project) == {}


def test_a_lost_plan_is_said_and_nothing_is_sent_again(project: WiredProject) -> None:
    command = planning(project)
    project.wire.accidents = [lost_after]
    run = project.run(*command, "--yes")
    assert run.exit_code == 1
    assert "It may have been carried out, and paid for; it was not repeated." in run.stderr
    assert len(project.calls()) == 1


class Cut(httpx.SyncByteStream):
    """A body whose connection breaks half-way."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"summary": "The ho'
        raise httpx.ReadError("reset")


UNREADABLE = {
    "half": (b"{", b"{"),
    "repeated": (b'{"a": 1, "a": 2}', b'{"a": 1, "a": 2}'),
    "deep": (DEEP := b'{"a":' * 400 + b"1" + b"}" * 400, DEEP),
    "bottomless": (DEEPER := b'{"a":' * 99_999, DEEPER),
    "cut": (Cut(), b'{"summary": "The ho'),
}
"""What comes → what is to be kept of it."""


@pytest.mark.parametrize(("body", "raw"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_that_cannot_be_read_is_kept_as_it_came(
    project: WiredProject, body: bytes | httpx.SyncByteStream, raw: bytes
) -> None:
    def garbled(request: httpx.Request, forward: Forward) -> httpx.Response:
        forward()
        kind = {"Content-Type": "application/json"}
        if isinstance(body, bytes):
            return httpx.Response(200, content=body, headers=kind)
        return httpx.Response(200, stream=body, headers=kind)

    project.wire.accidents = [garbled]
    run = project.run(*ANALYZE, "--yes")
    assert (run.exit_code, run.stdout, len(project.calls())) == (1, "", 1)
    assert "POST /analyze-video was carried out, and its answer cannot be read" in run.stderr
    assert "It was paid for; it was not repeated. What came is kept in .rawugc/answers/2027" in run.stderr
    (file,) = (project.root / ".rawugc/answers").iterdir()
    assert (file.name, file.read_bytes()) == ("20270115-080000.raw", raw)
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_answer_that_is_empty_is_said_to_be_paid_for(project: WiredProject) -> None:
    def silent(request: httpx.Request, forward: Forward) -> httpx.Response:
        forward()
        return httpx.Response(204)

    project.wire.accidents = [silent]
    run = project.run(*ANALYZE, "--yes")
    assert (run.exit_code, kept(project)) == (1, {})
    assert "It was paid for; it was not repeated.\n" in run.stderr


def test_an_answer_that_can_be_neither_read_nor_kept_is_said_to_be_paid_for(project: WiredProject) -> None:
    def garbled(request: httpx.Request, forward: Forward) -> httpx.Response:
        forward()
        (project.root / ".rawugc/answers").rmdir()
        return httpx.Response(200, content=b"{")

    project.wire.accidents = [garbled]
    run = project.run(*ANALYZE, "--yes")
    assert run.exit_code == 1
    assert "It was paid for; it was not repeated. What came could not be kept." in run.stderr


def test_an_answer_that_cannot_be_kept_after_all_is_printed(project: WiredProject) -> None:
    def full(request: httpx.Request, forward: Forward) -> httpx.Response:
        answer = forward()
        (project.root / ".rawugc/answers").rmdir()
        return answer

    project.wire.accidents = [full]
    run = project.run(*ANALYZE, "--yes")
    assert run.exit_code == 1
    assert run.json["summary"]
    assert "Keep what is printed: RawUGC shows it only once." in run.stderr


@pytest.mark.parametrize("id", ["../../../evil", "x" * 200, "a b", ".hidden", "\x1b[2J", "", 7, None])
def test_an_id_that_is_no_name_of_a_file_leads_nowhere(project: WiredProject, id: object) -> None:
    def renamed(request: httpx.Request, forward: Forward) -> httpx.Response:
        return httpx.Response(200, json={**json.loads(forward().content), "scrapeId": id})

    project.wire.accidents = [renamed]
    before = files_in(project.root.parent)
    assert project.run(*SCRAPE, "--yes").exit_code == 0
    ((name, answer),) = kept(project).items()
    assert isinstance(answer, dict)
    assert answer["scrapeId"] == id
    assert re.fullmatch(r"[a-z0-9-]+\.json", name)
    new = {".rawugc/.gitignore", f".rawugc/answers/{name}"}
    assert files_in(project.root.parent) - before == {project.root / path for path in new}


def test_an_interrupt_waits_for_the_answer_and_keeps_it(project: WiredProject) -> None:
    def interrupted(request: httpx.Request, forward: Forward) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGINT)
        return forward()

    project.wire.accidents = [interrupted]
    run = project.run(*ANALYZE, "--yes", "--json")
    assert (run.exit_code, list(kept(project).values())) == (0, [run.json])


Handler = Callable[[int, FrameType | None], object]


@contextmanager
def on_hangup(handler: Handler | signal.Handlers) -> Iterator[None]:
    """What this process does, were nothing else said, when its terminal goes away."""
    before = signal.signal(signal.SIGHUP, handler)
    try:
        yield
        assert signal.getsignal(signal.SIGHUP) is handler
    finally:
        signal.signal(signal.SIGHUP, before)


def hanging_up(request: httpx.Request, forward: Forward) -> httpx.Response:
    """The terminal goes away, and the shell says so once more."""
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGHUP)
    return forward()


def test_a_terminal_that_goes_away_leaves_the_answer_kept(project: WiredProject) -> None:
    died: list[int] = []
    project.wire.accidents = [hanging_up]
    with on_hangup(lambda number, _: died.append(number)):
        run = project.run(*ANALYZE, "--yes", "--json")
    assert (run.exit_code, list(kept(project).values()), died) == (0, [run.json], [])


def test_an_answer_that_is_lost_when_the_terminal_goes_away_is_said_to_be_unknown(
    project: WiredProject,
) -> None:
    def lost(request: httpx.Request, forward: Forward) -> httpx.Response:
        hanging_up(request, forward)
        return lost_after(request, forward)

    died: list[int] = []
    project.wire.accidents = [lost]
    with on_hangup(lambda number, _: died.append(number)):
        run = project.run(*SCRAPE, "--yes")
    assert (run.exit_code, kept(project), died) == (1, {}, [])
    assert "It may have been carried out, and paid for; it was not repeated." in run.stderr


def test_what_is_to_outlive_its_terminal_does(project: WiredProject) -> None:
    project.wire.accidents = [hanging_up]
    with on_hangup(signal.SIG_IGN):
        run = project.run(*ANALYZE, "--yes", "--json")
    assert (run.exit_code, list(kept(project).values())) == (0, [run.json])
    assert "Finishing what is under way" not in run.stderr


def test_a_second_interrupt_stops_at_once_and_says_what_may_be(project: WiredProject) -> None:
    def impatient(request: httpx.Request, forward: Forward) -> httpx.Response:
        forward()
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("stopped before this")

    project.wire.accidents = [impatient]
    run = project.run(*ANALYZE, "--yes")
    assert (run.exit_code, run.stdout, len(project.calls())) == (130, "", 1)
    assert "It may have been carried out, and paid for; it was not repeated." in run.stderr


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_is_paid_once_it_is_interrupted_while_a_file_is_uploaded(
    project: WiredProject, times: int
) -> None:
    def interrupted(request: httpx.Request, forward: Forward) -> httpx.Response:
        answer = forward()
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
        return answer

    (project.root / "clip.mp4").write_bytes(mp4("a"))
    project.wire.accidents = [interrupted]
    run = project.run("research", "analyze", "clip.mp4", "--yes")
    assert (run.exit_code, run.stdout) == (130, "")
    assert [path for _, path, _ in project.calls()] == ["/upload"]
    assert project.dashboard.objects("charges") == {}
    assert "interrupted before POST /analyze-video was sent\n  Nothing was paid." in run.stderr


def test_too_few_credits_are_told_with_what_is_left(project: WiredProject) -> None:
    project.dashboard.insert("charges", {"what": "all", "credits": 999})
    run = project.run(*SCRAPE, "--yes")
    assert run.exit_code == 1
    assert "not enough credits for POST /scrape-tiktok (402)" in run.stderr
    assert "Insufficient credits. Required: 3, Available: 1" in run.stderr
    assert kept(project) == {}


def test_a_scrape_that_is_none_is_told(project: WiredProject) -> None:
    run = project.run("research", "plan", "scr_9", "--brief", "b", "--yes")
    assert run.exit_code == 1
    assert "RawUGC knows no scrape scr_9 (404)" in run.stderr
    assert "rawugc-sync research scrape makes one, and prints its id." in run.stderr


# -- the question


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (SCRAPE, "Do you want to scrape TikTok for 'skincare', for 3 credits?"),
        (("research", "plan", "scr_1", "--brief", "b"), "make a content plan of scr_1, for 3 credits?"),
        (ANALYZE, f"Do you want to have {CLIP} analyzed, for 1 credit?"),
    ],
)
def test_the_question_names_the_price(project: WiredProject, command: Sequence[str], words: str) -> None:
    said = question(project.root, *command)
    assert words in said
    assert "organization org_1 by rawugc.yaml, not checked, in the sandbox." in said


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://rawugc.com/api/v1", "not checked."),
        ("https://rawugc.example/api/v1", "not checked, on https://rawugc.example/api/v1, not rawugc.com."),
    ],
)
def test_the_question_names_a_server_that_is_not_home(
    project: WiredProject, monkeypatch: pytest.MonkeyPatch, url: str, place: str
) -> None:
    monkeypatch.setenv("RAWUGC_BASE_URL", url)
    monkeypatch.setenv("RAWUGC_API_KEY", KEY)
    assert f"by rawugc.yaml, {place}" in question(project.root, *SCRAPE, sandbox=False)


def test_the_question_says_that_no_organization_is_checked(project: WiredProject) -> None:
    project.write({"rawugc.yaml": "{}\n"})
    said = question(project.root, *SCRAPE)
    assert "This is glow-lab, organization not checked, in the sandbox." in said


@pytest.mark.parametrize(("said", "code", "answers"), [(b"yes\n", 0, 1), (b"no\n", 1, 0), (b"y\n", 1, 0)])
def test_only_a_yes_is_a_yes(project: WiredProject, said: bytes, code: int, answers: int) -> None:
    with asked(project.root, *ANALYZE) as (process, terminal):
        os.write(terminal, said)
        assert process.wait(60) == code
    assert len(list((project.root / ".rawugc/sandbox/answers").glob("*.json"))) == answers
