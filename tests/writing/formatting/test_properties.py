"""Whatever a manifest looks like: what it says stays, comments stay, and a second time nothing changes."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rawugc_sync.manifest.reader import mended
from rawugc_sync.words.errors import InvalidInput
from tests.manifest.test_reader import PIECES
from tests.writing.formatting.manuscripts import manuscripts
from tests.writing.formatting.tools import fmt, is_valid

ROOT = Path(__file__).parents[3]
COMMENTS = re.compile(r"# ?(c[0-9]+)")  # fmt puts a space where one could be a hashtag


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
@given(manuscripts())
def test_a_manifest_says_the_same_and_keeps_its_comments(text: str) -> None:
    assume(is_valid(text))
    once = fmt(text)  # refuses to give out what says something else
    assert fmt(once) == once
    assert Counter(COMMENTS.findall(once)) == Counter(COMMENTS.findall(text))
    assert once.endswith("\n")


@settings(deadline=None)
@given(
    st.one_of(
        st.binary().map(lambda b: b.decode(errors="replace")), st.lists(st.sampled_from(PIECES)).map("".join)
    )
)
def test_anything_is_formatted_or_refused_for_what_it_is(text: str) -> None:
    if is_valid(text) or is_valid(mended(text)):
        assert fmt(fmt(text)) == fmt(text)
        return
    with pytest.raises(InvalidInput) as refused:
        fmt(text)
    assert "unformattable" not in {d.code for d in refused.value.diagnostics}


def literals() -> Iterator[str]:
    """Every text in our own tests, most of which are no YAML and some of which are odd."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                yield node.value


def test_every_manifest_in_our_tests_is_formatted() -> None:
    valid = 0
    for text in literals():
        with suppress(UnicodeEncodeError):
            if is_valid(text):
                valid += 1
                assert fmt(fmt(text)) == fmt(text)
    assert valid > 100


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_survives_being_mangled(path: Path) -> None:
    """Twice as wide, with blanks behind every line outside of texts, and with CRLF: canonical again."""
    text = path.read_text(encoding="utf-8")
    wide = re.sub(r"(?m)^ +", lambda margin: margin.group() * 2, text)
    assert fmt(wide.replace("\n", "\r\n")) == fmt(text)
