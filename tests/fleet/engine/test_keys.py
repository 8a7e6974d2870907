"""Where the keys of a fleet are not: whatever workers write and print is looked through for them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

for _name in ("procrastinate", "psycopg_pool"):
    pytest.importorskip(_name, reason="the extra `fleet` is not installed")

import psycopg  # noqa: E402  (the extra comes first)
from psycopg import sql  # noqa: E402

from rawugc_sync.sandbox import Options  # noqa: E402
from tests.contract.project import RawUGC  # noqa: E402
from tests.git.test_checkout import PLAIN, git  # noqa: E402
from tests.stores import cluster  # noqa: E402

CHECKOUT = Path(__file__).parents[3]
WAYS = {"in-file": "ruk_file_4711", "in-variable": "ruk_variable_4712", "printed": "ruk_command_4713"}
REFUSED = "ruk_unknown_4714"
SECRETS = [*WAYS.values(), REFUSED]
FLEET = """
database: {variable: FLEET_DATABASE}
repositories: [{url: brands, tenant: agency}]
keys:
  - {workspace: in-file, file: keys/in-file}
  - {workspace: in-variable, variable: BRAND_KEY}
  - {workspace: printed, command: [cat, "keys/{workspace}"]}
  - {workspace: refused, file: keys/refused}
"""


@pytest.fixture(scope="module", autouse=True)
def _postgres() -> Iterator[None]:
    yield
    cluster.stop()


@pytest.fixture
def database() -> Iterator[str]:
    with cluster.fresh() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, database: str) -> Path:
    """A fleet whose keys are had in each way, and one whose key RawUGC does not know."""
    (tmp_path / "fleet.yaml").write_text(FLEET, encoding="utf-8")
    (tmp_path / "keys").mkdir()
    for name, key in {**WAYS, "refused": REFUSED}.items():
        (tmp_path / "keys" / name).write_text(f"{key}\n", encoding="utf-8")
        brand = tmp_path / "brands" / name
        brand.mkdir(parents=True)
        (brand / "rawugc.yaml").write_text(f"workspace: {name}\nstate: {database}\n", encoding="utf-8")
        text = f"personas: {{one: {{name: One {name}, description: Says less.}}}}\n"
        (brand / "brand.yaml").write_text(text, encoding="utf-8")
    git(tmp_path / "brands", "init", "--quiet", "--initial-branch", "main")
    git(tmp_path / "brands", "add", ".")
    git(tmp_path / "brands", "commit", "--quiet", "--message", "Brands")
    return tmp_path


@pytest.fixture
def rawugc() -> Iterator[RawUGC]:
    made = RawUGC.over_http(Options(keys=frozenset(WAYS.values())))
    yield made
    made.stop()


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "rawugc_sync", "fleet", *words]


def ask(folder: Path, variables: Mapping[str, str], *words: str) -> str:
    run = subprocess.run(
        command(*words), cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    return run.stdout + run.stderr


def ended(folder: Path, variables: Mapping[str, str]) -> dict[str, int]:
    """Workspace → exit code of its last run, of those that have ended."""
    told = json.loads(ask(folder, variables, "status", "--json"))["workspaces"]
    runs = {one["path"]: one["run"] for one in told if one["run"]}
    return {path: run["exit_code"] for path, run in runs.items() if run["ended_at"] is not None}


def rows(database: str) -> dict[str, str]:
    """Every table of every schema, as text."""
    with psycopg.connect(database) as connection:
        names = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in "
            "('pg_catalog', 'information_schema')"
        ).fetchall()
        asked = sql.SQL("select coalesce(string_agg(t::text, ' '), '') from {} t")
        found = {}
        for name in names:
            row = connection.execute(asked.format(sql.Identifier(*name))).fetchone()
            found[".".join(name)] = str(row[0]) if row else ""
        return found


def test_a_key_is_in_no_table_no_log_and_no_message(folder: Path, database: str, rawugc: RawUGC) -> None:
    variables = {
        **PLAIN,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(CHECKOUT),
        "RAWUGC_BASE_URL": rawugc.url,
        "RAWUGC_ALLOW_HTTP": "1",
        "FLEET_DATABASE": database,
        "BRAND_KEY": WAYS["in-variable"],
    }
    printed = ask(folder, variables, "migrate")
    with (folder / "log").open("wb") as log:
        worker = subprocess.Popen(command("work"), cwd=folder, env=variables, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 60
        while len(ended(folder, variables)) < len(SECRETS) and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
    assert ended(folder, variables) == {**dict.fromkeys(WAYS, 0), "refused": 1}
    printed += ask(folder, variables, "runs", "--json") + (folder / "log").read_text(encoding="utf-8")
    printed += ask(folder, variables, "once", "--json")
    tables = rows(database)
    assert {"public.fleet_runs", "public.procrastinate_jobs", "rawugc_sync.states"} <= set(tables)
    assert tables["public.fleet_runs"]
    for key in SECRETS:
        assert [name for name, text in tables.items() if key in text or key.encode().hex() in text] == []
        assert key not in printed
