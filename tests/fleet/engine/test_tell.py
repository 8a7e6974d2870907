"""What is said on a pull request: no more than there is room for, and no verdict before there is one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

for _name in ("procrastinate", "psycopg_pool"):
    pytest.importorskip(_name, reason="the extra `fleet` is not installed")


from rawugc_sync.fleet.engine.tell import comment, verdict  # noqa: E402

HEAD = "a" * 40
ENDED = datetime(2027, 1, 1, tzinfo=UTC)
MOST = 65_536
"""Characters of a comment that GitHub takes."""


def row(number: int = 1, **more: Any) -> dict[str, Any]:
    named = {"tenant": "agency", "repository": "r", "path": f"brands/b{number}", "environment": None}
    ran = {"exit_code": 0, "ended_at": ENDED, "later": False, "what": "Plan: 1 to add.", "comment": "told"}
    return {**named, **ran, **more}


@pytest.mark.parametrize(
    ("rows", "passed"),
    [
        ([row()], True),
        ([row(), row(exit_code=3)], False),
        ([row(), row(ended_at=None, exit_code=None)], None),
        ([row(), row(exit_code=None, what="was lost with its worker")], None),
        ([row(), row(exit_code=5, later=True)], None),
        ([row(exit_code=1), row(exit_code=5, later=True)], None),
        ([], True),
    ],
)
def test_a_verdict_is_given_once_all_plans_are_made(rows: list[dict[str, Any]], passed: bool | None) -> None:
    assert verdict(rows).passed is passed


@pytest.mark.parametrize("told", ["", "x" * 2_000, "x" * 70_000])
def test_a_comment_on_many_workspaces_is_one_that_a_host_takes(told: str) -> None:
    written = comment(HEAD, [row(number, comment=told, what="y" * 300) for number in range(10_000)])
    assert len(written) < MOST
    assert "## 10000 workspaces would change" in written
    listed = written.count("\n- `agency:brands/b")
    assert f"\n- and {10_000 - listed} more\n" in written
    assert written.endswith(f"Planned at `{HEAD[:12]}`.\n")
