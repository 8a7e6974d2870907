"""Texts as YAML: whatever they hold, the reader finds them again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rawugc_sync.manifest.nodes import MappingNode, Scalar, SequenceNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.writing.scalars import Unwritable, block, inline, literal

SIGNS = st.text(
    st.sampled_from("-?:,[]{}#&*!|>'\"%@`~= \n\tax0.$\\é🙂\x85\u2028\x00\x1b\u202e\ufeff"), max_size=12
)
TEXTS = st.one_of(SIGNS, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
HOSTILE = [
    "no", "1e3", "~", "null", "2026-12-01", "0x1F", "12:30:45", "a: b", "a #b", "#ad", "@you", "[x]", "- x",
    "a:", "  indented", "line\n\n  deeper\n\tafter", "trailing \n", "x\x85y", "---", "...", "<<",
    "https://a.b/c?d=1#e",
    "x" * 5000, "\ttab", "a\r\nb", "🙂", "\N{RIGHT-TO-LEFT OVERRIDE}evil", "", " ", "%", "{a}", '"', "\\",
]  # fmt: skip


def value(text: str) -> str:
    tree, errors = read(text.encode("utf-8"), "m.yaml")
    assert errors == []
    assert isinstance(tree, MappingNode)
    node = tree.entries["key"]
    assert isinstance(node, Scalar)
    return node.text


def with_examples(test):  # type: ignore[no-untyped-def]
    for text in HOSTILE:
        test = example(text)(test)
    return test


@given(TEXTS)
@with_examples
def test_an_inline_text_reads_back(text: str) -> None:
    assert value(f"key: {inline(text)}\nnext: x\n") == text


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_text_in_a_list_reads_back(texts: list[str]) -> None:
    items = ", ".join(inline(text, in_flow=True) for text in texts)
    tree, errors = read(f"key: [{items}]\n".encode(), "m.yaml")
    assert (tree is not None, errors) == (True, [])
    node = tree.entries["key"] if tree else None
    assert isinstance(node, SequenceNode)
    assert [item.text for item in node.items if isinstance(item, Scalar)] == texts


@given(TEXTS)
@with_examples
def test_a_block_reads_back(text: str) -> None:
    assert value(f"key: {block(text, 2)}\nnext: x\n") == text


@pytest.mark.parametrize("text", ["Calm, clear (and {productName})", "Größe", "🙂 smile", "50% off", "a-b.c"])
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert inline(text) == text


@pytest.mark.parametrize("text", ["no", "NULL", "1e3", "0x1F", "12", "1.5", "2026-12-01", "12:30:45", "y"])
def test_what_others_take_for_another_type_is_quoted(text: str) -> None:
    assert inline(text) == f'"{text}"'


@pytest.mark.parametrize("invisible", ["\x00", "\x1b", "\x85", "\u2028", "\u202e", "\ufeff"])
def test_what_cannot_be_seen_is_spelled_out(invisible: str) -> None:
    assert invisible not in inline(f"a{invisible}b") + block(f"a{invisible}b", 2)


@pytest.mark.parametrize("write", [inline, lambda text: block(text, 2)])
def test_half_of_a_surrogate_pair_cannot_be_written(write) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unwritable, match="U\\+D83D"):
        write("a\ud83d")


def test_a_literal_is_no_reference() -> None:
    assert literal("${a} $${b} $c") == "$${a} $$${b} $c"
