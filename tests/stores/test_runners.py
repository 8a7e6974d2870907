"""Two runners with nothing in common but the place that keeps the state, and the account."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rawugc_sync.sandbox import Options, Request, Response, Store
from rawugc_sync.sandbox.serve import serving
from rawugc_sync.words.approvals import needs_address
from tests.forks import Fork
from tests.stores.worlds import World

COUNT = 6
BRAND = {"personas": {f"p{n}": {"name": f"Persona {n}", "description": f"D{n}"} for n in range(COUNT)}}


@dataclass
class Account:
    """A RawUGC over HTTP. `writes` are the keys of those that wrote, in order; `seen` hears of each first."""

    store: Store
    url: str = ""
    writes: list[str] = field(default_factory=list)
    seen: Callable[[], object] = lambda: None

    def record(self, request: Request, _: Response) -> None:
        if request.method != "GET":
            self.writes.append(request.headers["authorization"].removeprefix("Bearer "))
            self.seen()

    @property
    def names(self) -> list[str]:
        return sorted(fields["name"] for fields in self.store.objects("personas").values())


@contextmanager
def account() -> Iterator[Account]:
    made = Account(Store.open())
    with serving(made.store, Options(), lambda: int(time.time() * 1000), made.record) as made.url:
        yield made
    made.store.close()


@dataclass
class Runner:
    """The tool on a machine of its own, with a key by which the server knows it."""

    root: Path
    name: str
    variables: Mapping[str, str]

    def start(self, *command: str) -> Fork:
        variables = {**os.environ, **self.variables}
        return Fork.tool(variables, "-C", str(self.root), *command)

    def run(self, *command: str) -> tuple[int, str]:
        """The exit code, and all that was printed."""
        process = self.start(*command)
        out, err = process.communicate(timeout=90)
        assert process.returncode is not None
        return process.returncode, out + err

    def apply(self) -> Fork:
        return self.start("apply", "--auto-approve", "--json", "--lock-timeout", "60")


def runner(world: World, account: Account, name: str) -> Runner:
    root = world.machine(name)
    root.mkdir(parents=True, exist_ok=True)
    config = f"workspace: glow-lab\nstate: {json.dumps(world.url)}\n"
    (root / "rawugc.yaml").write_text(config, encoding="utf-8")
    (root / "brand.yaml").write_text(json.dumps(BRAND), encoding="utf-8")
    variables = {"RAWUGC_API_KEY": f"ruk_{name}", "RAWUGC_BASE_URL": account.url, **world.variables}
    return Runner(root, name, variables)


def plan_is_empty(one: Runner) -> bool:
    code, said = one.run("plan", "--json", "--detailed-exitcode")
    assert code in (0, 2), said
    return code == 0


def test_two_runners_race_and_one_applies_at_a_time(world: World) -> None:
    with account() as live:
        runners = [runner(world, live, name) for name in ("one", "two")]
        racing = [one.apply() for one in runners]
        for process in racing:
            out, err = process.communicate(timeout=90)
            assert process.returncode == 0, out + err
        assert live.names == [f"Persona {n}" for n in range(COUNT)]
        assert live.writes in ([f"ruk_{one.name}"] * COUNT for one in runners)
        assert plan_is_empty(runner(world, live, "three"))


def test_a_killed_runner_is_finished_by_another_one(world: World) -> None:
    """It dies when the server has made its third object, before it hears of it."""
    with account() as live:
        one, two = (runner(world, live, name) for name in ("one", "two"))
        process = one.apply()
        live.seen = lambda: len(live.writes) == 3 and process.send_signal(signal.SIGKILL)
        process.communicate(timeout=90)
        assert process.returncode == -signal.SIGKILL
        live.seen = lambda: None
        if not world.frees_itself:
            code, said = two.run("apply", "--auto-approve")
            assert (code, len(live.writes)) == (5, 3), said
            id = said.partition("state unlock ")[2].split()[0]
            assert two.run("state", "unlock", id)[0] == 0
        code, said = two.run("apply", "--auto-approve")
        assert code == 0, said
        assert live.names == [f"Persona {n}" for n in range(COUNT)]
        assert live.writes == ["ruk_one"] * 3 + ["ruk_two"] * (COUNT - 3)
        assert plan_is_empty(runner(world, live, "three"))
        if needs_address(world.url):  # there is no room for runs
            return
        carried_on, dead = json.loads(two.run("runs", "list", "--json")[1])
        shown = json.loads(two.run("runs", "show", dead["id"], "--json")[1])
        assert (shown["taken_over"], shown["carried_on"]) == (True, carried_on["id"])
        assert [one["fate"] for one in shown["changes"]] == ["applied", "applied", "unresolved"]
