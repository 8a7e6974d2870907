"""New resources find their place in every way to write a collection; what was there stays as it was."""

from __future__ import annotations

from difflib import ndiff

import pytest

from rawugc_sync.manifest.encoding import decode
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.resources import registered
from rawugc_sync.writing.appending import appended
from rawugc_sync.writing.edits import edited

NEW = {"new": {"name": "New", "description": "One\ntwo"}, "other": {"name": "O: p", "description": "d"}}
LINES = (
    "  new:\n    name: New\n    description: |\n      One\n      two\n"
    '\n  other:\n    name: "O: p"\n    description: |\n      d'
)
FLOW = 'new: {name: New, description: "One\\ntwo"}, other: {name: "O: p", description: d}'
CASES = {
    "": f"personas:\n{LINES}\n",
    "# just a comment\n": f"# just a comment\n\npersonas:\n{LINES}\n",
    "vars: {a: b}": f"vars: {{a: b}}\n\npersonas:\n{LINES}",
    "vars: {a: b}\n...\n": f"vars: {{a: b}}\n\npersonas:\n{LINES}\n...\n",
    "personas: {} # none\n# end\n": f"personas: # none\n{LINES}\n# end\n",
    "personas: {a: {name: A, description: D}}\n": f"personas: {{a: {{name: A, description: D}}, {FLOW}}}\n",
    "{vars: {a: b}}\n": f"{{vars: {{a: b}}, personas: {{{FLOW}}}}}\n",
    "personas:\n  a: {name: A, description: D}\n  # of a\n\n# end\nvars: {}\n": (
        f"personas:\n  a: {{name: A, description: D}}\n  # of a\n\n{LINES}\n\n# end\nvars: {{}}\n"
    ),
    "personas:\n  a: {name: A, description: D}\n  b: {name: B, description: D}": (
        "personas:\n  a: {name: A, description: D}\n  b: {name: B, description: D}\n"
        + LINES.replace("\n\n", "\n")
    ),
    "personas:\n  a:\n    name: A\n    description: |+\n      D\n\n\nvars: {}\n": (
        f"personas:\n  a:\n    name: A\n    description: |+\n      D\n\n\n\n{LINES}\nvars: {{}}\n"
    ),
    "x-p: &p\n  a: {name: A, description: D}\npersonas: *p\n": (
        f"x-p: &p\n  a: {{name: A, description: D}}\n\n{LINES}\npersonas: *p\n"
    ),
}


def with_new(text: str) -> str:
    data = text.encode()
    document, _ = decode(data, "m.yaml")
    tree, errors = read(data, "m.yaml")
    assert document is not None
    assert errors == []
    return edited(data, [appended(document, tree, registered()["personas"], NEW)]).decode()


@pytest.mark.parametrize("text", CASES)
def test_new_resources_are_added(text: str) -> None:
    after = with_new(text)
    tree, errors = read(after.encode(), "m.yaml")
    assert errors == []
    assert tree is not None
    collection = tree.entries["personas"]
    assert isinstance(collection, MappingNode)
    assert list(collection.entries)[-2:] == ["new", "other"]
    assert after == CASES[text]


def test_the_indentation_of_the_file_is_kept() -> None:
    text = "personas:\n   a:\n       name: A\n       description: D\n"
    new = [line[2:] for line in ndiff(text.splitlines(), with_new(text).splitlines()) if line[0] == "+"]
    assert new[:3] == ["", "   new:", "       name: New"]
