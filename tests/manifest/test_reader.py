"""What one file of YAML becomes, and what is said about one that cannot be read."""

from __future__ import annotations

import importlib.machinery
import inspect

import _ruamel_yaml  # type: ignore[import-not-found]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode, at, at_key
from rawugc_sync.manifest.reader import read
from rawugc_sync.words.diagnostics import Source


def plain(node: Node | None) -> object:
    """A tree as dicts, lists and texts."""
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return node.text if node else None


def tree_of(text: str) -> object:
    root, errors = read(text.encode(), "f.yaml")
    assert errors == []
    return plain(root)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("# only a comment\n", None),
        ("---\n", None),
        ("--- \na: b\n...\n", {"a": "b"}),
        ("\ufeffa: b", {"a": "b"}),
        ("a: b\r\nc: |\r\n  d\r\n  e\r\n", {"a": "b", "c": "d\ne"}),
        (
            "a: no\nb: 001\nc: 1e3\nd: 2026-12-01\ne: 12:30:45\nf: .nan",
            dict(zip("abcdef", ["no", "001", "1e3", "2026-12-01", "12:30:45", ".nan"], strict=True)),
        ),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ('a: "null"\nb: \'~\'\nc: ""', {"a": "null", "b": "~", "c": ""}),
        ("a: |\n  one\n\n  two\n\nb: |+\n  x\n\nc: |-\n  y\n", {"a": "one\n\ntwo", "b": "x\n", "c": "y"}),
        ("a: >\n  one\n  two\n", {"a": "one two"}),
        ("a: |\nb: c", {"a": "", "b": "c"}),
        ("a: {b: c, d: [e, f]}", {"a": {"b": "c", "d": ["e", "f"]}}),
        ("x-a: &a text\nb: *a\nc: [*a]", {"x-a": "text", "b": "text", "c": ["text"]}),
        ("Grüße: Ölpflege 🧴", {"Grüße": "Ölpflege 🧴"}),
        ("a: C#major http://x.y/#frag", {"a": "C#major http://x.y/#frag"}),
    ],
)
def test_scalars_are_their_source_text(text: str, tree: object) -> None:
    assert tree_of(text) == tree


@pytest.mark.parametrize(
    ("merge", "tree"),
    [
        ("{<<: *one}", {"k": "1"}),
        ("{<<: *one, k: own}", {"k": "own"}),
        ("{k: own, <<: *one}", {"k": "own"}),
        ("{<<: [*one, *two]}", {"k": "1", "m": "2"}),
        ("{<<: [*two, *one]}", {"k": "2", "m": "2"}),
        ("{<<: {n: 3}}", {"n": "3"}),
        ('{"<<": {n: 3}}', {"<<": {"n": "3"}}),
    ],
)
def test_merge_keys_fill_in_what_is_not_set(merge: str, tree: object) -> None:
    merged = tree_of(f"one: &one {{k: 1}}\ntwo: &two {{k: 2, m: 2}}\nthree: {merge}")
    assert isinstance(merged, dict)
    assert merged["three"] == tree


def test_nodes_and_keys_know_their_places() -> None:
    root, _ = read(
        "posts:\n  ü: &anchor\n    content: |\n      less\n    list:\n    - ß\n".encode(), "a/f.yaml"
    )
    assert root is not None
    posts = root.entries["posts"]
    assert isinstance(posts, MappingNode)
    post = posts.entries["ü"]
    assert isinstance(post, MappingNode)
    assert at(post)["source"] == Source("a/f.yaml", 3, 5)
    assert post.places == {"content": (3, 5), "list": (5, 5)}
    items = post.entries["list"]
    assert isinstance(items, SequenceNode)
    assert at(items.items[0]) == {"source": Source("a/f.yaml", 6, 7), "excerpt": "    - ß"}
    assert at_key(posts, "ü") == {"source": Source("a/f.yaml", 2, 3), "excerpt": "  ü: &anchor"}


def test_styles_are_kept() -> None:
    root, _ = read(b"a: b\nc: 'd'\ne: \"f\"\ng: |\n  h\ni: >\n  j\n", "f.yaml")
    assert root is not None
    assert [node.style for node in root.entries.values() if isinstance(node, Scalar)] == [
        "",
        "'",
        '"',
        "|",
        ">",
    ]


