"""`make opening` has a page to open."""

from __future__ import annotations

from pathlib import Path

from benchmarks.opening import page_of_many


def test_the_page_that_is_measured_has_all_changes(tmp_path: Path) -> None:
    assert page_of_many(tmp_path).read_text(encoding="utf-8").count("<article") == 300
