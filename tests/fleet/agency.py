"""An agency as tests have one: repositories of git, a fleet.yaml, and a RawUGC by the wall clock."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import Request, Response
from rawugc_sync.workspace.surroundings import Surroundings
from tests.contract.project import Files, HandClock, Project, RawUGC, Run, Sent
from tests.git.test_checkout import PLAIN, git


class WallClock(HandClock):
    """The system's: a fleet waits for real."""

    def __init__(self) -> None:
        super().__init__()
        self._system = SystemClock()

    def now(self) -> float:
        return self._system.now()

    def monotonic(self) -> float:
        return self._system.monotonic()

    def sleep(self, seconds: float) -> None:
        self._system.sleep(seconds)

    @property
    def ms(self) -> int:
        return round(self.now() * 1000)


@dataclass
class Keyed(RawUGC):
    """A RawUGC that knows by which keys it was asked."""

    keys: Counter[str] = field(default_factory=Counter)

    def record(self, request: Request, response: Response) -> None:
        super().record(request, response)
        self.keys[request.headers.get("authorization", "").removeprefix("Bearer ")] += 1


def persona(name: str, description: str = "D") -> dict[str, Any]:
    return {"personas": {"p": {"name": name, "description": description}}}


def created(*names: str, description: str = "D") -> list[Sent]:
    """The calls that make these personas, in the order of their names."""
    return [("POST", "/personas", {"name": name, "description": description}) for name in names]


@dataclass(frozen=True)
class Repository:
    """A checkout of git's in which people work."""

    root: Path

    def write(self, files: Files) -> None:
        Project(self.root, RawUGC(), HandClock()).write(files)

    def commit(self, files: Files, message: str = "Edited") -> str:
        """Write these and commit all that is there; the commit's id."""
        self.write(files)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--allow-empty", "-m", message)
        return self.head

    def branch(self, name: str, start: str = "main") -> None:
        git(self.root, "checkout", "--quiet", "-b", name, start)

    def to(self, name: str) -> None:
        git(self.root, "checkout", "--quiet", name)

    @property
    def head(self) -> str:
        return git(self.root, "rev-parse", "HEAD")


@dataclass
class Agency:
    """A folder with repositories and a fleet.yaml, and whoever runs the fleet there."""

    root: Path
    rawugc: Keyed
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.variables = {
            **PLAIN,
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "RAWUGC_BASE_URL": self.rawugc.url,
            **self.variables,
        }

    def repository(self, name: str, files: Files) -> Repository:
        folder = self.root / name
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch", "main")
        (folder / ".git/info/exclude").write_text("rawugc.*.json\n")  # states: a commit is of manifests
        made = Repository(folder)
        made.commit(files, "Begun")
        return made

    def mirrored(self, name: str) -> str:
        """The URL of a repository that git takes for one elsewhere."""
        return f"file://{self.root / name}"

    def fleet(self, fleet: Mapping[str, Any]) -> None:
        """Write fleet.yaml, with a key for every workspace if it says nothing of keys."""
        keys = [{"workspace": pattern, "variable": "KEY"} for pattern in (".", "*", "*/*")]
        self.variables.setdefault("KEY", "ruk_fleet")
        (self.root / "fleet.yaml").write_text(json.dumps({"keys": keys, **fleet}), encoding="utf-8")

    def run(self, *command: str, before: tuple[str, ...] = ()) -> Run:
        """Run `rawugc-sync fleet …` where fleet.yaml is."""
        out, err = StringIO(), StringIO()
        around = Surroundings(self.variables, self.rawugc.clock)
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["-C", str(self.root), *before, "fleet", *command], around)
        run = Run(command, code, out.getvalue(), err.getvalue())
        sys.stdout.write(str(run))
        return run

    def once(self, kind: str, *more: str) -> Run:
        return self.run("once", "--kind", kind, "--json", *more)

    def calls(self) -> list[Sent]:
        """What was written so far, in a fixed order: workspaces run side by side."""
        found = [(e.method, e.path, e.body) for e in self.rawugc.log if e.method != "GET"]
        return sorted(found, key=lambda sent: json.dumps(sent, sort_keys=True))

    def reset(self) -> None:
        self.rawugc.log.clear()
        self.rawugc.keys.clear()

    def assert_settled(self) -> None:
        """All plans are empty, and making them only reads."""
        self.reset()
        run = self.once("plan", "--detailed-exitcode")
        assert [one["plan"]["resource_changes"] for one in run.json["workspaces"]] == [[]] * len(
            run.json["workspaces"]
        )
        assert (run.exit_code, self.calls()) == (0, [])


def codes(run: Run) -> dict[str, int]:
    """Workspace, with its environment behind a slash → exit code."""
    return {
        one["path"] + (f"/{one['environment']}" if one["environment"] else ""): one["exit_code"]
        for one in run.json["workspaces"]
    }


def said(run: Run) -> dict[str, list[str]]:
    """Workspace → the codes of what was wrong with it."""
    return {
        one["path"]: [diagnostic["code"] for diagnostic in one["diagnostics"]]
        for one in run.json["workspaces"]
        if one["diagnostics"]
    }
