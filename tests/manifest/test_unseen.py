"""Characters that nobody sees: named at their place in the syntax, left alone in texts."""
# ruff: noqa: RUF001 - it is about these characters

from __future__ import annotations

import json
import re

import pytest

from rawugc_sync.manifest.nodes import MappingNode, Scalar
from rawugc_sync.manifest.reader import read
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source
from tests.manifest.conftest import Load
from tests.writing.formatting.tools import fmt

BLANKS = ["\u00a0", "\u2007", "\u202f", "\u3000"]
NOTHING = ["\u200b", "\u00ad"]
FINE = "personas:\n  p:\n    name: N\n    description: D\n"


def places(text: str) -> list[tuple[str, Source | None]]:
    return [(one.code, one.source) for one in read(text.encode(), "f.yaml")[1]]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        *((FINE.replace("    name", f"{c * 4}name"), 3, 1) for c in BLANKS),
        *((FINE.replace("    name", f"   {c}name"), 3, 4) for c in BLANKS),
        *((FINE.replace("name: N", f"name:{c}N"), 3, 10) for c in BLANKS),
        *((FINE.replace("name: N", f"name: {c}N"), 3, 11) for c in BLANKS),
        *((FINE.replace("name:", f"name{c}:"), 3, 9) for c in (*BLANKS, *NOTHING)),
        *((FINE.replace("name:", f"na{c}me:"), 3, 7) for c in NOTHING),
        *((FINE.replace("    name", f"    {c}name"), 3, 5) for c in NOTHING),
        (FINE.replace("name:", "name：").replace("： ", "："), 3, 9),
        (FINE.replace("name:", "name："), 3, 9),
        (FINE.replace("  p:", "  p："), 2, 4),
    ],
)
def test_an_odd_character_in_the_syntax_is_the_only_error_and_fmt_mends_it(
    text: str, line: int, column: int
) -> None:
    assert places(text) == [("invisible-character", Source("f.yaml", line, column))]
    assert fmt(text) == fmt(FINE)


@pytest.mark.parametrize("dash", "–—•")
def test_another_dash_before_an_item_is_named(dash: str) -> None:
    url = "https://x.example/a.jpg"
    text = f"products:\n  p:\n    photos:\n      {dash} {url}\n      {dash} {url}\n"
    assert places(text)[0] == ("invisible-character", Source("f.yaml", 4, 7))
    assert fmt(text) == text.replace(dash, "-")


@pytest.mark.parametrize("quotes", ["“”", "„“", "«»", "‘’"])
def test_quotes_of_typography_around_a_value_are_a_question(quotes: str) -> None:
    text = FINE.replace("D\n", f"{quotes[0]}D e{quotes[1]}\n")
    ((code, source),) = places(text)
    assert (code, source) == ("invisible-character", Source("f.yaml", 4, 18))


def test_the_first_error_comes_first_and_the_others_are_told() -> None:
    text = FINE.replace("    name", "\u00a0\u00a0\u00a0\u00a0name") + "  q: @x\n  r：\n    name: R\n"
    assert [source.line for _, source in places(text) if source] == [3, 5, 6]


@pytest.mark.parametrize(
    "body",
    [
        "|\n      Less\u00a0is\n      – a\n      “quoted”\n      k\u00a0: x\n      w：y\n      \u3000",
        '"a\n      – b\u00a0c\n      d：e"',
        "'“quoted”'",
        "less\u00a0is – more",
        "less\n      – is more",
        "👩\u200d🔬 says “less”",
        "静かな肌：一つ",
    ],
)
def test_texts_are_left_alone(body: str) -> None:
    tree, found = read(FINE.replace("D\n", f"{body}\n").encode(), "f.yaml")
    assert found == []
    assert tree is not None


