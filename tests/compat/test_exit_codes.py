"""The exit codes that scripts rely on: a case for each of the table in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.words.errors import (
    ApiError,
    Interrupted,
    InvalidInput,
    LockHeld,
    RawugcError,
    Refused,
    StateError,
)
from tests.compat.artefacts import BRAND, edited
from tests.contract.project import Project, RawUGC

BROKEN = "personas:\n  p: {nmae: N}\n"
TWO_DELETED = BRAND.split("\nproducts:")[0]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RawugcError, 1),
        (InvalidInput, 1),
        (StateError, 1),
        (ApiError, 1),
        (Refused, 3),
        (LockHeld, 5),
        (Interrupted, 130),
    ],
)
def test_an_error_ends_in_its_code(error: type[RawugcError], code: int) -> None:
    assert error.exit_code == code


@pytest.mark.parametrize(
    ("manifest", "command", "code"),
    [
        (BRAND, ("plan",), 0),
        (BRAND, ("plan", "--detailed-exitcode"), 0),
        (edited(), ("plan",), 0),
        (edited(), ("plan", "--detailed-exitcode"), 2),
        (edited(), ("drift", "--detailed-exitcode"), 0),
        (edited(), ("apply", "--auto-approve"), 0),
        (BROKEN, ("validate",), 1),
        (BROKEN, ("plan",), 1),
        (BRAND, ("apply", "--auto-approve", "--nonsense"), 1),
        (BRAND, ("fmt", "--check"), 2),
        (TWO_DELETED, ("apply", "--auto-approve"), 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_command_ends_in_its_code(
    tmp_path: Path, rawugc: RawUGC, manifest: str, command: tuple[str, ...], code: int
) -> None:
    one = Project(tmp_path / "one", rawugc, rawugc.clock)
    one.write({"rawugc.yaml": "workspace: glow\nlimits: {maxDeletes: 1}\n", "brand.yaml": BRAND})
    one.applied()
    one.write({"brand.yaml": manifest})
    assert one.run(*command).exit_code == code
