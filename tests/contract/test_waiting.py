"""Generations on their way: looked at seldom, waited for as long as is asked, and taken up again."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, HandClock, Project, RawUGC, Run
from tests.contract.samples import DAY
from tests.sampling import combined

PAUSES = (10, 15, 22.5, *[30] * 100)
LOOKS = list(accumulate(PAUSES))
"""After how many seconds an object is looked at by its id."""


def video(prompt: str, **more: Any) -> dict[str, Any]:
    return {"model": "veo3_fast", "prompt": prompt, **more}


def videos(count: int) -> dict[str, Any]:
    return {f"v{number:02}": video(f"Number {number}") for number in range(count)}


def dependent(address: str) -> dict[str, Any]:
    """A persona that is made after a video."""
    return {"name": "p", "description": f"After ${{{address}.prompt}}"}


def files(**collections: Any) -> dict[str, Any]:
    return {"brand.yaml": collections}


PERSONA = {"name": "q", "description": "Skin."}
TEASER = files(videos={"teaser": video("A serum.")}, personas={"p": dependent("videos.teaser"), "q": PERSONA})


@contextmanager
def opened(options: Options, content: dict[str, Any]) -> Iterator[Project]:
    """A workspace on a RawUGC in this process: for many short lives."""
    with TemporaryDirectory() as folder:
        rawugc = RawUGC.in_process(options)
        try:
            project = Project(Path(folder), rawugc, rawugc.clock)
            project.write(content)
            yield project
        finally:
            rawugc.stop()


def asked(project: Project) -> list[str]:
    """What was sent, each in a word: a call, a look by id, or the status that a list was asked for."""
    return [
        "call" if one.method != "GET" else one.query.get("status", one.path.partition("/videos/")[2])
        for one in project.rawugc.log
    ]


def looks(project: Project) -> list[str]:
    return [one for one in asked(project) if one not in ("call", "")]


def taken(project: Project) -> float:
    return project.rawugc.clock.monotonic()


def events(run: Run, kind: str) -> list[dict[str, Any]]:
    return [one for one in map(json.loads, run.stdout.splitlines()) if one["type"] == kind]


# -- looks


@pytest.mark.parametrize("count", [1, 2])
def test_few_are_looked_at_by_their_ids_ever_later(count: int) -> None:
    with opened(Options(generation_seconds=100), files(videos=videos(count))) as project:
        assert project.apply().exit_code == 0
        ids = [f"vid_{number}" for number in range(1, count + 1)]
        assert looks(project) == ids * 5
        assert taken(project) == pytest.approx(LOOKS[4])
        project.assert_settled()


@pytest.mark.parametrize("newest_first", [True, False])
def test_many_are_looked_at_by_the_lists_and_by_id_once_they_have_left_both(newest_first: bool) -> None:
    options = Options(generation_seconds=100, newest_first=newest_first)
    with opened(options, files(videos=videos(12))) as project:
        assert project.apply().exit_code == 0
        ids = {f"vid_{number}" for number in range(1, 13)}
        by_id = [one for one in looks(project) if one in ids]
        assert set(by_id) == ids
        assert len(by_id) == 1 + len(ids)  # the first look tells in which list to look
        assert 0 < len(looks(project)) - len(by_id) <= 2 * len(LOOKS[:5])
        project.assert_settled()


def test_lists_are_read_to_their_last_page() -> None:
    with opened(Options(generation_seconds=100), files(videos=videos(4))) as project:
        now = project.rawugc.clock.ms
        for number in range(230):  # others of the same organization
            others = {
                **video(f"Other {number}"),
                "creditsUsed": 5,
                "fate": "hangs",
                "readyAt": now,
                "url": "",
            }
            project.dashboard.insert("videos", others, at=now - 1000)
        assert project.apply().exit_code == 0
        listed = [one.query for one in project.rawugc.log if one.query.get("status") == "processing"]
        assert [query["page"] for query in listed] == ["1", "2", "3"] * (len(listed) // 3)
        assert 3 <= len(listed) <= len(looks(project)) <= 4 * 5
        project.assert_settled()


@pytest.mark.parametrize(
    ("count", "seconds", "hidden", "newest_first"),
    combined(4, [3, 4, 7, 12], [5, 11, 20, 26, 60, 100, 150], [0, 30, 60, 10**6], [True, False]),
)
def test_lists_never_take_more_requests_than_looks_by_id_would(
    count: int, seconds: int, hidden: int, newest_first: bool
) -> None:
    """Whatever a list hides, and for however long: what is in none of them is not taken for completed."""
    options = Options(generation_seconds=seconds, lists_late=hidden * 1000, newest_first=newest_first)
    with opened(options, files(videos=videos(count))) as project:
        assert project.apply().exit_code == 0
        each = next(number for number, at in enumerate(LOOKS, 1) if at >= seconds)
        assert len(looks(project)) <= count * each
        urls = [record["outputs"]["url"] for record in project.state["resources"].values()]
        assert len(set(urls)) == count
        assert 429 not in {one.status for one in project.rawugc.log}
        project.rawugc.clock.sleep(hidden)
        project.assert_settled()


@pytest.mark.parametrize("spread", [0.05, 0.3, 0.8])
@pytest.mark.parametrize("seconds", [8, 20, 60, 150])
@pytest.mark.parametrize("count", [3, 5, 8, 15])
def test_where_each_takes_its_own_time_lists_take_one_request_a_minute_more_at_most(
    count: int, seconds: int, spread: float
) -> None:
    chance = Random(f"{count} {seconds} {spread}")
    with opened(Options(generation_seconds=10**5), files(videos=videos(count))) as project:
        assert project.apply("--no-wait").exit_code == 0
        by_id, now = 0, project.rawugc.clock.ms
        for id in project.dashboard.objects("videos"):
            ready = max(1.0, chance.gauss(seconds, spread * seconds))
            project.dashboard.edit("videos", id, {"readyAt": now + round(ready * 1000)})
            by_id += next(number for number, at in enumerate(LOOKS, 1) if at >= ready)
        project.reset()
        assert project.apply().exit_code == 0
        assert len(looks(project)) <= by_id + ceil(taken(project) / 60)
        assert project.calls() == []
        project.assert_settled()


def test_while_other_calls_are_ready_at_most_one_request_in_four_is_a_look() -> None:
    personas = {f"p{number}": {"name": f"p{number}", "description": "Skin."} for number in range(60)}
    options = Options(generation_seconds=200, rate_limit=10)
    with opened(options, files(videos=videos(6), personas=personas)) as project:
        assert project.apply().exit_code == 0
        begun = asked(project)[2:]  # behind the lists of the plan
        last = len(begun) - begun[::-1].index("call")
        where = [number for number, one in enumerate(begun[:last]) if one != "call"]
        assert where
        assert all(later - earlier >= 4 for earlier, later in pairwise(where))
        assert where[0] >= 3
        project.assert_settled()


def scheduled(number: int, url: str) -> dict[str, Any]:
    return {
        "videoUrl": url,
        "accountIds": ["acc_1"],
        "scheduledFor": START + (number + 1) * DAY,
        "content": f"Number {number} #ai",
    }


def draft(number: int, url: str) -> dict[str, Any]:
    return {"videoUrl": url, "accountIds": ["acc_1"], "mode": "draft", "content": f"Number {number} #ai"}


VIDEOS, POSTS = 30, 50


@pytest.mark.parametrize("window", ["fixed", "sliding"])
@pytest.mark.parametrize("seconds", [20, 60, 120, 300])
@pytest.mark.parametrize("shown", [0, VIDEOS])
def test_thirty_videos_and_fifty_posts_take_hardly_longer_than_they_must(
    shown: int, seconds: int, window: Any
) -> None:
    """The floor: the reads of the plan, each call, and one look at each video, at ten a minute.

    Or, if that is longer, the minute in which the last video is sent, and its generation. Some posts are
    drafts that show a video each; the others wait for nothing.
    """
    drafts = {f"p{number:02}": draft(number, f"${{videos.v{number:02}.url}}") for number in range(shown)}
    others = {
        f"p{number:02}": scheduled(number, f"https://cdn.example.com/{number}.mp4")
        for number in range(shown, POSTS)
    }
    options = Options(rate_limit=10, rate_window=window, generation_seconds=seconds)
    with opened(options, files(videos=videos(VIDEOS), posts={**drafts, **others})) as project:
        reads = project.plan().json["budget"]["reads"] - VIDEOS
        project.reset()
        project.rawugc.clock.sleep(120 - taken(project) % 60)
        began = taken(project)
        assert project.apply().exit_code == 0
        took = taken(project) - began
        assert len(project.calls()) == VIDEOS + POSTS
        must = reads + VIDEOS + POSTS + VIDEOS
        sending = (ceil(must / 10) - 1) * 60
        generating = ((reads + VIDEOS - 1) // 10) * 60 + seconds
        floor = max(sending, generating)
        assert floor <= took + 1
        assert took <= 1.2 * floor
        assert len(project.requests()) <= 1.2 * must
        assert 429 not in {one.status for one in project.rawugc.log}
        project.rawugc.clock.sleep(60)
        project.assert_settled()


def test_what_the_soonest_post_shows_is_generated_first_though_the_post_waits_to_be_seen(
    workspace: Workspace,
) -> None:
    posts = {f"p{n}": scheduled(9 - n, f"${{videos.v{n:02}.url}}") for n in range(4)}
    project = workspace(files(videos=videos(5), posts=posts))
    assert project.apply().exit_code == 4  # the posts are left out
    prompts = [body["prompt"] for _, _, body in project.calls()]
    assert prompts == [f"Number {number}" for number in (3, 2, 1, 0, 4)]
    assert project.apply().exit_code == 0
    assert len(project.calls()) == 5 + 4
    project.assert_settled()


@pytest.mark.parametrize("window", ["fixed", "sliding"])
@pytest.mark.parametrize("count", [1, 3, 12, 30])
def test_a_plan_counts_on_one_look_at_each_and_its_run_goes_the_same_way(count: int, window: Any) -> None:
    """As far as a plan can know: what is ready by the first look."""
    many = videos(count)
    dependents = {f"p{number}": dependent(f"videos.v{number:02}") for number in range(count)}
    others = {f"q{number:02}": PERSONA | {"name": f"q{number:02}"} for number in range(15)}
    options = Options(rate_limit=10, rate_window=window, generation_seconds=5)
    with opened(options, files(videos=many, personas={**dependents, **others})) as project:
        budget = project.plan().json["budget"]
        project.rawugc.clock.sleep(180 - taken(project) % 60)
        project.reset()
        began = taken(project)
        assert project.apply().exit_code == 0
        assert (len(project.requests()), len(project.calls())) == (budget["requests"], budget["writes"])
        assert budget["seconds"] <= taken(project) - began <= 1.02 * budget["seconds"] + 1
        project.rawugc.clock.sleep(120)
        project.assert_settled()


# -- how long


def test_only_what_depends_on_a_generation_waits_for_it(workspace: Workspace) -> None:
    project = workspace(TEASER)
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/videos/generate", "/personas", "/personas"]
    assert asked(project)[-4:] == ["call", "vid_1", "vid_1", "call"]
    project.assert_settled()


@pytest.mark.parametrize(
    ("span", "said", "seconds"),
    [("5s", "5 s", 5), ("90s", "90 s", 90), ("10m", "10 min", 600), ("2h", "2 h", 7200)],
)
def test_a_generation_that_hangs_is_waited_for_as_long_as_is_asked(
    workspace: Workspace, span: str, said: str, seconds: int
) -> None:
    project = workspace(
        files(videos={"teaser": video("It [hangs].")}, personas={"p": dependent("videos.teaser")})
    )
    run = project.apply("--wait", span)
    assert run.exit_code == 4
    assert taken(project) == pytest.approx(seconds)
    told = run.said("generating")
    assert (told["address"], told["summary"]) == ("videos.teaser", f"was not ready after {said}")
    assert told["detail"].startswith("Run apply again: it goes on waiting")
    assert run.said("skipped")["address"] == "personas.p"

    project.dashboard.edit("videos", "vid_1", {"fate": "completes"})
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/videos/generate", "/personas"]
    project.assert_settled()


def test_what_an_earlier_run_began_and_is_not_ready_ends_in_4_as_well(workspace: Workspace) -> None:
    project = workspace(files(videos={"teaser": video("It [hangs].")}))
    assert project.apply("--wait", "1m").exit_code == 4
    project.reset()
    run = project.apply("--wait", "1m")
    assert (run.exit_code, project.calls()) == (4, [])
    assert run.said("generating")["summary"] == "was not ready after 1 min"


def test_without_waiting_all_that_is_ready_is_sent_and_the_next_apply_goes_on(workspace: Workspace) -> None:
    project = workspace(TEASER)
    run = project.apply("--no-wait")
    assert run.exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/videos/generate", "/personas"]
    assert looks(project) == []
    assert taken(project) == 0
    assert [one["address"] for one in run.result["applied"]] == ["personas.q"]
    assert {one["address"]: one["diagnostics"][0]["summary"] for one in run.result["waiting"]} == {
        "videos.teaser": "is not ready yet",
        "personas.p": "waits for videos.teaser",
    }
    assert [one["address"] for one in events(run, "apply_waiting")] == ["videos.teaser", "personas.p"]

    project.reset()
    assert project.apply("--no-wait").exit_code == 0
    assert project.calls() == []
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/personas"]
    project.assert_settled()


def test_without_waiting_the_report_says_what_waits(workspace: Workspace) -> None:
    run = workspace(TEASER).run("apply", "--auto-approve", "--no-wait")
    assert run.exit_code == 0
    assert "Waiting (2):\n  + videos.teaser (vid_1)\n      " in run.stdout
    assert "is not ready yet\n        Run apply again: it goes on waiting" in run.stdout
    assert "waits for videos.teaser\n" in run.stdout
    assert (
        "Apply complete: 1 added, 0 changed, 0 destroyed. The next apply goes on with what waits."
        in run.stdout
    )


@pytest.mark.parametrize("options", [Options(credits=4)], ids=["four-credits"])
def test_without_waiting_a_failure_is_one_all_the_same(workspace: Workspace) -> None:
    project = workspace(
        files(
            videos={"teaser": video("A serum.")},
            images={"still": {"model": "nano-banana-2", "prompt": "Wet stone."}},
        )
    )
    run = project.apply("--no-wait")
    assert run.exit_code == 4
    assert [one["address"] for one in run.result["failed"]] == ["videos.teaser"]
    assert [one["address"] for one in run.result["waiting"]] == ["images.still"]


def test_a_generation_that_fails_holds_up_its_dependents_alone(workspace: Workspace) -> None:
    many = {**videos(4), "bad": video("It [fails].")}
    project = workspace(
        files(videos=many, personas={"p": dependent("videos.bad"), "q": dependent("videos.v00")})
    )
    run = project.apply()
    assert run.exit_code == 4
    assert run.said("generation-failed")["address"] == "videos.bad"
    assert [one["address"] for one in run.result["skipped"]] == ["personas.p"]
    assert len(run.result["applied"]) == 5


@pytest.mark.parametrize("span", ["0s", "5", "m", "-1m", "1.5h", "1d", "", "10 m"])
def test_what_is_no_span_is_refused_before_anything_is_asked(workspace: Workspace, span: str) -> None:
    project = workspace(TEASER)
    run = project.run("apply", "--auto-approve", "--wait", span)
    assert (run.exit_code, project.requests()) == (1, [])
    assert "is no span of time above 0, such as 90s, 30m or 2h." in run.stderr


def test_waiting_and_not_waiting_exclude_each_other(workspace: Workspace) -> None:
    project = workspace(TEASER)
    run = project.run("apply", "--auto-approve", "--wait", "1m", "--no-wait")
    assert (run.exit_code, project.requests()) == (1, [])
    assert "--wait and --no-wait exclude each other" in run.stderr


def test_a_saved_plan_can_be_waited_for_as_well(workspace: Workspace) -> None:
    project = workspace(TEASER)
    assert project.run("plan", "--out", "it.plan").exit_code == 0
    assert project.run("apply", "it.plan", "--no-wait").exit_code == 0
    assert len(project.calls()) == 2


# -- interrupted


class NoisyClock(HandClock):
    """A clock on which Ctrl-C is pressed after so many seconds."""

    def __init__(self, clock: HandClock, at: float) -> None:
        super().__init__()
        self._clock, self._at, self._pressed = clock, at, False

    def now(self) -> float:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)
        if not self._pressed and self.monotonic() >= self._at:
            self._pressed = True
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("at", [3, 12, 30])
def test_an_interrupt_ends_the_waiting_at_once_and_the_next_run_takes_it_up(
    workspace: Workspace, at: float
) -> None:
    project = workspace(
        files(videos={"teaser": video("It [hangs].")}, personas={"p": dependent("videos.teaser")})
    )
    noisy = Project(project.root, project.rawugc, NoisyClock(project.rawugc.clock, at))
    run = noisy.apply()
    assert run.exit_code == 130
    assert taken(project) < at + 1
    assert project.state["resources"]["videos.teaser"]["id"] == "vid_1"
    assert run.said("generating")["summary"] == "was not ready when the run ended"

    project.dashboard.edit("videos", "vid_1", {"fate": "completes"})
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/videos/generate", "/personas"]
    project.assert_settled()


# -- what is said


def test_a_plan_says_that_it_waits(workspace: Workspace) -> None:
    project = workspace(files(videos=videos(2)))
    out = project.run("plan").stdout
    assert "5 requests (3 reads, 2 writes), 2 calls without a known price, about 10 s of waiting" in out
    assert "and waits for 2 generations." in out
    project.write(files(videos=videos(1)))
    assert "and waits for 1 generation." in project.run("plan").stdout
    project.applied()
    assert "generation" not in project.run("plan").stdout


def test_a_run_tells_what_it_waits_for_when_that_is_new_and_once_a_minute(workspace: Workspace) -> None:
    project = workspace(
        files(videos={"teaser": video("It [hangs].")}, personas={"p": dependent("videos.teaser")})
    )
    run = project.run("apply", "--auto-approve", "--wait", "4m")
    estimate = "estimated 1-3 minutes, holds up personas.p."
    assert [line for line in run.stderr.splitlines() if line.startswith("Waiting for")] == [
        f"Waiting for videos.teaser (vid_1): not ready for 0 s, {estimate}",
        f"Waiting for videos.teaser (vid_1): processing for 10 s, {estimate}",
        f"Waiting for videos.teaser (vid_1): processing for 78 s, {estimate}",
        f"Waiting for videos.teaser (vid_1): processing for 138 s, {estimate}",
        f"Waiting for videos.teaser (vid_1): processing for 198 s, {estimate}",
    ]


def test_of_many_the_first_are_named(workspace: Workspace) -> None:
    run = workspace(files(videos=videos(5))).run("apply", "--auto-approve")
    first = next(line for line in run.stderr.splitlines() if line.startswith("Waiting for"))
    assert first.endswith("estimated 1-3 minutes and 2 others.")
    assert first.count("vid_") == 3


def test_json_has_an_event_for_each_that_is_waited_for(workspace: Workspace) -> None:
    run = workspace(TEASER).apply()
    first, *_, last = events(run, "apply_progress")
    assert first == {
        "type": "apply_progress",
        "action": "create",
        "address": "videos.teaser",
        "id": "vid_1",
        "status": None,
        "elapsed_seconds": 0.0,
        "estimate": "1-3 minutes",
        "held": ["personas.p"],
    }
    assert (last["status"], last["elapsed_seconds"]) == ("processing", 10.0)
