"""Runs a job of the kit's component as GitLab documents it: inputs, rules, variables, and its shell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.ci_kit.files import BASE_URL, COMPONENT
from tests.ci_kit.runner import KEPT
from tests.forge.double import Place, gitlab
from tests.git.test_checkout import git

_INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")
_SINGLE = re.compile(r"\$(\w+) == (?:\$(\w+)|\"(\w+)\")")
PACKAGE = "rawugc-sync.whl"


def header() -> str:
    """What the component says of its inputs."""
    return COMPONENT.read_text(encoding="utf-8").split("\n---\n")[0]


def inputs() -> Mapping[str, Mapping[str, Any]]:
    """The inputs, each with what is said of it."""
    found: Mapping[str, Mapping[str, Any]] = YAML(typ="safe").load(header())["spec"]["inputs"]
    return found


def interpolated(**own: Any) -> str:
    """The jobs of the component, with these inputs."""
    known = inputs()
    defaults = {name: one.get("default") for name, one in known.items()}
    given = {**defaults, "package": PACKAGE, **own}
    assert set(given) == set(known)

    def text(found: re.Match[str]) -> str:
        value = given[found[1]]
        return str(value).lower() if isinstance(value, bool) else str(value)

    return _INPUT.sub(text, COMPONENT.read_text(encoding="utf-8").split("\n---\n")[1])


def jobs(**own: Any) -> dict[str, Any]:
    """All jobs, each with what it extends."""
    found = YAML(typ="safe").load(interpolated(**own))
    base = next(one for name, one in found.items() if name.startswith("."))
    return {name: base | one for name, one in found.items() if not name.startswith(".")}


def runs(job: Mapping[str, Any], variables: Mapping[str, str]) -> bool:
    """Whether one of the rules of a job holds."""
    return any(_holds(rule["if"], variables) for rule in job["rules"])


def _holds(condition: str, variables: Mapping[str, str]) -> bool:
    def compared(found: re.Match[str]) -> str:
        other = variables.get(found[2], "") if found[2] else found[3]
        return str(variables.get(found[1], "") == other)

    text = _SINGLE.sub(compared, condition).replace("&&", "and").replace("||", "or")
    assert re.fullmatch(r"[()\s]*(?:(?:True|False|and|or)[()\s]*)+", text), condition
    return bool(eval(text))


@dataclass
class Ended:
    """What a job printed and ended with, and the files that it keeps."""

    code: int
    printed: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Machine:
    """A runner of GitLab's, in an image that has Python in `image`."""

    folder: Path
    origin: Path
    rawugc: str
    place: Place
    image: Path
    wheel: Path

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def run(self, name: str, variables: Mapping[str, str], ref: str, **own: Any) -> Ended:
        """One job at a ref of the repository."""
        job = jobs(**own)[name]
        assert runs(job, variables)
        if not self.project.exists():
            git(self.folder, "clone", "--quiet", str(self.origin), "project")
        git(self.project, "fetch", "--quiet", "origin", ref)
        git(self.project, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")
        git(self.project, "clean", "-ffdxq")
        text = "\n".join([*job["before_script"], *job["script"]])
        assert text.count(BASE_URL) == 1
        script = self.folder / "job.sh"
        script.write_text(text.replace(BASE_URL, self.rawugc), encoding="utf-8")
        run = subprocess.run(
            ["bash", "-eo", "pipefail", str(script)],
            cwd=self.project,
            env=self._variables(job, variables),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(run.returncode, run.stdout + run.stderr, self._kept(job))

    def _variables(self, job: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
        machine = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith("PIP_")}
        path = os.pathsep.join([str(self.image / "bin"), os.environ["PATH"]])
        told = {
            "CI_PROJECT_DIR": str(self.project),
            "CI_COMMIT_SHA": git(self.project, "rev-parse", "HEAD"),
            "CI_JOB_TOKEN": "job",
        }
        own = {name: re.sub(r"\$CI_JOB_TOKEN", "job", str(value)) for name, value in job["variables"].items()}
        return {**machine, "PATH": path, **own, "KIT_PACKAGE": str(self.wheel), **told, **variables}

    def _kept(self, job: Mapping[str, Any]) -> dict[str, str]:
        kept = job.get("artifacts", {})
        names = [*kept.get("paths", []), *kept.get("reports", {}).values()]
        files = [
            file
            for name in names
            for file in [self.project / name, *(self.project / name).rglob("*")]
            if file.is_file()
        ]
        return {file.relative_to(self.project).as_posix(): file.read_text("utf-8") for file in files}


def variables(place: Place, source: str, number: int | None = None, **more: str) -> dict[str, str]:
    """The variables of a job of a pipeline that came from this source."""
    branch = {} if number else {"CI_COMMIT_BRANCH": "main"}
    return {**gitlab(place, number), "CI_PIPELINE_SOURCE": source, **branch, **more}
