"""What a contract test talks to: a workspace, the tool's runs in it, and the RawUGC behind it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from textwrap import dedent
from threading import Lock
from typing import Any, Self

from rawugc_sync.api.clock import Clock
from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import Options, Request, Response, Store
from rawugc_sync.sandbox.serve import serving
from rawugc_sync.sandbox.transport import SandboxTransport
from rawugc_sync.workspace.surroundings import Surroundings

START = 1_800_000_000_000
"""When every test begins, in Unix ms: a whole minute in January 2027."""

KEY = "ruk_contract"

Files = Mapping[str, str | Mapping[str, Any] | None]
"""Path → text; or a mapping, which is written as JSON, for that is YAML; or None for no file."""

Sent = tuple[str, str, Any]
"""Method, path below the base URL, and JSON body."""


class HandClock:
    """A clock that only moves when somebody sleeps by it, or a test moves it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._elapsed = 0.0

    def now(self) -> float:
        return START / 1000 + self._elapsed

    def monotonic(self) -> float:
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._elapsed += seconds

    @property
    def ms(self) -> int:
        return START + round(self._elapsed * 1000)


@dataclass(frozen=True)
class Exchange:
    """One request as the server saw it, and the status of its answer."""

    method: str
    path: str
    body: Any
    query: Mapping[str, str]
    status: int


@dataclass
class RawUGC:
    """A RawUGC: `store` is its dashboard, `clock` its time, `log` what it was asked."""

    store: Store = field(default_factory=Store.open)
    clock: HandClock = field(default_factory=HandClock)
    log: list[Exchange] = field(default_factory=list)
    url: str = "http://rawugc.localhost/api/v1"
    transport: SandboxTransport | None = None
    _closing: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def over_http(cls, options: Options, clock: HandClock | None = None) -> Self:
        """One on a socket of its own."""
        made = cls(clock=clock or HandClock())
        served = serving(made.store, options, lambda: made.clock.ms, made.record)
        made._closing.callback(made.store.close)
        made.url = made._closing.enter_context(served)
        return made

    @classmethod
    def in_process(cls, options: Options, clock: HandClock | None = None) -> RawUGC:
        """One behind the client's transport: for very many short lives."""
        made = cls(clock=clock or HandClock())
        made.transport = SandboxTransport(made.store, options, lambda: made.clock.ms, made.record)
        made._closing.callback(made.store.close)
        return made

    def stop(self) -> None:
        self._closing.close()

    def told(self) -> str:
        """What it was asked, for the report of a test that fails; an answer that is not here is not its."""
        return "\n".join(f"{e.method} {e.path} {e.status} {e.body or ''}".rstrip() for e in self.log)

    def record(self, request: Request, response: Response) -> None:
        body = json.loads(request.body) if request.body else None
        self.log.append(Exchange(request.method, request.path, body, request.query, response.status))


@dataclass(frozen=True)
class Run:
    """One run of the tool."""

    command: Sequence[str]
    exit_code: int
    stdout: str
    stderr: str

    def __str__(self) -> str:
        return f"$ rawugc-sync {' '.join(self.command)}\n{self.stdout}{self.stderr}exit {self.exit_code}\n"

    @property
    def json(self) -> Any:
        """The one JSON object that was printed."""
        return json.loads(self.stdout)

    @property
    def result(self) -> Any:
        """The last of the JSON events that were printed."""
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def actions(self) -> dict[str, list[str]]:
        """Address → what a plan does with it, without what it leaves alone."""
        return {change["address"]: change["change"]["actions"] for change in self.json["resource_changes"]}

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """What a plan or an apply in JSON had to say, by plan and by resource."""
        said = self.json if self.command[0] in ("plan", "drift") else self.result
        results = [
            said.get(fate, ()) for fate in ("applied", "waiting", "failed", "skipped", "not_attempted")
        ]
        return [
            *said.get("diagnostics", ()),
            *(d for fate in results for one in fate for d in one["diagnostics"]),
        ]

    @property
    def codes(self) -> set[str]:
        """The codes of the diagnostics; notes do not count, they are never a reason for anything."""
        return {d["code"] for d in self.diagnostics if d["severity"] != "note"}

    def said(self, code: str) -> dict[str, Any]:
        """The one diagnostic with this code."""
        (found,) = [d for d in self.diagnostics if d["code"] == code]
        return found


def _print(text: str) -> None:
    """Onto the stdout of the moment: pytest captures it, and shows it when the test fails."""
    sys.stdout.write(text)


@dataclass(frozen=True)
class Project:
    """A workspace on disk, its RawUGC, the local clock, who is shown each run, and the environment."""

    root: Path
    rawugc: RawUGC
    clock: Clock
    show: Callable[[str], object] = _print
    variables: Mapping[str, str] = field(default_factory=dict)

    # -- the workspace

    def write(self, files: Files) -> None:
        """Write, overwrite or remove files."""
        for name, content in files.items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            text = dedent(content) if isinstance(content, str) else json.dumps(content, indent=1)
            path.write_text(text, encoding="utf-8")

    @property
    def state(self) -> dict[str, Any]:
        """The state as it lies on disk."""
        stored: dict[str, Any] = json.loads((self.root / "rawugc.state.json").read_text(encoding="utf-8"))
        return stored

    def lose_state(self) -> None:
        self.write({"rawugc.state.json": None})

    # -- the tool

    def run(self, *command: str, key: str = KEY) -> Run:
        """Run the tool in the workspace."""
        out, err = StringIO(), StringIO()
        variables = {"RAWUGC_API_KEY": key, "RAWUGC_BASE_URL": self.rawugc.url, **self.variables}
        with redirect_stdout(out), redirect_stderr(err):
            code = main(
                ["-C", str(self.root), *command], Surroundings(variables, self.clock, self.rawugc.transport)
            )
        run = Run(command, code, out.getvalue(), err.getvalue())
        self.show(str(run))
        return run

    def plan(self, *more: str) -> Run:
        """A plan as JSON, with 2 for changes."""
        return self.run("plan", "--json", "--detailed-exitcode", *more)

    def apply(self, *more: str) -> Run:
        """An apply as JSON events."""
        return self.run("apply", "--json", "--auto-approve", *more)

    def applied(self) -> Project:
        """The same project once its manifests are applied, with nothing in its log."""
        assert self.apply().exit_code == 0
        self.reset()
        return self

    def assert_settled(self) -> Run:
        """Nothing is left to do: the plan is empty, and making it reads only."""
        self.reset()
        plan = self.plan()
        assert plan.json["resource_changes"] == []
        assert plan.exit_code == 0
        assert self.calls() == []
        return plan

    # -- RawUGC

    @property
    def dashboard(self) -> Store:
        """Where people change things outside git."""
        return self.rawugc.store

    def calls(self) -> list[Sent]:
        """What was written since the last reset."""
        return [(e.method, e.path, e.body) for e in self.rawugc.log if e.method != "GET"]

    def requests(self) -> list[tuple[str, str]]:
        """Everything that was asked since the last reset."""
        return [(e.method, e.path) for e in self.rawugc.log]

    def reset(self) -> None:
        self.rawugc.log.clear()
