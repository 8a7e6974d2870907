"""Stories for the small world: steps, made up from a seed, and as few of them as it takes to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from tests.contract.project import START
from tests.faults.machine import DAY, Conditions, Fields, World, opened
from tests.faults.mishaps import FAULTS, Fault
from tests.faults.people import answer, converge, settle_unresolved

SOON = 4 * 60_000
COLLECTIONS = sorted(registered())
MARKUP = "calm [red]skin[/] [/x] `::error::` \n::error::gone"
HOSTILE = f"\x1b[2J\x9b1m\u202e {MARKUP}"
APPLY = ("apply", "--json", "--auto-approve")


# -- steps: what may happen


@dataclass(frozen=True)
class Put:
    """A resource is written into the manifests, over what was there; nobody writes one draft twice."""

    collection: str
    key: str
    fields: Fields

    def happen(self, world: World) -> None:
        resources = world.manifests[self.collection]
        for key in [key for key, other in resources.items() if self._is_draft_of(other)]:
            resources.pop(key)
        resources[self.key] = self.fields
        world.save_manifests()

    def _is_draft_of(self, other: Fields) -> bool:
        shown = ("mode", "videoUrl", "content", "scheduledFor")
        same = all(self.fields.get(name) == other.get(name) for name in shown)
        return self.fields.get("mode") == "draft" and same


@dataclass(frozen=True)
class Drop:
    """A resource leaves the manifests."""

    collection: str
    key: str

    def happen(self, world: World) -> None:
        world.manifests[self.collection].pop(self.key, None)
        world.save_manifests()


@dataclass(frozen=True)
class Rename:
    """A resource gets another key. Of posts, a plan asks what is meant."""

    collection: str
    old: str
    new: str

    def happen(self, world: World) -> None:
        resources = world.manifests[self.collection]
        if self.old in resources:
            resources[self.new] = resources.pop(self.old)
            world.save_manifests()


@dataclass(frozen=True)
class Edit:
    """Somebody changes an object in the dashboard. What nobody knew of is a stranger from then on."""

    collection: str
    which: int
    fields: Fields

    def happen(self, world: World) -> None:
        if id := _picked(world, self.collection, self.which):
            world.strangers |= {id} & world.orphans().keys()
            world.edited(self.collection, id, self.fields)


@dataclass(frozen=True)
class Remove:
    """Somebody removes an object in the dashboard."""

    collection: str
    which: int

    def happen(self, world: World) -> None:
        if id := _picked(world, self.collection, self.which):
            world.remove(self.collection, id)


@dataclass(frozen=True)
class TakeDown:
    """Somebody deletes a post in the dashboard, and somebody else gives its resource another key in git."""

    old: str
    new: str
    fields: Fields

    def happen(self, world: World) -> None:
        state, posts = world.state(), world.manifests["posts"]
        record = state.records.get(Address("posts", self.old)) if state else None
        if record is None or self.old not in posts or record.id not in world.live("posts"):
            return
        world.remove("posts", record.id)
        posts[self.new] = {**posts.pop(self.old), **self.fields}
        world.save_manifests()


@dataclass(frozen=True)
class Insert:
    """Somebody makes an object in the dashboard that looks like one of ours.

    Nobody can tell the two apart while nobody knows of ours: it is a stranger from then on.
    """

    collection: str
    fields: Fields

    def happen(self, world: World) -> None:
        told_by = "videoUrl" if self.collection == "posts" else "name"
        world.strangers |= {
            id
            for id, made in world.orphans().items()
            if made.collection == self.collection and made.body[told_by] == self.fields[told_by]
        }
        world.store.insert(self.collection, _in_api_form(self.fields), at=world.clock.ms)


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    seconds: int

    def happen(self, world: World) -> None:
        world.clock.sleep(self.seconds)


@dataclass(frozen=True)
class Run:
    """The tool runs, and things go wrong on the way; `meanwhile` people act, after so many requests."""

    command: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    meanwhile: tuple[tuple[int, Edit | Remove], ...] = ()

    def happen(self, world: World) -> None:
        deeds = [(after, deed.happen) for after, deed in self.meanwhile]
        run = world.run(*self.command, faults=self.faults, meanwhile=deeds)
        if run.code == 3 and self.command == APPLY:
            answer(world, run)


@dataclass(frozen=True)
class ApplySaved:
    """The plan that was saved some time ago is applied."""

    faults: tuple[Fault, ...] = ()

    def happen(self, world: World) -> None:
        path = world.root / "saved.plan"
        if path.exists():
            world.run("apply", str(path), "--json", faults=self.faults)


@dataclass(frozen=True)
class Destroy:
    """One resource is destroyed."""

    collection: str
    key: str
    faults: tuple[Fault, ...] = ()

    def happen(self, world: World) -> None:
        target = f"{self.collection}.{self.key}"
        known = world.state()
        if known and target in {str(address) for address in known.records}:
            command = ("apply", "--destroy", "--target", target, "--json", "--auto-approve")
            world.run(*command, faults=self.faults)


@dataclass(frozen=True)
class Settle:
    """A person looks into the dashboard, and settles what is unresolved."""

    def happen(self, world: World) -> None:
        settle_unresolved(world)


Step = Put | Drop | Rename | Edit | Remove | TakeDown | Insert | Wait | Run | ApplySaved | Destroy | Settle


def _picked(world: World, collection: str, which: int) -> str | None:
    ids = list(world.live(collection))
    return ids[which % len(ids)] if ids else None


def _in_api_form(fields: Fields) -> Fields:
    accounts = {"accountIds": ["acc_1"]} if "accounts" in fields else {}
    return {**{name: value for name, value in fields.items() if name != "accounts"}, **accounts}


@dataclass(frozen=True)
class Story:
    """What happens to an account that is empty at first, from the first step to its good end."""

    conditions: Conditions
    steps: tuple[Step, ...]

    def play(self) -> None:
        with opened(self.conditions) as world:
            for step in self.steps:
                world.story.append(f"# {step}")
                step.happen(world)
            converge(world)

    def fails(self) -> bool:
        try:
            self.play()
        except Exception:  # noqa: BLE001  (whatever the tool dies of is a failure)
            return True
        return False

    def shortened(self) -> Story:
        """The same failure with as few steps and faults as can be."""
        for shorter in self._shorter():
            if shorter.fails():
                return shorter.shortened()
        return self

    def _shorter(self) -> Iterator[Story]:
        yield from (Story(Conditions(), self.steps) for _ in range(self.conditions != Conditions()))
        for at, step in enumerate(self.steps):
            before, after = self.steps[:at], self.steps[at + 1 :]
            yield Story(self.conditions, (*before, *after))
            yield from (
                Story(self.conditions, (*before, fewer, *after)) for fewer in _with_fewer_faults(step)
            )


def _with_fewer_faults(step: Step) -> Iterator[Step]:
    if isinstance(step, Run | ApplySaved | Destroy):
        for at in range(len(step.faults)):
            yield replace(step, faults=step.faults[:at] + step.faults[at + 1 :])
    if isinstance(step, Run):
        for at in range(len(step.meanwhile)):
            yield replace(step, meanwhile=step.meanwhile[:at] + step.meanwhile[at + 1 :])


# -- made up from a seed

READS = ("refused", "reset", "503", "429", "401", "redirect", "cut", "page", "dies-before")
LOST = ("late", "reset-after", "silent-after", "500-after", "502-after", "cut", "page", "no-id")
DEATHS = ("dies-before", "dies-after", "dies-writing")
READING = (("plan",), ("plan", "--json"), ("drift",), ("plan", "--destroy"))
SAVING = ("plan", "--out", "saved.plan")
WAITS = (5, 11, 61, 3600, DAY // 1000 - 200)


def story(seed: int) -> Story:
    """The story of a seed, always the same one."""
    return _Teller(Random(seed)).story()


class _Teller:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._collections = random.sample(COLLECTIONS, random.choice([1, 2, 2, 3]))

    def story(self) -> Story:
        conditions = Conditions(
            self._random.choice([None, "fixed", "sliding"]), self._random.choice([0, 0, 8])
        )
        first = [self._put() for _ in range(self._random.randint(1, 4))]
        rounds = [step for _ in range(self._random.randint(2, 6)) for step in self._round()]
        return Story(conditions, (*first, *rounds))

    def _round(self) -> Iterator[Step]:
        """People do a few things, then the tool runs; now and then they edit what a run has just lost."""
        yield self._run()
        if self._random.random() < 0.25:
            yield from self._lost_and_edited()
        for _ in range(self._random.choice([0, 1, 1, 2, 3, 4])):
            yield self._deed()

    def _lost_and_edited(self) -> Iterator[Step]:
        """A create is lost, its manifest is edited, and the tool runs again, at once or a little later."""
        put = self._put()
        yield put
        yield Run(APPLY, (Fault(self._random.choice((*LOST, *DEATHS)), "write"),))
        edited = self._resource(put.collection, put.key)
        yield self._one_of(
            (3, lambda: Put(put.collection, put.key, edited)),
            (1, lambda: Drop(put.collection, put.key)),
            (1, lambda: Rename(put.collection, put.key, "c")),
        )
        if self._random.random() < 0.5:
            yield Wait(self._random.choice(WAITS))
        yield Run(APPLY)

    def _run(self) -> Step:
        return self._one_of(
            (9, lambda: Run(APPLY, self._faults(), self._meanwhile())),
            (1, lambda: Run(("apply", "--auto-approve"), self._faults())),
            (1, lambda: Run(self._random.choice(READING), self._random.choice([(), (self._read_fault(),)]))),
            (1, lambda: Run(SAVING)),
            (2, lambda: ApplySaved(self._faults())),
            (1, lambda: Destroy(self._collection(), self._key(), self._faults())),
        )

    def _meanwhile(self) -> tuple[tuple[int, Edit | Remove], ...]:
        """What people do in the dashboard while the tool runs."""
        return tuple(
            (self._random.randrange(8), self._random.choice([self._edit, self._edit, self._remove])())
            for _ in range(self._random.choice([0, 0, 1, 2]))
        )

    def _deed(self) -> Step:
        return self._one_of(
            (8, self._put),
            (2, lambda: Drop(self._collection(), self._key())),
            (1, lambda: Rename(self._collection(), self._key(), self._key())),
            (2, self._edit),
            (1, self._remove),
            (2, self._take_down),
            (1, self._insert),
            (2, lambda: Wait(self._random.choice(WAITS))),
            (1, lambda: Run(SAVING)),
            (1, Settle),
        )

    def _one_of(self, *kinds: tuple[int, Callable[[], Step]]) -> Step:
        ((_, made),) = self._random.choices(kinds, weights=[weight for weight, _ in kinds])
        return made()

    def _collection(self) -> str:
        return self._random.choice(self._collections)

    def _key(self) -> str:
        return self._random.choice("ab")

    def _put(self) -> Put:
        collection, key = self._collection(), self._key()
        return Put(collection, key, self._resource(collection, key))

    def _take_down(self) -> Step:
        """Where posts are in play; elsewhere an object is removed."""
        if "posts" not in self._collections:
            return Remove(self._collection(), self._random.randrange(4))
        new: list[Fields] = [{}, {}, {"content": "other"}, {"videoUrl": "https://cdn.example/new.mp4"}]
        return TakeDown(self._key(), self._random.choice("abc"), self._random.choice(new))

    def _insert(self) -> Insert:
        collection = self._collection()
        return Insert(collection, self._resource(collection, self._key()))

    def _remove(self) -> Remove:
        return Remove(self._collection(), self._random.randrange(4))

    def _edit(self) -> Edit:
        collection = self._collection()
        text = {"posts": "content", "messaging": "body"}.get(collection, "description")
        edits: list[Fields] = [{text: "edited"}, {text: HOSTILE}]
        if collection == "posts":
            edits += [{"status": "published"}, {"status": "failed"}, {"scheduledFor": START + 3 * DAY}]
        else:
            edits += [{"name": "edited"}, {"name": "a1"}]
        return Edit(collection, self._random.randrange(4), self._random.choice(edits))

    def _resource(self, collection: str, key: str) -> Fields:
        """A resource that is told apart from others by its key and a number."""
        name, text = f"{key}{self._random.randint(1, 2)}", self._random.choice(["one", "two", MARKUP])
        if collection == "posts":
            return self._post(key, name)
        more: dict[str, Fields] = {
            "personas": {"description": text},
            "messaging": {"body": text},
            "products": {"photos": self._random.choice([[], ["https://cdn.example/a.jpg"]])},
            "styles": {"type": self._random.choice(["video", "image"])},
        }
        free = {"description": text} if collection in ("products", "styles") and text != "one" else {}
        return {"name": name, **more[collection], **free}

    def _post(self, key: str, caption: str) -> Fields:
        accounts = self._random.choice([{"accounts": ["tiktok/glowlab"]}, {"accountIds": ["acc_1"]}])
        when = self._random.choice([START + SOON, START + DAY, START + DAY, START + 2 * DAY, None])
        time = {} if when is None else {"scheduledFor": when, "timezone": "UTC"}
        mode = "draft" if when is None or self._random.random() < 0.25 else "schedule"
        video = f"https://cdn.example/{key}{self._random.randint(1, 2)}.mp4"
        return {"videoUrl": video, "content": caption, **accounts, **time, "mode": mode}

    def _faults(self) -> tuple[Fault, ...]:
        faults = [
            self._read_fault() if self._random.random() < 0.2 else self._write_fault() for _ in range(3)
        ]
        return tuple(faults[: self._random.choice([0, 1, 1, 1, 2, 3])])

    def _write_fault(self) -> Fault:
        what = self._random.choice([self._random.choice(kind) for kind in (LOST, DEATHS, sorted(FAULTS))])
        return Fault(what, "write", self._random.choice([0, 0, 0, 1, 1, 2, 3]), self._times())

    def _read_fault(self) -> Fault:
        nth = self._random.choice([0, 1, 1, 2])
        return Fault(self._random.choice(READS), self._collection(), nth, self._times())

    def _times(self) -> int:
        return self._random.choice([1, 1, 1, 2, 4, 99])
