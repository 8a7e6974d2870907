"""What this repository runs and hands out as a container finds no fault with its linters."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scripts.release.build import Built, build
from scripts.release.linters import (
    CHECKOUT,
    CONTAINER,
    LINTERS,
    actionlint,
    hadolint,
    linted,
    workflows,
    zizmor,
)
from scripts.release.outcome import Failed, NotRun
from tests.release.linting import Lint, missing

UNSAFE = """\
on: [pull_request_target]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.pull_request.title }}
"""


@pytest.mark.parametrize("name", LINTERS)
def test_a_linter_finds_nothing(name: str) -> None:
    try:
        assert linted(name)
    except NotRun as why:
        missing(why)


@pytest.mark.parametrize(
    ("lint", "text", "said"),
    [
        (actionlint, UNSAFE, "potentially untrusted"),
        (zizmor, UNSAFE, "[1-9] high"),
        (hadolint, "FROM python\nRUN apt-get install git\n", "DL3006"),
    ],
    ids=["actionlint", "zizmor", "hadolint"],
)
def test_a_linter_finds_what_is_wrong(tmp_path: Path, lint: Lint, text: str, said: str) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "wrong.yml").write_text(text, encoding="utf-8")
    try:
        with pytest.raises(Failed, match=said):
            lint([folder / "wrong.yml"])
    except NotRun as why:
        missing(why)


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_each_action_is_named_by_a_commit_and_each_job_says_what_it_may(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []
    document = YAML(typ="safe").load(text)
    assert document["permissions"] == {}
    assert all(job["timeout-minutes"] and job["permissions"] for job in document["jobs"].values())


def test_only_what_publishes_or_signs_can_say_who_it_is() -> None:
    (release,) = (path for path in workflows() if path.name == "release.yml")
    jobs = YAML(typ="safe").load(release.read_text(encoding="utf-8"))["jobs"]
    trusted = {name for name, job in jobs.items() if "id-token" in job["permissions"]}
    assert trusted == {"sign", "publish"}
    assert not any("checkout" in step.get("uses", "") for name in trusted for step in jobs[name]["steps"])
    assert jobs["publish"]["environment"] == "pypi"
    assert "secrets." not in release.read_text(encoding="utf-8")


def test_the_container_has_no_root_and_no_builder() -> None:
    stage = CONTAINER.read_text(encoding="utf-8").split("\nFROM ")[-1]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", stage, re.MULTILINE)
    assert 'ENTRYPOINT ["rawugc-sync"]' in stage
    assert "pip install" not in stage
    assert "COPY --from=build" in stage


def test_what_reaches_the_builder_of_the_container_is_enough_for_the_wheel(
    tmp_path: Path, built: Built
) -> None:
    """And it is no more than that: keys and states that lie about stay where they are."""
    ignored, *taken = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored == "*"
    for name in (line.removeprefix("!") for line in taken if line.startswith("!")):
        source, target = CHECKOUT / name, tmp_path / "context" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".rawugc"))
        else:
            shutil.copy(source, target)
    again = build(tmp_path / "context", tmp_path / "built")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
