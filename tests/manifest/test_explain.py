"""What pydantic finds wrong, in the words of somebody who writes manifests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rawugc_sync.manifest.explain import nearest


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("persona", ["posts", "personas"], "Did you mean personas?"),
        ("zzz", ["posts", "personas"], "Known are personas, posts."),
    ],
)
def test_the_nearest_word_is_named_else_all_of_them(word: str, known: list[str], said: str) -> None:
    assert nearest(word, known) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("personas:\n  p: {name: {mood: x}, description: D}", "begins with { needs a block: write |"),
        ("personas:\n  p: {name: [sic], description: D}", "begins with [ or - needs a block: write |"),
        ("products:\n  p: {name: N, photos: one.jpg}", "Write one item a line with a leading -, or [a, b]."),
        (
            "styles:\n  p: {name: N, aspectRatio: potrait}",
            "portrait or landscape or square | Did you mean portrait?",
        ),
        ("styles:\n  p: {name: N, aspectRatio: '9:16'}", "must be portrait or landscape or square | "),
        ("styles:\n  p: {name: N, aspectRatio: [square]}", "must be portrait or landscape or square | "),
    ],
)
def test_an_error_says_what_to_write_instead(
    errors: Callable[[object], list[str]], text: str, said: str
) -> None:
    (line,) = errors(text)
    assert said in line


def test_an_item_of_a_list_has_its_own_place(errors: Callable[[object], list[str]]) -> None:
    text = "products:\n  p:\n    name: N\n    photos:\n      - https://x.example/a.jpg\n      - b.jpg\n"
    (line,) = errors(text)
    assert line.startswith("brand.yaml:6:9 products.p.photos: must be a URL")
