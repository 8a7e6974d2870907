"""Whatever people, the network and the machine do: nothing is lost, nothing happens twice, and it converges.

Each seed makes up one story. RAWUGC_WHOLE=1 plays three times as many, RAWUGC_SOAK=N N times as many as that,
RAWUGC_SEEDS=500-2499 those from 500 to 2499 alone. A story that ever failed stands below by name.
"""

from __future__ import annotations

import pytest

from tests.contract.project import START
from tests.faults.machine import Conditions
from tests.faults.mishaps import Fault
from tests.faults.seeds import batches, play, seeds
from tests.faults.stories import APPLY, SAVING, ApplySaved, Put, Run, Step, Story, Wait, story


@pytest.mark.parametrize("batch", batches(seeds(250, 75)), ids=str)
def test_any_story_ends_well(batch: range) -> None:
    play(story, batch)


# -- stories that failed once


def persona(key: str) -> Put:
    return Put("personas", key, {"name": key.upper(), "description": "one"})


def post(key: str, seconds: int) -> Put:
    """A post due so many seconds after the start."""
    video, when = f"https://cdn.example/{key}.mp4", START + seconds * 1000
    fields = {"videoUrl": video, "accountIds": ["acc_1"], "scheduledFor": when, "timezone": "UTC"}
    return Put("posts", key, fields)


def style(kind: str) -> Put:
    return Put("styles", "s", {"name": "S", "type": kind})


DIES, DIED = (Fault("dies-after"),), (Fault("dies-before"),)

FAILED_ONCE: dict[str, tuple[Conditions, tuple[Step, ...]]] = {
    # A list that was read before a wait shows how it was then, not ten seconds after the create.
    "seed 371: the list is older than the plan": (
        Conditions("fixed", hides=8),
        (
            Put("styles", "b", {"name": "B", "type": "image"}),
            persona("a"),
            Run(APPLY, DIES),
            Run(("plan",)),
            Run(APPLY),
            Run(APPLY),
        ),
    ),
    # An intent is written, then the window is waited for: the create is younger than its intent.
    "the intent is older than the create": (
        Conditions("fixed", hides=8),
        (*(persona(f"p{n}") for n in range(10)), Run(APPLY, (Fault("dies-after", nth=9),)), Run(APPLY)),
    ),
    # What was not yet due when the plan was made is due when its turn comes.
    "seed 215: the post falls due while the run waits": (
        Conditions(),
        (post("b", 240), Run(APPLY, (Fault("429", times=2),))),
    ),
    # What was approved does not send it again, so it stays open, and the exit code says so.
    "seed 800: a saved plan leaves a create open": (
        Conditions(),
        (persona("a"), Run(APPLY, DIED), Run(SAVING), ApplySaved()),
    ),
    "seed 2081: a create was lost after the plan was saved": (
        Conditions(),
        (Run(SAVING), persona("a"), Run(APPLY, DIES), ApplySaved()),
    ),
    "seed 5960: a lost replacement is not wanted any more": (
        Conditions(),
        (style("video"), Run(APPLY), style("image"), Run(APPLY, DIED), style("video"), Wait(11), Run(APPLY)),
    ),
    "seed 3990: what was lost is out by the time it is found": (
        Conditions(),
        (post("b", 240), Run(APPLY, DIES), post("b", 172_800), Wait(86_200), Run(APPLY)),
    ),
    "the posts fall due while the run waits for its window": (
        Conditions("fixed"),
        (*(post(f"p{n:02}", 150) for n in range(12)), Run(APPLY)),
    ),
}


@pytest.mark.parametrize(("conditions", "steps"), FAILED_ONCE.values(), ids=FAILED_ONCE)
def test_a_story_that_failed_once_ends_well(conditions: Conditions, steps: tuple[Step, ...]) -> None:
    Story(conditions, steps).play()


@pytest.mark.parametrize("answer", ["no-id", "cut"])
def test_f10_what_was_accepted_is_not_made_again_however_long_a_list_hides_it(answer: str) -> None:
    steps = (persona("a"), Run(APPLY, (Fault(answer),)), Run(APPLY), Wait(61), Run(APPLY))
    Story(Conditions(hides=90), steps).play()