ERRORS = [
    ("duplicate key", "a: 1\nb: 2\na: 3", "duplicate-key", 3, 1, "already set on line 1"),
    ("duplicate merge", "x: &x {k: 1}\na: {<<: *x, <<: *x}", "duplicate-key", 2, 13, "`<<` is already set"),
    ("tab indents", "a:\n\tb: c", "tab", 2, 1, "tab"),
    ("tab after the key", "a:\tb", "tab", 1, 3, "tab"),
    ("tab after the dash", "a:\n-\tb", "tab", 2, 2, "tab"),
    ("tab indents a block", "a: |\n\tb", "tab", 2, 1, "Use spaces"),
    ("tab continues a text", "a: b\n\tc", "tab", 2, 1, "Use spaces"),
    ("two documents", "a: b\n---\nc: d", "documents", 2, 1, "file of its own"),
    ("end of document", "a: b\n...\nc: d", "documents", 3, 1, "another begins"),
    ("YAML 1.1", "%YAML 1.1\n---\na: no", "directive", 1, 1, "YAML 1.2"),
    ("YAML 1.2", "%YAML 1.2\n---\na: no", "directive", 1, 1, "Remove the line"),
    ("TAG", "%TAG ! tag:x,2000:\n---\na: b", "directive", 1, 1, "%"),
    ("unknown directive", "a: b\n%off today\n", "directive", 2, 1, "If it is text"),
    ("null", "a: null", "null", 1, 1, '""'),
    ("tilde", "a: ~", "null", 1, 1, "Put ~ in quotes"),
    ("empty value", "a:\n  b:\n  c: d", "null", 2, 3, "`b` has no value"),
    ("comment alone", "a: # not yet", "null", 1, 1, "no value"),
    ("null item", "a:\n- b\n- Null", "null", 3, 3, "this item is null"),
    ("null key", "~: a", "key", 1, 1, "null"),
    ("empty key", "? \n: a", "key", 1, 2, "empty"),
    ("list as key", "? - a\n: b", "key", 1, 3, "must be a text"),
    ("alias as key", "a: &x b\n*x : c", "key", 2, 1, "alias"),
    ("list as root", "- a", "root", 1, 1, "mapping of collections"),
    ("text as root", "\nhello", "root", 2, 1, "personas:"),
    ("null as root", "~", "root", 1, 1, "mapping"),
    ("control character", "a: b\x07", "control-character", 1, 5, "U+0007"),
    ("C1", "a: b\n# \x9b", "control-character", 2, 3, "U+009B"),
    ("line separator", "a: |\n  b\u2028c", "control-character", 2, 4, "U+2028"),
    ("tag", "a: !important news", "tag", 1, 4, "cannot begin with `!`"),
    ("known tag", "a: !!str 1", "tag", 1, 4, "a: |\n  !!str 1"),
    ("undefined tag handle", "a: !wow!so text", "text", 1, 4, "`!`"),
    ("unused anchor", "a: &co and more", "anchor", 1, 4, "a: |\n  &co and more"),
    ("anchor without text", "a: &co", "anchor", 1, 4, "cannot begin with `&`"),
    ("no anchor", "a: & more", "text", 1, 4, "a: |\n  & more"),
    ("undefined alias", "a: *bold", "alias", 1, 4, "a: |\n  *bold"),
    ("alias and text", "a: *bold text", "alias", 1, 4, "no anchor `&bold`"),
    ("emphasis", "a: *bold* text", "text", 1, 4, "cannot begin with `*`"),
    ("strong emphasis", "- **bold**", "text", 1, 3, "- |\n  **bold**"),
    ("alias in itself", "a: &a [*a]", "alias", 1, 8, "inside of `&a` itself"),
    ("merge of a text", "a: {<<: b}", "merge", 1, 5, "only mappings"),
    ("handle", "content: @glow.lab is here", "text", 1, 10, "content: |\n  @glow.lab is here"),
    ("backtick", "a: `code`", "text", 1, 4, "cannot begin with ```"),
    ("percent", "a: %off", "text", 1, 4, "cannot begin with `%`"),
    ("greater", "a: > all", "text", 1, 4, "cannot begin with `>`"),
    ("bar", "a: | all", "text", 1, 4, "cannot begin with `|`"),
    ("dash", "a: - all", "text", 1, 4, "cannot begin with `-`"),
    ("question mark", "a: ? all", "text", 1, 4, "cannot begin with `?`"),
    ("quote and text", 'a: "so soft" she said', "text", 1, 4, 'a: |\n  "so soft" she said'),
    ("apostrophe", "a: 'it's new'", "text", 1, 4, "cannot begin with `'`"),
    ("quote over lines", 'a: "so\n  soft" she said', "text", 1, 4, "ends at the next quote"),
    ("placeholder", "a: {productName}", "text", 1, 4, "a: |\n  {productName}"),
    ("placeholder and text", "a: {productName} on a shelf", "text", 1, 4, "cannot begin with `{`"),
    ("double braces", "a: {{name}}", "text", 1, 4, "a: |\n  {{name}}"),
    ("bracket and text", "a: [New] serum", "text", 1, 4, "a: |\n  [New] serum"),
    ("open list", "a: [b\nc: d", "text", 1, 4, "close with `]`"),
    ("open list at the end", "a: [", "syntax", 1, 4, "Close each `[` with `]`"),
    ("open mapping at the end", "a: {b: [c], \n\n", "syntax", 1, 10, "ends inside of brackets"),
    ("closing brace", "a: }", "text", 1, 4, "cannot begin with `}`"),
    ("comma", "a: , b", "text", 1, 4, "cannot begin with `,`"),
    ("colon", "my key: x: y", "text", 1, 10, "my key: |\n  x: y"),
    ("colon in an item", "- x: y: z", "text", 1, 7, "cannot hold `: `"),
    ("colon on the next line", "a: Check\n  Note: this", "indentation", 2, 7, "a: |\n  Check\n  Note: this"),
    ("open double quote", 'b: c\na: "b\nc: d', "quote", 2, 4, "never closed"),
    ("open single quote", "a: 'tis\nc: d", "quote", 1, 4, "a: |\n  'tis"),
    ("unknown escape", 'a: "\\q"', "escape", 1, 5, "single quotes"),
    ("short escape", 'a: "\\x4"', "escape", 1, 7, "begins an escape"),
    ("half a surrogate pair", 'a: "\\ud83d"', "escape", 1, 7, "as they are"),
    ("keys apart", "a:\n    b: 1\n  c: 2", "indentation", 3, 3, "neighbours"),
    ("block too shallow", "a: |\n    b\n  c\n", "indentation", 3, 3, "the text from line 1"),
    ("block not indented", "a: |\nb c\n", "indentation", 2, 1, "deeper than its key"),
    ("no space after the colon", "a: b\nc:d\n", "syntax", 2, 2, "Write `c: `"),
    ("no space after the first colon", "c:d\na: b\n", "syntax", 1, 2, "space is missing after `c:`"),
    ("neither key nor text", "a: b\nc d", "syntax", 2, 1, "neither"),
    ("after the root", "{a: b}\nc: d", "documents", 2, 1, "another begins"),
]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "phrase"),
    [case[1:] for case in ERRORS],
    ids=[case[0] for case in ERRORS],
)
def test_an_error_says_where_and_what_to_do(
    text: str, code: str, line: int, column: int, phrase: str
) -> None:
    _, errors = read(text.encode(), "f.yaml")
    assert [(e.code, e.source) for e in errors] == [(code, Source("f.yaml", line, column))]
    assert phrase in f"{errors[0].summary}\n{errors[0].detail}"
    assert errors[0].excerpt == text.split("\n")[line - 1]
    assert "f.yaml" not in errors[0].summary + errors[0].detail


