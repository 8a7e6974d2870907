"""`docs/writers/first-brand.md`, from an empty folder to a change, as its reader would type it."""

from __future__ import annotations

from pathlib import Path

from tests.docs.blocks import plays
from tests.docs.transcripts import play


@plays("writers/first-brand.md")
def test_the_page_is_as_it_goes(tmp_path: Path) -> None:
    brand = tmp_path / "my-brand/brand.yaml"

    def edit(before: str, after: str) -> None:
        text = brand.read_text(encoding="utf-8")
        assert text.count(before) == 1
        brand.write_text(text.replace(before, after), encoding="utf-8")

    printed = play("writers/first-brand.md", tmp_path, {}, {"edit": edit})
    assert len(printed) == 8
