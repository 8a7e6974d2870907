"""The graph as Mermaid: all resources, who uses what, and texts that are nothing but text."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rawugc_sync.render.mermaid import inert, mermaid
from tests.planning.worlds import post, want
from tests.render.test_safe import hostile_text

BRAND = [
    want("products.serum", {"name": "Barrier Serum"}, uses={"messaging": ("messaging.m.body",)}),
    want(
        "posts.launch-day",
        post(),
        uses={
            "videoUrl": ("products.serum.description",),
            "content": ("products.serum.name", "messaging.m.body"),
        },
    ),
    want("messaging.m", {"name": "M", "body": "B"}, uses={"body": ("messaging.m.name",)}),
    want("styles.alone", {"name": "Alone"}),
]


def test_a_graph_has_every_resource_and_every_use() -> None:
    assert mermaid(BRAND) == (
        "flowchart LR\n"
        '  subgraph messaging["messaging"]\n'
        '    messaging_m["m<br/>M"]\n'
        "  end\n"
        '  subgraph posts["posts"]\n'
        '    posts_launch_day["launch-day"]\n'
        "  end\n"
        '  subgraph products["products"]\n'
        '    products_serum["serum<br/>Barrier Serum"]\n'
        "  end\n"
        '  subgraph styles["styles"]\n'
        '    styles_alone["alone<br/>Alone"]\n'
        "  end\n"
        '  messaging_m -->|"body → content"| posts_launch_day\n'
        '  products_serum -->|"description → videoUrl, name → content"| posts_launch_day\n'
        '  messaging_m -->|"body → messaging"| products_serum'
    )


def test_what_is_used_but_not_drawn_has_no_edge() -> None:
    assert "-->" not in mermaid(BRAND[:1])


def test_without_resources_a_graph_is_empty() -> None:
    assert mermaid([]) == "flowchart LR"


def test_no_two_resources_share_a_node() -> None:
    keys = ["a" + "".join(rest) for length in range(4) for rest in product("-_b", repeat=length)]
    text = mermaid(want(f"personas.{key}", {}) for key in keys)
    nodes = re.findall(r"^    (\w+)\[", text, re.MULTILINE)
    assert len(nodes) == len(set(nodes)) == len(keys)


@pytest.mark.parametrize("key", ["end", "graph", "subgraph", "style", "o", "x", "1", "a--b", "a-"])
def test_a_node_is_one_word_whatever_the_key(key: str) -> None:
    assert re.search(r"^    personas_\w+\[", mermaid([want(f"personas.{key}", {})]), re.MULTILINE)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Crème brûlée 3", "Crème brûlée 3"),
        ("日本語", "日本語"),
        ("launch-day foo_bar", "launch-day foo_bar"),
        ('"]; click A', "#34;#93;#59; click A"),
        ("#quot; #35;", "#35;quot#59; #35;35#59;"),
        ("`code` *x* _y_", "#96;code#96; #42;x#42; #95;y#95;"),
        ("1. one", "1#46; one"),
        ("- one", "#45; one"),
        ("<b>&amp;", "#60;b#62;#38;amp#59;"),
        ("%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"),
        ("a\nb\x1b\u202e", "a#92;nb#92;x1b#92;u202e"),
        ("ﬂ°°60¶ß", "ﬂ#176;#176;60#182;ß"),
    ],
)
def test_what_may_be_markup_is_written_as_a_character_code(text: str, label: str) -> None:
    assert inert(text) == label


@given(name=hostile_text() | st.text('"`#&;<>[](){}|-_=%:\\\n.*~@$ aß0', max_size=30))
@example(name="-_-")
@settings(deadline=None, max_examples=200)
def test_a_name_can_only_be_text(name: str) -> None:
    codes = re.sub(r"#\d+;", "", inert(name))
    assert re.fullmatch(r"[\w\- ]*", codes)
    assert "--" not in inert(name)
    lines = mermaid([want("personas.p", {"name": name})]).split("\n")
    assert [line for line in lines if not line.startswith("    ")] == [
        "flowchart LR",
        '  subgraph personas["personas"]',
        "  end",
    ]
    assert lines[2] in (f'    personas_p["p<br/>{inert(name)}"]', '    personas_p["p"]')