@pytest.mark.parametrize(
    ("data", "line", "column", "phrase"),
    [
        (b"a: b\nc\xc3\xb6: caf\xe9\r\n", 2, 8, "byte 9 of this line, 0xE9"),
        ("a: b".encode("utf-16"), 1, 1, "UTF-16"),
        ("a: b".encode("utf-16-be"), 1, 1, "UTF-16"),
        ("a: b".encode("utf-16-le"), 1, 1, "UTF-16"),
        ("a: b".encode("utf-32"), 1, 1, "UTF-32"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", 1, 1, "UTF-32"),
    ],
)
def test_other_encodings_are_named(data: bytes, line: int, column: int, phrase: str) -> None:
    root, [found] = read(data, "f.yaml")
    assert root is None
    assert (found.code, found.source) == ("encoding", Source("f.yaml", line, column))
    assert phrase in found.summary
    assert "UTF-8" in found.detail


def test_all_errors_are_reported_in_the_order_of_the_file_and_the_tree_is_there() -> None:
    root, errors = read(b"a: ~\nb: \x07\nc: !x y\nd: #tag\ne: *f\nd: &g h\ni:\tj\n", "f.yaml")
    found = [(e.source.line, e.code) for e in errors if e.source]
    assert found == [
        (1, "null"),
        (2, "control-character"),
        (3, "tag"),
        (4, "hashtag"),
        (5, "alias"),
        (6, "duplicate-key"),
        (6, "anchor"),
        (7, "tab"),
    ]
    assert root is not None
    assert list(root.entries) == ["a", "b", "c", "d", "e", "i"]


def test_errors_before_a_syntax_error_are_reported_too() -> None:
    root, errors = read(b"a: ~\nb: less #tag\nc: @d\n", "f.yaml")
    assert root is None
    assert [e.code for e in errors] == ["null", "hashtag", "text"]


def positions_are_inside(data: bytes) -> None:
    root, errors = read(data, "f.yaml")
    assert root is None or isinstance(root, MappingNode)
    text = data.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for found in errors:
        assert found.source is not None
        assert 1 <= found.source.line <= len(lines)
        assert 1 <= found.source.column <= len(lines[found.source.line - 1]) + 1


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    positions_are_inside(data)


PIECES = [
    *"@*&!%>|?-\"'{}[],:#~ab\n\t\\ ",
    ": ",
    "\n  ",
    "\n- ",
    "- ",
    "a: ",
    "&a ",
    "*a",
    "<<: ",
    "---\n",
    "#x",
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    positions_are_inside(text.encode(errors="replace"))


LINES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])).filter(
    lambda line: line.strip(" ") == line
)


@given(st.lists(LINES, min_size=1).filter(lambda lines: bool(lines[0] and lines[-1])))
def test_the_text_of_a_block_is_taken_as_it_stands(lines: list[str]) -> None:
    block = "".join(f"      {line}\n" if line else "\n" for line in lines)
    tree = tree_of(f"posts:\n  a:\n    content: |\n{block}    mode: now\n")
    assert tree == {"posts": {"a": {"content": "\n".join(lines), "mode": "now"}}}


def test_the_parser_is_the_compiled_one() -> None:
    assert _ruamel_yaml.__file__.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES))
    assert not inspect.isfunction(_ruamel_yaml.CParser.get_event)
