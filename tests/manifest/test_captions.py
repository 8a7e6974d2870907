"""Captions as people write them: each is read whole or refused, and what is advised makes it whole."""
# ruff: noqa: RUF001 - it is about these characters

from __future__ import annotations

import pytest

from rawugc_sync.manifest.nodes import MappingNode, Scalar
from rawugc_sync.manifest.reader import read
from tests.manifest.following import followed

CAPTIONS = [
    "The serum that says less.\n#skincare",
    "Calm in 14 days.\n#skincare #sensitiveskin #ad",
    "Calm in 14 days. #skincare",
    "#ad Calm in 14 days.",
    "POV: your skin is finally calm\n#pov #skintok",
    "Less is more 🧴\n\n#skincare\n#minimal",
    "Our serum, your shelf.\n.\n.\n#shelfie #glowlab",
    "„Weniger ist mehr“\n#hautpflege #ölfrei",
    "静かな肌へ\n#スキンケア #敏感肌",
    "It's here!\n#NewIn",
    '"Finally." – Mara\n#testimonial',
    "Say hi @glowlab\n#collab",
    "100% fragrance free\n#1 bestseller",
    "Code GLOW10 → link in bio\n#werbung #anzeige",
    "One line only",
    "Two lines\nof plain text",
]
BLOCK = ("|", "|-", "|+", ">", ">-")
OUT = (0, 1, 2, 3, 4, 5, 6, 8)
"""How far the lines of hashtags are indented; the key `content` stands at 4."""


def manifest(caption: str, style: str, out: int, *, owner: str = "posts:\n  a:", deep: int = 4) -> str:
    """A caption below a key, in a style, whose lines of hashtags are indented by `out`."""
    pad, first, *rest = " " * deep, *caption.split("\n")
    put = [f"{' ' * out if line.startswith('#') else pad + '  '}{line}" if line else "" for line in rest]
    if style in BLOCK:
        body = [f"{pad}content: {style}", f"{pad}  {first}", *put]
    elif style:
        text = [line for line in rest if not line.startswith("#")]
        tags = [line for line in put if line.strip().startswith("#")]
        words = " ".join((first, *text)).strip().replace(style, "")
        body = [f"{pad}content: {style}{words}{style}", *tags]
    else:
        body = [f"{pad}content: {first}", *put]
    return "\n".join((owner, *body, f"{pad}mode: draft", ""))


def content(tree: MappingNode | None) -> str:
    assert tree is not None
    node = tree.entries["posts"]
    for key in ("a", "content"):
        assert isinstance(node, MappingNode)
        node = node.entries[key]
    assert isinstance(node, Scalar)
    return node.text


def words(text: str, style: str = "") -> list[str]:
    bare = text.replace(style, "") if style in ("'", '"') and style else text
    return bare.split()


@pytest.mark.parametrize("style", [*BLOCK, "", "'", '"'])
@pytest.mark.parametrize("out", OUT)
@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_caption_is_whole_or_refused_and_the_advice_makes_it_whole(
    caption: str, out: int, style: str
) -> None:
    text = manifest(caption, style, out)
    tree, found = read(text.encode(), "f.yaml")
    for _ in range(6):
        if not found:
            break
        if not all(_is_followable(one.detail) for one in found):
            return  # refused by the parser, with advice for whoever reads it
        text = followed(text, found[0])
        tree, found = read(text.encode(), "f.yaml")
    assert found == []
    assert words(content(tree), style) == words(caption, style)


def _is_followable(detail: str) -> bool:
    return any(
        part in detail for part in ("as a block:\n", "as far as the text above", "before the closing quote")
    )


@pytest.mark.parametrize("style", ["|", ">", "", "'", '"'])
@pytest.mark.parametrize("out", OUT)
def test_hashtags_one_level_out_are_refused_wherever_they_stand(out: int, style: str) -> None:
    text = manifest("Calm skin\n#skincare", style, out)
    tree, found = read(text.encode(), "f.yaml")
    if style in ("|", ">") and out >= 6:
        assert (found, content(tree).split()) == ([], ["Calm", "skin", "#skincare"])
    else:
        assert [one.code for one in found] == ["hashtag"]


@pytest.mark.parametrize(
    "text",
    [
        "vars:\n  claim: |\n    Calm\n#skincare\n",
        "vars:\n  claim: Calm\n#skincare\n",
        'vars:\n  claim: "Calm"\n  #skincare\n',
        "x-caption: &caption |\n  Calm\n#skincare\nposts: {}\n",
        "x-c: &c Calm\nposts:\n  a:\n    content: *c\n    #skincare\n",
        "workspace: glow-lab\n#skincare\n",
        "posts:\n  a:\n    content: |\n      Calm\n\n\n#skincare\n",
        "posts:\n  a:\n    content: |\n      Calm\n    # a comment\n#skincare\n",
        "posts:\n  a:\n    content: |\n      Calm\n##skincare\n",
        "posts:\n  a:\n    content: |\n      Calm\n#1 bestseller\n",
        "posts:\n  a:\n    content: |\n      Calm\n      #skincare: yes\n    #ad\n",
        "posts:\n  a:\n    content:\n    #skincare\n    mode: draft\n",
        "posts:\n  a: {content: Calm\n    #skincare\n    }\n",
    ],
)
def test_hashtags_are_refused_behind_any_text(text: str) -> None:
    _, found = read(text.encode(), "f.yaml")
    assert [one.code for one in found] == ["hashtag"]


@pytest.mark.parametrize(
    "below",
    [
        "#mode: draft",
        "    #mode: draft",
        "  #b:",
        '    #"mode": draft',
        "#----------",
        "    ########",
        "#",
        "# a comment",
        "    # see #12",
        "#- an item",
    ],
)
@pytest.mark.parametrize("style", ["|", ">", "", '"'])
def test_what_was_commented_out_stays_a_comment(below: str, style: str) -> None:
    head, last = manifest("Calm skin", style, 0).split("    mode: draft\n")
    assert read(f"{head}{below}\n    mode: draft{last}\n".encode(), "f.yaml")[1] == []
