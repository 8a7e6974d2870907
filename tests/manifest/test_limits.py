"""A few lines of YAML cannot stand for more than a workspace ever needs."""

from __future__ import annotations

import pytest

from rawugc_sync.manifest import limits
from rawugc_sync.manifest.reader import read


def chain(first: str, link: str) -> str:
    """`first`, and seven lines of which each uses the one before many times."""
    return first + "".join(
        f"{name}: &{name} {link.replace('@', '*' + above)}\n"
        for above, name in zip("abcdefg", "bcdefgh", strict=True)
    )


REFUSED = {
    "size": (b"#" * (limits.MAX_BYTES + 1), "size"),
    "brackets": (b"a: " + b"[" * 5000, "depth"),
    "indentation": ("".join(" " * level + "k:\n" for level in range(200)).encode(), "depth"),
    "aliases that nest": (
        ("a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 100))).encode(),
        "depth",
    ),
    "alias bomb": (chain("a: &a [x, x]\n", f"[{', '.join(['@'] * 9)}]").encode(), "nodes"),
    "merge bomb": (chain("a: &a {x: y}\n", f"{{<<: [{', '.join(['@'] * 9)}]}}").encode(), "nodes"),
    "merges": (b"a: &a {b: c}\nd:\n" + b"- <<: *a\n" * (limits.MAX_MERGES + 1), "merges"),
    "items": (b"a: [" + b"b," * limits.MAX_NODES + b"]", "nodes"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_too_big_is_refused(data: bytes, code: str) -> None:
    root, errors = read(data, "f.yaml")
    assert root is None
    assert [e.code for e in errors] == [code]


def test_what_just_fits_is_read() -> None:
    depth = limits.MAX_DEPTH - 1  # the root is a level too
    nested = "a: " + "[" * depth + "]" * depth + "\n"
    merges = "x: &x {b: c}\nd:\n" + "- <<: *x\n" * limits.MAX_MERGES
    root, errors = read((nested + merges).encode(), "f.yaml")
    assert errors == []
    assert root is not None


@pytest.mark.parametrize(
    "line",
    ["k{}: ~\n", "k{}: #a\n", "k{}: b\x07\n", "k{}:\tb\n", "k{}: &a b\n"],
    ids=["null", "hashtag", "control", "tab", "anchor"],
)
def test_a_file_full_of_errors_does_not_report_them_all(line: str) -> None:
    data = "".join(line.format(number) for number in range(3 * limits.MAX_ERRORS)).encode()
    assert limits.MAX_ERRORS <= len(read(data, "f.yaml")[1]) <= limits.MAX_ERRORS + 2
