"""Runs a job of the workflow as GitHub documents it: conditions, the steps of the action, and its shell."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ci_kit.expressions import filled, holds
from tests.ci_kit.files import ACTION, BASE_URL, OURS, ROOT, Step, jobs, read
from tests.forge.double import GITHUB_TOKEN, REPOSITORY, Place, github
from tests.git.test_checkout import git

KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")
"""What a job has of the machine, beside the settings of pip."""


@dataclass
class Event:
    """Why a workflow runs. `ref` is what is checked out if nobody says otherwise."""

    name: str
    ref: str
    told: Mapping[str, Any]
    number: int | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Ended:
    """What a job did: whether it ran at all, what its shell printed and ended with, and its artifacts."""

    ran: bool
    codes: list[int] = field(default_factory=list)
    printed: str = ""
    artifacts: dict[str, list[str]] = field(default_factory=dict)
    summary: str = ""
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return max(self.codes, default=0)


@dataclass
class Runner:
    """A machine of GitHub's. `origin` is the repository, `rawugc` the URL that stands for the real one."""

    folder: Path
    origin: Path
    rawugc: str
    place: Place
    temp: Path
    """What a job may leave for later steps."""

    def run(self, name: str, event: Event, **inputs: Any) -> Ended:
        """One job; `inputs` are those of the action beside the ones in the workflow."""
        job = jobs()[name]
        known = self._known(event)
        if not holds(job.get("if"), known):
            return Ended(ran=False)
        ended = Ended(ran=True)
        for step in job["steps"]:
            given = {key: filled(value, known) for key, value in step.get("with", {}).items()}
            if step["uses"] == OURS:
                self._act({**given, **inputs}, event, known, ended)
            else:
                assert step["uses"].startswith("actions/checkout@")
                self._check_out(given.get("ref", event.ref))
        return ended

    def _known(self, event: Event) -> dict[str, Any]:
        told = {"repository": {"default_branch": "main"}, **event.told}
        kind, _, name = event.ref.removeprefix("refs/").partition("/")
        return {
            "github": {
                "event_name": event.name,
                "event": told,
                "repository": REPOSITORY,
                "ref_name": name,
                "ref_type": "branch" if kind == "heads" else "",
                "token": GITHUB_TOKEN,
            },
            "secrets": event.secrets,
        }

    @property
    def workspace(self) -> Path:
        return self.folder / "checkout"

    def _check_out(self, ref: str) -> None:
        if not self.workspace.exists():
            git(self.folder, "clone", "--quiet", str(self.origin), "checkout")
        git(self.workspace, "fetch", "--quiet", "origin", ref)
        git(self.workspace, "checkout", "--quiet", "--detach", "FETCH_HEAD")

    def _act(self, given: Mapping[str, str], event: Event, known: Mapping[str, Any], ended: Ended) -> None:
        """The steps of the action."""
        action = read(ACTION)
        assert set(given) <= set(action["inputs"])
        inputs = {key: filled(one.get("default"), known) for key, one in action["inputs"].items()} | given
        about = {"github": known["github"], "inputs": inputs, "steps": {}}
        shell = Shell(self, self._variables(event))
        for step in action["runs"]["steps"]:
            if not holds(step.get("if"), about, failed=ended.code != 0):
                continue
            if "run" in step:
                outputs = shell.run(step, about, ended)
            else:
                outputs = _keep({k: filled(v, about) for k, v in step["with"].items()}, ended)
            about["steps"][step.get("id", "")] = {"outputs": outputs}
        ended.summary = shell.summary.read_text(encoding="utf-8") if shell.summary.exists() else ""
        ended.outputs = {name: filled(one["value"], about) for name, one in action["outputs"].items()}

    def _variables(self, event: Event) -> dict[str, str]:
        path = self.folder / "event.json"
        path.write_text(json.dumps(event.told), encoding="utf-8")
        machine = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith("PIP_")}
        told = {k: v for k, v in github(self.place, event.number).items() if k != "GITHUB_TOKEN"}
        return {
            **machine,
            **told,
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": event.name,
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_SHA": git(self.workspace, "rev-parse", "HEAD"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }


@dataclass
class Shell:
    """The shell of one call of the action."""

    runner: Runner
    variables: Mapping[str, str]

    @property
    def summary(self) -> Path:
        return self.runner.folder / "summary.md"

    def run(self, step: Step, about: Mapping[str, Any], ended: Ended) -> dict[str, str]:
        """Run one step as `shell: bash` does; its outputs."""
        folder = self.runner.folder
        output, script = folder / "output", folder / "step.sh"
        output.write_text("")
        script.write_text(step["run"], encoding="utf-8")
        own = {key: filled(value, about) for key, value in step.get("env", {}).items()}
        if own.get("RAWUGC_BASE_URL") == BASE_URL:
            own["RAWUGC_BASE_URL"] = self.runner.rawugc
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(self.summary)}
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.runner.workspace / filled(step.get("working-directory", "."), about),
            env={**self.variables, **files, **own},
            capture_output=True,
            text=True,
            check=False,
        )
        ended.codes.append(run.returncode)
        ended.printed += run.stdout + run.stderr
        return dict(line.split("=", 1) for line in output.read_text().splitlines())


def _keep(given: Mapping[str, str], ended: Ended) -> dict[str, str]:
    """What actions/upload-artifact does: one file as it is under its own name, or what is there as a zip."""
    path = Path(given["path"])
    whole = given.get("archive", "true") == "true"
    assert path.is_dir() if whole else path.is_file()
    name = given["name"] if whole else path.name
    assert name not in ended.artifacts
    files = sorted(one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file())
    ended.artifacts[name] = files if whole else [path.read_text(encoding="utf-8")]
    return {"artifact-url": f"https://github.com/{REPOSITORY}/actions/runs/1/artifacts/{name}"}