CAPTION = [
    "Three reasons:",
    "",
    "– 20% off",
    "Code：GLOW",
    "• free\u00a0shipping",
    "\u00a0wide : open",
    "“Now”",
]
STYLES = {"a block": ("|", CAPTION), "plain": ("Three", ["reasons", *CAPTION[1:5], "“Now”"])}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("broken", range(7))
@pytest.mark.parametrize("blank", ["\u00a0", "      \u00a0", "\u00a0\u00a0", "\u3000"])
def test_a_blank_that_ends_a_caption_leaves_its_other_lines_as_they_are(
    style: str, broken: int, blank: str
) -> None:
    sign, caption = STYLES[style]
    lines = [f"      {line}" if line else "" for line in caption]
    whole = "\n".join(["personas:", "  p:", "    name: N", f"    description: {sign}", *lines, ""])
    before, _ = read(whole.encode(), "f.yaml")
    lines.insert(min(broken, len(lines)), blank)
    text = "\n".join(["personas:", "  p:", "    name: N", f"    description: {sign}", *lines, ""])
    assert len(places(text)) <= 1
    after, found = read(fmt(text).encode(), "f.yaml")
    assert found == []
    assert words(after) == words(before)


def words(tree: MappingNode | None) -> list[str]:
    """The description of the only persona: what is between its spaces and ends of lines."""
    assert tree is not None
    personas = tree.entries["personas"]
    assert isinstance(personas, MappingNode)
    persona = personas.entries["p"]
    assert isinstance(persona, MappingNode)
    node = persona.entries["description"]
    assert isinstance(node, Scalar)
    return [word for word in re.split("[ \n]+", node.text) if word.strip()]


@pytest.mark.parametrize("escape", ["\\ud83d\\udd25", "\\uD83D\\uDD25", "\\U0001F525", "🔥"])
def test_an_emoji_as_json_spells_it_is_read_as_the_emoji(escape: str) -> None:
    text = f'a: "x{escape}y\\n{escape}"\nb: \'\\ud83d\\udd25\'\nc: "\\\\ud83d\\\\udd25"\n'
    tree, found = read(text.encode(), "f.yaml")
    assert isinstance(tree, MappingNode)
    values = [node.text for node in tree.entries.values() if isinstance(node, Scalar)]
    assert (found, values) == ([], ["x🔥y\n🔥", "\\ud83d\\udd25", "\\ud83d\\udd25"])
    assert fmt(text).encode()


@pytest.mark.parametrize("caption", ["🔥 it's “here”", "👩\u200d🔬\u00a0…", 'a "b" \\ud83d \n#tag'])
def test_what_json_writes_is_read_as_it_was(caption: str) -> None:
    tree, found = read(f"a: {json.dumps(caption)}\n".encode(), "f.yaml")
    assert isinstance(tree, MappingNode)
    node = tree.entries["a"]
    assert isinstance(node, Scalar)
    assert (found, node.text) == ([], caption)


@pytest.mark.parametrize("escape", ["\\ud83d", "\\ud83dx", "\\udd25\\ud83d"])
def test_half_a_pair_is_refused(escape: str) -> None:
    assert [code for code, _ in places(f'a: "{escape}"\n')] == ["escape"]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n",
        "a: |\n  x\n<<<<<<< HEAD\n  y\n||||||| base\n  w\n=======\n  z\n>>>>>>> main\n",
    ],
)
def test_a_conflict_is_told_as_one(text: str) -> None:
    assert [code for code, _ in places(text)] == ["conflict"]


def test_a_text_may_show_a_conflict() -> None:
    assert places("a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> main\n") == []


@pytest.mark.parametrize("name", ["timezone", "videoUrl", "accounts"])
@pytest.mark.parametrize("c", [*BLANKS, *NOTHING])
def test_a_value_that_is_no_text_holds_none(loaded: Load, name: str, c: str) -> None:
    text = (
        "posts:\n  p:\n    videoUrl: https://x.example/ab\n    accounts: [tiktok/ab]\n"
        "    timezone: Europe/Berlin\n    mode: draft\n"
    )
    line = next(line for line in text.split("\n") if name in line)
    (wrong,) = loaded(text.replace(line, line[:-2] + c + line[-2:])).errors
    assert (wrong.code, wrong.field) == ("invisible-character", name)
    assert wrong.source is not None
    assert wrong.source.column == len(line) - 1
    assert Address("posts", "p") in loaded(text).desired
