"""Stories of one change: what befalls its run, what happens until the next one, and meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from tests.contract.project import START
from tests.faults.machine import DAY, Conditions, Fields
from tests.faults.mishaps import FAULTS, Fault
from tests.faults.stories import (
    APPLY,
    DEATHS,
    LOST,
    SAVING,
    ApplySaved,
    Drop,
    Edit,
    Insert,
    Put,
    Remove,
    Rename,
    Run,
    Settle,
    Step,
    Story,
    TakeDown,
    Wait,
)

TEXT = {"posts": "content", "messaging": "body"}
PLAIN = ("messaging", "personas", "posts", "styles")
POSTS, REPLACED = ("posts",), ("posts", "styles")


def change_story(seed: int) -> Story:
    """The story of a seed, always the same one; each kind of change has its turn."""
    return _Teller(Random(seed), sorted(KINDS)[seed % len(KINDS)]).story()


def resource(collection: str, number: int, text: str = "one", **more: object) -> Fields:
    """A resource that is told apart from others by its number."""
    if collection == "posts":
        post = {
            "videoUrl": f"https://cdn.example/{number}.mp4",
            "accountIds": ["acc_1"],
            "scheduledFor": START + (number + 2) * DAY,
            "timezone": "UTC",
            "content": f"{number} {text}",
            "mode": "schedule",
        }
        return {**post, **more}
    fields = {"name": f"{collection} {number}", TEXT.get(collection, "description"): text}
    return {**fields, **({"type": "video"} if collection == "styles" else {}), **more}


def replaced(collection: str, number: int, text: str = "one") -> Fields:
    """The same resource with what takes a new object, in the collections that have that."""
    new = {"posts": {"videoUrl": "https://cdn.example/new.mp4"}, "styles": {"type": "image"}}
    return resource(collection, number, text, **new.get(collection, {}))


# -- the kinds of change, on the first of two resources that are live

Kind = Callable[[str], tuple[Step, ...]]

KINDS: Mapping[str, tuple[tuple[str, ...], Kind]] = {
    "adopt": (PLAIN, lambda c: (Insert(c, resource(c, 3)), Put(c, "n", resource(c, 3)))),
    "create": (PLAIN, lambda c: (Put(c, "n", resource(c, 3)),)),
    "delete": (PLAIN, lambda c: (Drop(c, "a"),)),
    "draft": (POSTS, lambda c: (Put(c, "a", resource(c, 0, mode="draft")),)),
    "forget": (POSTS, lambda c: (Edit(c, 0, {"status": "published"}), Drop(c, "a"))),
    "make room": (POSTS, lambda c: (Put(c, "n", resource(c, 0)), Put(c, "a", resource(c, 0, "two")))),
    "recreate": (PLAIN, lambda c: (Remove(c, 0),)),
    "rename": (PLAIN, lambda c: (Rename(c, "a", "z"),)),
    "rename and change": (PLAIN, lambda c: (Rename(c, "a", "z"), Put(c, "z", resource(c, 0, "two")))),
    "rename and replace": (REPLACED, lambda c: (Rename(c, "a", "z"), Put(c, "z", replaced(c, 0)))),
    "replace": (REPLACED, lambda c: (Put(c, "a", replaced(c, 0)),)),
    "replace and change": (REPLACED, lambda c: (Put(c, "a", replaced(c, 0, "two")),)),
    "replace what was edited": (REPLACED, lambda c: (_edited(c), Put(c, "a", replaced(c, 0)))),
    "replace what was stopped": (POSTS, lambda c: (_stopped(c), Put(c, "a", replaced(c, 0)))),
    "reschedule": (POSTS, lambda c: (Put(c, "a", resource(c, 0, scheduledFor=START + 9 * DAY)),)),
    "retry": (
        POSTS,
        lambda c: (
            Edit(c, 0, {"status": "failed"}),
            Put(c, "a", resource(c, 0, scheduledFor=START + 9 * DAY)),
        ),
    ),
    "swap": (PLAIN, lambda c: (Rename(c, "a", "z"), Rename(c, "b", "a"), Rename(c, "z", "b"))),
    "take over": (PLAIN, lambda c: (Rename(c, "b", "a"),)),
    "takedown": (POSTS, lambda _: (TakeDown("a", "z", {}),)),
    "takedown and change": (POSTS, lambda _: (TakeDown("a", "z", {"content": "Other."}),)),
    "update": (PLAIN, lambda c: (Put(c, "a", resource(c, 0, "two")),)),
    "update what was edited": (PLAIN, lambda c: (_edited(c), Put(c, "a", resource(c, 0, "two")))),
}


def _edited(collection: str) -> Edit:
    return Edit(collection, 0, {TEXT.get(collection, "description"): "edited"})


def _stopped(collection: str) -> Edit:
    return Edit(collection, 0, {"status": "draft", "mode": "draft"})


class _Teller:
    def __init__(self, random: Random, kind: str) -> None:
        self._random = random
        collections, self._kind = KINDS[kind]
        self._collection = random.choice(collections)

    def story(self) -> Story:
        conditions = Conditions(
            self._random.choice([None, "fixed", "sliding"]), self._random.choice([0, 0, 8])
        )
        return Story(conditions, (*self._before(), *self._kind(self._collection), *self._runs()))

    def _before(self) -> Iterator[Step]:
        for number, key in enumerate("ab"):
            yield Put(self._collection, key, resource(self._collection, number))
        yield Run(APPLY)
        yield Wait(self._random.choice([0, 11, 61]))

    def _runs(self) -> Iterator[Step]:
        """A run that something befalls, what happens then, and the run that finds it so."""
        if saved := self._random.random() < 0.2:
            yield Run(SAVING)
        faults = self._faults()
        yield ApplySaved(faults) if saved else Run(APPLY, faults, self._meanwhile())
        for _ in range(self._random.choice([0, 1, 1, 2])):
            yield self._between()
        yield Run(APPLY, self._random.choice([(), (), self._faults()]), self._meanwhile())

    def _between(self) -> Step:
        collection, key = self._collection, self._random.choice("aabnz")
        number = {"n": 3, "b": 1}.get(key, 0)
        steps: list[Step] = [
            Put(collection, key, resource(collection, number, self._random.choice(["one", "two", "three"]))),
            Put(collection, key, replaced(collection, number)),
            Drop(collection, key),
            Rename(collection, key, self._random.choice("abnz")),
            Insert(collection, resource(collection, number)),
            self._deed(),
            self._deed(),
            TakeDown(key, "y", {}) if collection == "posts" else Settle(),
            Wait(self._random.choice([5, 11, 61, 3600])),
            Settle(),
        ]
        return self._random.choice(steps)

    def _deed(self) -> Edit | Remove:
        """What somebody does in the dashboard."""
        which = self._random.randrange(3)
        if self._random.random() < 0.3:
            return Remove(self._collection, which)
        edits: list[Fields] = [{TEXT.get(self._collection, "description"): "edited"}]
        if self._collection == "posts":
            edits += [{"scheduledFor": START + 20 * DAY}, {"status": "published"}, {"status": "failed"}]
            edits += [{"status": "draft", "mode": "draft"}]
        return Edit(self._collection, which, self._random.choice(edits))

    def _meanwhile(self) -> tuple[tuple[int, Edit | Remove], ...]:
        deeds = self._random.choice([0, 0, 1])
        return tuple((self._random.randrange(6), self._deed()) for _ in range(deeds))

    def _faults(self) -> tuple[Fault, ...]:
        what = self._random.choice([self._random.choice(kind) for kind in (LOST, DEATHS, sorted(FAULTS))])
        nth, times = self._random.choice([0, 0, 1, 1, 2]), self._random.choice([1, 1, 2, 99])
        return (Fault(what, "write", nth, times),)
