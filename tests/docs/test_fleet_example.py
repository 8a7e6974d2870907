"""`examples/fleet`: its files say what the commands, the schema of Compose and systemd have."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from rawugc_sync.cli.fleet import command as fleet_command
from tests.cli.driver import Tool

EXAMPLE = Path(__file__).parents[2] / "examples/fleet"
UNITS = sorted(EXAMPLE.glob("systemd/*.service"))
BRANDS = ["glow-lab", "oak-tea", "volt-bikes"]


def compose() -> Any:
    return YAML(typ="safe").load((EXAMPLE / "compose.yaml").read_text(encoding="utf-8"))


def commands() -> Iterator[tuple[str, list[str]]]:
    """What the files of the example start, with the words behind `rawugc-sync`."""
    for name, service in compose()["services"].items():
        if "command" in service:
            yield f"compose {name}", service["command"]
    for unit in UNITS:
        (line,) = re.findall(
            r"^ExecStart=\S+/rawugc-sync (.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE
        )
        yield unit.name, line.split()


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    folder = tmp_path / "fleet"
    subprocess.run(["bash", EXAMPLE / "prepare.sh", folder], check=True)
    return folder


def test_its_parts_start_what_the_command_line_has() -> None:
    for where, words in commands():
        name, *options = words[words.index("fleet") + 1 :]
        assert name in fleet_command.commands, where
        fleet_command.commands[name].make_context("rawugc-sync", options).close()


def test_compose_is_as_its_schema_has_it() -> None:
    package = pytest.importorskip("check_jsonschema", reason="the schema of Compose is not installed")
    file = Path(package.__file__).parent / "builtin_schemas/vendor/compose-spec.json"
    validator = Draft7Validator(json.loads(file.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(json.loads(json.dumps(compose())))] == []


def test_compose_has_secrets_in_files_and_images_without_a_registry() -> None:
    told = compose()
    images = {service["image"] for service in told["services"].values()}
    assert all("/" not in image for image in images)
    assert all(list(secret) == ["file"] for secret in told["secrets"].values())
    assert not re.search(r"(?i)password: |_KEY", (EXAMPLE / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_mounts_what_prepare_makes(prepared: Path) -> None:
    told = compose()
    assert "./fleet:/fleet:ro" in told["services"]["work"]["volumes"]
    for secret in told["secrets"].values():
        assert (prepared.parent / secret["file"]).is_file()


def test_the_pages_see_no_key_of_rawugc() -> None:
    assert "/fleet/keys" in compose()["services"]["serve"]["tmpfs"]
    assert "keys:" not in (EXAMPLE / "systemd/fleet-serve.service").read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_its_units(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    text = re.sub(
        r"^ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit.read_text(encoding="utf-8"), flags=re.M
    )
    copy = tmp_path / unit.name.replace("@", "@1")
    copy.write_text(text, encoding="utf-8")
    run = subprocess.run([program, "verify", copy], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_is_nobody_and_writes_nowhere(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "KillSignal=SIGTERM"):
        assert line in text.splitlines()
    assert re.search(r"^TimeoutStopSec=\d+$", text, re.MULTILINE)


def test_the_key_of_a_workspace_comes_out_of_the_credentials_of_the_service(tmp_path: Path) -> None:
    (tmp_path / "keys_brands_glow-lab").write_text("ruk_glow\n", encoding="utf-8")
    run = subprocess.run(
        [EXAMPLE / "systemd/key", "brands/glow-lab"],
        env={"PATH": os.environ["PATH"], "CREDENTIALS_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "ruk_glow\n"


@pytest.mark.parametrize("file", ["fleet.yaml", "systemd/fleet.yaml"])
def test_the_configuration_is_valid_where_it_goes(file: str, prepared: Path) -> None:
    shutil.copy(EXAMPLE / file, prepared / "fleet.yaml")
    run = Tool(prepared, {"HOOK_SECRET": "s3cret"})("fleet", "validate")
    assert (run.code, run.out, run.err) == (0, "fleet.yaml: valid, 1 repository\n", "")


def test_prepare_makes_a_repository_of_three_brands_and_keys_for_nobody_else(prepared: Path) -> None:
    listed = subprocess.run(
        ["git", "-C", prepared / "brands.git", "ls-tree", "--name-only", "main:brands"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.split() == BRANDS
    secret = [
        path for folder in ("keys", "secrets") for path in (prepared / folder).rglob("*") if path.is_file()
    ]
    assert len(secret) == len(BRANDS) + 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret} == {0o600}


@pytest.mark.parametrize("brand", BRANDS)
def test_each_brand_is_valid_and_formatted(brand: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "repository/brands" / brand, tmp_path, dirs_exist_ok=True)
    assert Tool(tmp_path)("validate").code == 0
    assert Tool(tmp_path)("fmt", "--check").code == 0


def test_prepare_leaves_a_folder_alone_that_is_there(tmp_path: Path) -> None:
    run = subprocess.run(
        ["bash", EXAMPLE / "prepare.sh", tmp_path], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (1, f"{tmp_path} is there already\n")
    assert list(tmp_path.iterdir()) == []
