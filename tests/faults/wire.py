"""A workspace on a RawUGC whose wire breaks on demand; every apply is checked against the invariants."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import Options, Request, Response
from rawugc_sync.sandbox.faults import Fault, Faults
from rawugc_sync.sandbox.faulty import serving_with_faults
from rawugc_sync.sandbox.problems import Problem
from tests.contract.project import KEY, Project, RawUGC, Run
from tests.contract.samples import body

OTHER_FATES = ("failed", "unresolved", "skipped", "not_attempted")
ID_FIELDS = ("id", *sorted({type_.calls.id_field for type_ in registered().values()}))
BUILT_IN = ("isAdmin", "isStandard")


@dataclass(frozen=True)
class Wired:
    """One request as the wire saw it: what was done (None: nothing), its fault, and its last intent."""

    request: Request
    done: Response | None
    fault: Fault | None
    intent: Mapping[str, Any]

    def __str__(self) -> str:
        done = self.done.status if self.done else "not done"
        return f"{self.request.method} {self.request.path} {done} {self.fault or ''}".rstrip()

    @property
    def is_write(self) -> bool:
        return self.request.method != "GET"

    @property
    def was_announced(self) -> bool:
        call = self.intent.get("call", {})
        return (call.get("method"), call.get("path")) == (self.request.method, self.request.path)

    @property
    def acknowledged(self) -> str | None:
        """The id that a create was answered with, when that answer arrived whole."""
        if self.fault or self.done is None or self.done.status != 201:
            return None
        made = json.loads(self.done.body)
        return next(str(made[name]) for name in ID_FIELDS if name in made)


@dataclass
class FaultyRawUGC(RawUGC):
    """A RawUGC over bare sockets. `wire` is all that ever arrived, `shared` when others use the key too."""

    faults: Faults = field(default_factory=Faults)
    wire: list[Wired] = field(default_factory=list)
    journal: Path = Path()
    shared: bool = False
    transport: Any = None

    @classmethod
    @contextmanager
    def serving(cls, options: Options) -> Iterator[FaultyRawUGC]:
        made = cls()
        with serving_with_faults(
            made.store, options, lambda: made.clock.ms, made.faults, made.observe
        ) as made.url:
            yield made
        made.store.close()

    def observe(self, request: Request, done: Response | None, fault: Fault | None) -> None:
        if done is not None:
            self.record(request, done)
        intent = self._last_entry() if request.method != "GET" else {}
        self.wire.append(Wired(request, done, fault, intent))

    def told(self) -> str:
        """All that arrived, with what was done and what went wrong on purpose."""
        return "\n".join(map(str, self.wire))

    def _last_entry(self) -> Mapping[str, Any]:
        lines = self.journal.read_bytes().splitlines() if self.journal.is_file() else []
        last: Mapping[str, Any] = json.loads(lines[-1]) if lines else {}
        return last


class GuardedProject(Project):
    """A project whose applies keep the invariants of the fault catalogue, or fail the test.

    Its manifests are JSON, and every object has a name, or for posts a video, of its own.
    """

    rawugc: FaultyRawUGC

    # -- runs

    def apply(self, *more: str) -> Run:
        """An apply as JSON events, after which nothing is lost and nothing is there twice.

        It has a window of the rate limit to itself: who begins in a used one cannot know that.
        """
        if self.rawugc.wire:
            self.rawugc.clock.sleep(60)
        owned, seen = self.owned(), len(self.rawugc.wire)
        run = super().apply(*more)
        wire = self.rawugc.wire[seen:]
        self.check_world(wire, owned)
        self.check_report(run, wire)
        self.check_secrets(run)
        return run

    def recovers(self) -> None:
        """Faults off: at most two applies, with what only a person can say in between, and all is well.

        The second one is for what the first could not finish, and for old objects of a lost replace.
        """
        self.rawugc.faults.set()
        if self.apply().exit_code != 0 or self.deposed():
            self.settle_unresolved()
            assert self.apply().exit_code == 0
        self.assert_settled()
        self.assert_live_as_desired()

    def settle_unresolved(self) -> None:
        """What a person does: look into the dashboard, and say what is there."""
        for address, pending in self.unresolved().items():
            collection = address.partition(".")[0]
            same = self.live(collection)[title(pending["record"]["fields"])]
            found = [id for id in same if id not in self.owned()]
            assert len(found) <= 1
            says = ("--adopt", *found) if found else ("--recreate",)
            assert self.run("state", "resolve", address, *says).exit_code == 0

    # -- what is known

    def memory(self) -> Mapping[str, Any]:
        return self.state if (self.root / "rawugc.state.json").exists() else {}

    def owned(self) -> set[str]:
        """Every id in the state, deposed ones included."""
        records = self.memory().get("resources", {}).values()
        return {record["id"] for record in records} | self.deposed()

    def deposed(self) -> set[str]:
        """The old objects of replaces that are still to be deleted."""
        records = self.memory().get("resources", {}).values()
        return {id for record in records for id in record.get("deposed", ())}

    def unresolved(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.memory().get("unresolved", {})
        return found

    def live(self, collection: str) -> defaultdict[str, list[str]]:
        """Title → ids of the live objects."""
        found = defaultdict(list)
        for id, fields in self.dashboard.objects(collection).items():
            if not any(fields.get(mark) for mark in BUILT_IN):
                found[title(fields)].append(id)
        return found

    def desired(self) -> Mapping[str, list[dict[str, Any]]]:
        """Collection → the resources of all manifests."""
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in registered()}
        for path in sorted(self.root.glob("*.yaml")):
            for name, resources in json.loads(path.read_text(encoding="utf-8")).items():
                found.get(name, []).extend(resources.values())
        return found

    # -- the invariants

    def check_world(self, wire: Sequence[Wired], before: set[str]) -> None:
        """I1, I3, I4 and I6: nothing lost or twice, nothing unannounced, nothing that was not ours."""
        owned = self.owned()
        pending = [(a.partition(".")[0], title(u["record"]["fields"])) for a, u in self.unresolved().items()]
        live = {name: self.live(name) for name in registered()}
        strays = [(name, t, i) for name, found in live.items() for t, ids in found.items() for i in ids]
        strays = [(name, t, id) for name, t, id in strays if id not in owned]
        assert [stray for stray in strays if stray[:2] not in pending] == []
        assert len({stray[:2] for stray in strays}) == len(strays)
        everything = {id for found in live.values() for ids in found.values() for id in ids}
        assert [w.acknowledged for w in wire if w.acknowledged in everything - owned] == []
        assert [w.request for w in wire if w.is_write and not w.was_announced] == []
        deleted = {w.request.path.rpartition("/")[2] for w in wire if w.request.method == "DELETE"}
        assert deleted <= before
        assert self.rawugc.shared or 429 not in [w.done.status for w in wire if w.done]

    def check_report(self, run: Run, wire: Sequence[Wired]) -> None:
        """I8: what the run says is what the server knows."""
        result = run.result
        assert result["exit_code"] == run.exit_code
        if "applied" not in result:
            assert run.exit_code in (1, 3)
            assert [w.request for w in wire if w.is_write] == []
            return
        assert run.exit_code == self.fitting_code(result)
        for done in result["applied"]:
            found = self.dashboard.find(done["address"].partition(".")[0], done["id"])
            assert done["action"] == "forget" or (found is None) == (done["action"] == "delete"), done

    def fitting_code(self, result: Mapping[str, Any]) -> int:
        """The exit code that a result must have; 130 aside, for nobody interrupts here."""
        if self.unresolved():
            return 6
        if not any(result[fate] for fate in OTHER_FATES):
            return 0
        half = [d for one in result["failed"] for d in one["diagnostics"] if d["code"] == "partly"]
        return 4 if result["applied"] or half else 1

    def check_secrets(self, run: Run) -> None:
        """I7 and I10: the key stays where it is, and nothing takes the terminal over."""
        said = run.stdout + run.stderr
        files = [path.read_bytes() for path in self.root.rglob("*") if path.is_file()]
        assert KEY not in said
        assert KEY.encode() not in b"".join(files)
        assert "\x1b" not in said

    def assert_live_as_desired(self) -> None:
        """I2: each resource is live once, with what its manifest says, and nothing else is."""
        for collection, resources in self.desired().items():
            live = self.live(collection)
            assert {t: len(ids) for t, ids in live.items()} == {title(fields): 1 for fields in resources}
            for fields in resources:
                stored = self.dashboard.find(collection, live[title(fields)][0])
                assert stored is not None
                wanted = {n: v for n, v in body(fields).items() if n != "mode" and "${" not in str(v)}
                assert {name: tidy(stored.get(name)) for name in wanted} == {
                    name: tidy(value) for name, value in wanted.items()
                }


def title(fields: Mapping[str, Any]) -> str:
    """What tells an object from its siblings in these tests."""
    return str(fields.get("name") or fields["videoUrl"]).strip()


def tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def problem(status: int, detail: str = "No.", errors: dict[str, list[str]] | None = None) -> Response:
    """A refusal as RawUGC words it."""
    return Problem(status, detail, errors).response("/")


def page(status: int) -> Response:
    """What a proxy answers instead of RawUGC."""
    return Response(status, {"Content-Type": "text/html"}, b"<html><b>Bad day</b></html>")


def answered(content: bytes, status: int = 201) -> Response:
    return Response(status, {"Content-Type": "application/json"}, content)
