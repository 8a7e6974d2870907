"""Names of branches that git takes, whatever a folder or an environment is called."""

from __future__ import annotations

import subprocess

import pytest

from rawugc_sync.git.branches import named


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((".", ""), "rawugc-sync/drift"),
        (("brands/b01", ""), "rawugc-sync/drift-brands-b01"),
        ((".", "staging"), "rawugc-sync/drift-staging"),
        (("brands/b 01", "pro.d"), "rawugc-sync/drift-brands-b-01-pro-d"),
        (("a..b~^:?*[\\@{.lock/", "-x\n"), "rawugc-sync/drift-a-b-lock-x"),
        (("über", "\u202e"), "rawugc-sync/drift-ber"),
    ],
)
def test_a_branch_is_called_after_what_it_is_of(parts: tuple[str, ...], name: str) -> None:
    assert named("rawugc-sync/drift", *parts) == name
    assert subprocess.run(["git", "check-ref-format", "--branch", name], check=False).returncode == 0
