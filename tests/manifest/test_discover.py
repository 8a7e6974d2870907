"""Which files of a workspace are manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.manifest.discover import find, unused

TREE = (
    "rawugc.yaml",
    "brand.yaml",
    "brand.yml",
    "notes.md",
    "state.json",
    "UPPER.YAML",
    ".hidden.yaml",
    ".github/workflows/ci.yaml",
    ".rawugc/sandbox/x.yaml",
    "catalog/a.yaml",
    "catalog/deep/b.yaml",
    "drafts/c.yaml",
    "other-brand/rawugc.yaml",
    "other-brand/brand.yaml",
    "other-brand/deep/brand.yaml",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in TREE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


ALL = ["brand.yaml", "brand.yml", "catalog/a.yaml", "catalog/deep/b.yaml", "drafts/c.yaml"]


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ([], [], ALL),
        (["**/*.yaml"], [], [p for p in ALL if p.endswith(".yaml")]),
        (["*.yaml"], [], ["brand.yaml"]),
        (["./catalog/**"], [], ["catalog/a.yaml", "catalog/deep/b.yaml"]),
        (["catalog/*"], [], ["catalog/a.yaml"]),
        (["**/?.yaml"], [], ["catalog/a.yaml", "catalog/deep/b.yaml", "drafts/c.yaml"]),
        (["catalog/**/b.yaml", "brand.yml"], [], ["brand.yml", "catalog/deep/b.yaml"]),
        ([], ["drafts/**", "*.yml"], ["brand.yaml", "catalog/a.yaml", "catalog/deep/b.yaml"]),
        (["catalog/**"], ["**/deep/*"], ["catalog/a.yaml"]),
        (["catalog"], [], []),
        (["brand.y[am]*l"], [], []),
    ],
)
def test_globs_choose_among_the_manifests(
    root: Path, include: list[str], exclude: list[str], found: list[str]
) -> None:
    assert find(root, include, exclude) == found


def test_a_linked_folder_is_not_followed(root: Path) -> None:
    (root / "again").symlink_to(root)
    assert find(root, [], []) == ALL


def test_a_glob_that_matches_nothing_is_named() -> None:
    assert unused(["*.yaml", "catalogue/**"], ["brand.yaml"]) == ["catalogue/**"]
