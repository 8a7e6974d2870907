"""`docs/fleet.md`: what it types, with a worker beside it; and its keys are those of the model."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from rawugc_sync.cli.fleet import command as fleet_command
from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.later import CURABLE
from tests.docs.blocks import DOCS, blocks, plays
from tests.docs.transcripts import Shell, environment_of, play, rawugc
from tests.stores import cluster

PAGE = "fleet.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
BRANDS = {
    "glow-lab": "messaging:\n  one: {name: One, body: Says less.}\n  two: {name: Two, body: Says more.}\n",
    "night-lab": "messaging:\n  night: {name: Night, body: Says it at night.}\n",
}
COMMIT = "git init --quiet --initial-branch main && git add . && git commit --quiet --message Brands"


@pytest.fixture(scope="module", autouse=True)
def _postgres() -> Iterator[None]:
    yield
    cluster.stop()


@pytest.fixture
def database() -> Iterator[str]:
    """The URL of one that is empty."""
    for package in ("procrastinate", "psycopg_pool"):
        pytest.importorskip(package, reason="the extra `fleet` is not installed")
    with cluster.fresh() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, database: str) -> Path:
    """As the page has it: fleet.yaml, the repository and keys beside it. States are in the database."""
    (config,) = (block.text for block in blocks(PAGE) if block.language == "yaml" and "FLEET_" in block.text)
    (tmp_path / "fleet.yaml").write_text(config, encoding="utf-8")
    (tmp_path / "keys/brands").mkdir(parents=True)
    for name, text in BRANDS.items():
        brand = tmp_path / "brands/brands" / name
        brand.mkdir(parents=True)
        (brand / "rawugc.yaml").write_text(f"workspace: {name}\nstate: {database}\n", encoding="utf-8")
        (brand / "brand.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "keys/brands" / name).write_text(f"ruk_{name}\n", encoding="utf-8")
    done = Shell(tmp_path / "brands", environment_of(tmp_path, {})).run(COMMIT)
    assert done.returncode == 0, done.stderr
    (tmp_path / "brands/.shell").unlink()
    return tmp_path


@dataclass
class Beside:
    """The worker that runs while a reader types."""

    folder: Path
    variables: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    def does(self, what: str, *words: str) -> None:
        {"starts": self.start, "ran": self.wait, "stops": self.stop}[what](*words)

    def start(self) -> None:
        environment = environment_of(self.folder, self.variables)
        program = shutil.which("rawugc-sync", path=environment["PATH"])
        assert program
        self.process = subprocess.Popen(
            [program, "fleet", "work"], cwd=self.folder, env=environment, stderr=subprocess.DEVNULL
        )

    def wait(self, runs: str) -> None:
        """Until so many runs have ended, and nothing waits."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            ended = [run for run in self.told("runs") if run["ended_at"] is not None]
            queue = self.told("status")["queue"]
            if len(ended) >= int(runs) and not queue["waiting"] and not queue["running"]:
                return
            time.sleep(0.2)
        raise AssertionError(f"the worker did not run {runs} times")

    def told(self, command: str) -> Any:
        shell = Shell(self.folder, environment_of(self.folder, self.variables))
        return json.loads(shell.run(f"rawugc-sync fleet {command} --json").stdout)

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait() == 0


@plays(PAGE)
def test_a_reader_types_what_the_page_shows(folder: Path, database: str) -> None:
    with rawugc() as url:
        variables = {"RAWUGC_BASE_URL": url, "RAWUGC_ALLOW_HTTP": "1", "FLEET_DATABASE": database}
        beside = Beside(folder, variables)
        try:
            play(PAGE, folder, variables, {"worker": beside.does})
        finally:
            if beside.process and beside.process.poll() is None:
                beside.process.kill()


def models(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key, as the page names it."""
    for name, field in model.model_fields.items():
        yield prefix + name
        for inner in _within(field.annotation):
            if name != "database":
                yield from models(inner, f"{prefix}{name}.")


def _within(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in get_args(annotation):
        yield from _within(one)


def test_it_has_a_row_for_every_key_of_fleet_yaml() -> None:
    table = TEXT.partition("| key | is |\n|---|---|\n")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w.]+)` \|", table, re.M) == list(models(Fleet))


def test_it_has_a_row_for_every_command() -> None:
    table = TEXT.partition("| command | does |\n|---|---|\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `fleet (\w+)` \|", table, re.M)) == set(fleet_command.commands)


@pytest.mark.parametrize("code", sorted(CURABLE - {"locked", "interrupted"}))
def test_each_failure_that_is_tried_again_is_in_the_table(code: str) -> None:
    """A lock and a wish to stop are told by their exit codes."""
    assert f"`{code}`" in TEXT
