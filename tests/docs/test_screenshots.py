"""The pictures of the review page show the page as it is now; that is told without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from scripts.screenshots import PICTURES, digest, keep, reviewed, shown_in
from tests.docs.blocks import DOCS


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reviewed(tmp_path_factory.mktemp("pictures") / "glow-lab")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_the_page_as_it_is_now(page: Path, name: str) -> None:
    assert shown_in(DOCS / name) == digest(page), "the page has changed: make screenshots"


def test_every_picture_of_the_pages_is_taken_by_the_script() -> None:
    assert {path.name for path in DOCS.rglob("*.png")} == set(PICTURES)


def test_the_page_is_the_same_wherever_it_is_made(page: Path, tmp_path: Path) -> None:
    assert reviewed(tmp_path / "glow-lab").read_bytes() == page.read_bytes()


def test_a_picture_says_which_page_it_shows(tmp_path: Path) -> None:
    taken = (DOCS / "review-phone.png").read_bytes()
    keep(taken, tmp_path / "taken.png", "a page")
    assert shown_in(tmp_path / "taken.png") == "a page"


def test_a_picture_that_was_taken_otherwise_says_nothing(tmp_path: Path) -> None:
    Image.new("L", (1, 1)).save(tmp_path / "other.png")
    assert shown_in(tmp_path / "other.png") == ""
