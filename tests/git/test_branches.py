"""Names of branches that git takes, whatever a folder or an environment is called."""

from __future__ import annotations

import subprocess

import pytest

from rawugc_sync.git.branches import named


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ((".", ""), "rawugc-sync/drift"),
        (("b-01", ""), "rawugc-sync/drift-b-01"),
        (("brands/b01", ""), "rawugc-sync/drift-brands-b01-c8e640"),
        ((".", "staging"), "rawugc-sync/drift-staging-8693ae"),
        (("brands/b 01", "pro.d"), "rawugc-sync/drift-brands-b-01-pro-d-fcccb0"),
        (("a..b~^:?*[\\@{.lock/", "-x\n"), "rawugc-sync/drift-a-b-lock-x-d479c9"),
        (("über", "\u202e"), "rawugc-sync/drift-ber-4f19d7"),
    ],
)
def test_a_branch_is_called_after_what_it_is_of(parts: tuple[str, ...], name: str) -> None:
    assert named("rawugc-sync/drift", *parts) == name
    assert subprocess.run(["git", "check-ref-format", "--branch", name], check=False).returncode == 0


def test_two_that_are_not_the_same_have_a_branch_each() -> None:
    """The remote would have one overwrite the other."""
    alike = [("a/b", ""), ("a-b", ""), ("a", "b"), ("a b", ""), ("a/b/", ""), ("", "a-b"), (".", "a-b")]
    assert len({named("rawugc-sync/drift", *parts) for parts in alike}) == len(alike)
