"""People edit the dashboard while a long apply runs: what is older than a window is never overwritten unseen.

Each seed makes up one run of many changes, and edits between any two of its requests. RAWUGC_WHOLE=1 plays
twice as many, RAWUGC_SOAK=N N times as many as that.
"""

from __future__ import annotations

from random import Random
from typing import Literal

import pytest

from tests.contract.project import START
from tests.faults.machine import DAY, Conditions, Fields, World, opened
from tests.faults.mishaps import Fault
from tests.faults.people import converge
from tests.faults.stories import APPLY, Edit, Remove
from tests.sampling import of

BATCHES = of(8, 4)
RUNS = 5
COLLECTIONS = ("messaging", "personas", "posts", "styles")
TEXT = {"posts": "content", "messaging": "body"}


def resource(collection: str, number: int, text: str, *, replaced: bool = False) -> Fields:
    if collection == "posts":
        return {
            "videoUrl": f"https://cdn.example.com/{number}{'-new' * replaced}.mp4",
            "accountIds": ["acc_1"],
            "scheduledFor": START + (number + 2) * DAY,
            "timezone": "UTC",
            "content": f"{number} {text}",
            "mode": "schedule",
        }
    fields = {"name": f"{collection} {number}", TEXT.get(collection, "description"): text}
    return {**fields, "type": "image" if replaced else "video"} if collection == "styles" else fields


def before(random: Random) -> dict[str, dict[str, Fields]]:
    return {
        name: {f"k{number}": resource(name, number, "one") for number in range(random.randint(0, 9))}
        for name in COLLECTIONS
    }


def after(random: Random, was: dict[str, dict[str, Fields]]) -> dict[str, dict[str, Fields]]:
    """Some leave, most change, some take a new object, and some are new."""
    now: dict[str, dict[str, Fields]] = {}
    for name, resources in was.items():
        now[name] = {}
        for number in range(len(resources) + random.randint(0, 4)):
            what = random.choice(["leaves", "stays", "changes", "changes", "changes", "is replaced"])
            if what != "leaves":
                text = "one" if what == "stays" else "two"
                now[name][f"k{number}"] = resource(name, number, text, replaced=what == "is replaced")
    return now


def deed(random: Random) -> Edit | Remove:
    collection = random.choice(COLLECTIONS)
    which = random.randrange(12)
    if random.random() < 0.2:
        return Remove(collection, which)
    edits: list[Fields] = [{TEXT.get(collection, "description"): f"edited {random.randrange(99)}"}]
    if collection == "posts":
        edits += [{"scheduledFor": START + 90 * DAY}, {"status": "draft"}, {"status": "published"}]
    return Edit(collection, which, random.choice(edits))


def play(seed: int) -> None:
    random = Random(seed)
    with opened(Conditions(random.choice(["fixed", "sliding"]))) as world:
        put(world, before(random))
        assert world.run(*APPLY).code == 0
        world.clock.sleep(random.uniform(60, 180))
        put(world, after(random, {name: world.manifests[name] for name in COLLECTIONS}))
        deeds = [(random.randrange(45), deed(random).happen) for _ in range(random.randint(1, 8))]
        run = world.run(*APPLY, "--max-deletes", "99", meanwhile=deeds)
        assert run.code in (0, 1, 4)
        codes = {said["code"] for one in run.result["failed"] for said in one["diagnostics"]}
        assert codes <= {"stale", "partly", "not-found"}, codes
        converge(world)


def put(world: World, manifests: dict[str, dict[str, Fields]]) -> None:
    world.manifests.update(manifests)
    world.save_manifests()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_edit_that_is_older_than_a_window_is_overwritten_unseen(batch: int) -> None:
    for seed in range(batch * RUNS, (batch + 1) * RUNS):
        try:
            play(seed)
        except Exception as failed:
            failed.add_note(f"seed {seed}")
            raise


def test_a_replace_that_was_refused_a_place_and_then_moved_leaves_no_trace() -> None:
    """Its intent was written, and void: should the post be taken down later, that is none of our doing."""
    with opened(Conditions("fixed")) as world:
        put(world, {"posts": {"p": resource("posts", 1, "one")}})
        assert world.run(*APPLY).code == 0
        world.clock.sleep(120)
        put(world, {"posts": {"p": resource("posts", 1, "one", replaced=True)}})
        fixed = Edit("posts", 0, {"content": "fixed"})
        run = world.run(*APPLY, faults=[Fault("429")], meanwhile=[(1, fixed.happen)])
        (failed,) = run.result["failed"]
        assert ([said["code"] for said in failed["diagnostics"]], run.writes) == (["stale"], [])
        (id,) = world.live("posts")
        state = world.state()
        assert state is not None
        assert [record.replacing for record in state.records.values()] == [None]
        world.store.remove("posts", id)
        assert world.run(*APPLY).writes == []


@pytest.mark.parametrize("window", ["fixed", "sliding"])
def test_what_lists_show_late_is_asked_for_one_by_one_within_the_limit(
    window: Literal["fixed", "sliding"],
) -> None:
    """No call holds the place that the question about its own object needs."""
    with opened(Conditions(window, hides=900)) as world:
        found = {f"k{number}": resource("personas", number, "one") for number in range(14)}
        put(world, {"personas": found})
        assert world.run(*APPLY).code == 0
        put(world, {"personas": {key: fields | {"description": "two"} for key, fields in found.items()}})
        run = world.run(*APPLY)
        assert (run.code, len(run.writes)) == (0, 14)
        assert {fields["description"] for fields in world.live("personas").values()} == {"two"}
