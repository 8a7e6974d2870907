"""`include:`: folders outside of the workspace are read as if they belonged to it, and nothing else is."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.files import fence
from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import InvalidInput

NOW = 1_800_000_000_000
HERE = "repository/brands/glow-lab"
CONFIG = "include: [../../shared]\n"
SHARED = """\
messaging:
  gentle: {name: Gentle, body: {file: copy/gentle.md}}
"""
SERUM = """\
products:
  serum: {name: Serum, photos: ['https://x.example/a.jpg'], messaging: "${messaging.gentle.body}"}
"""

Files = Mapping[str, str]


def put(folder: Path, files: Files) -> Path:
    """Write the files of a repository; returns the workspace in it."""
    for name, text in files.items():
        path = folder / "repository" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / HERE).mkdir(parents=True, exist_ok=True)
    return folder / HERE


def loaded(folder: Path, files: Files, *, include: str = CONFIG) -> Manifests:
    root = put(folder, {"brands/glow-lab/rawugc.yaml": include, **files})
    return load(root, load_config(root), registered(), NOW)


def fields(manifests: Manifests, address: str) -> Mapping[str, object]:
    return manifests.desired[Address.parse(address)].fields


# -- what is read


def test_what_is_included_is_part_of_the_set_under_the_path_as_it_is_seen_from_here(tmp_path: Path) -> None:
    manifests = loaded(
        tmp_path,
        {
            "shared/messaging.yaml": SHARED,
            "shared/copy/gentle.md": "Less.\n",
            "brands/glow-lab/serum.yaml": SERUM,
        },
    )
    assert manifests.errors == []
    assert fields(manifests, "products.serum")["messaging"] == "Less."
    place = manifests.desired[Address.parse("messaging.gentle")].source
    assert str(place) == "../../shared/messaging.yaml:2:3"
    assert manifests.files == 2


def test_vars_and_blocks_are_shared_too(tmp_path: Path) -> None:
    manifests = loaded(
        tmp_path,
        {
            "shared/words.yaml": "vars: {claim: Calm}\nremoved: [{from: personas.old, destroy: false}]\n",
            "brands/glow-lab/p.yaml": "personas:\n  p: {name: N, description: '${vars.claim}'}\n",
        },
    )
    assert manifests.errors == []
    assert fields(manifests, "personas.p")["description"] == "Calm"
    assert [str(one.address) for one in manifests.blocks.removed] == ["personas.old"]


def test_a_workspace_may_have_nothing_but_what_it_includes(tmp_path: Path) -> None:
    manifests = loaded(tmp_path, {"shared/p.yaml": "personas:\n  p: {name: N, description: D}\n"})
    assert (manifests.errors, list(manifests.desired)) == ([], [Address("personas", "p")])


def test_defaults_end_at_their_own_root(tmp_path: Path) -> None:
    product = "{{name: {0}, photos: ['https://x.example/a.jpg']}}"
    manifests = loaded(
        tmp_path,
        {
            "shared/d.yaml": "defaults: {products: {description: shared}}\n",
            "shared/deep/a.yaml": f"products:\n  a: {product.format('A')}\n",
            "brands/glow-lab/d.yaml": "defaults: {products: {messaging: ours}}\n",
            "brands/glow-lab/b.yaml": f"products:\n  b: {product.format('B')}\n",
        },
    )
    assert manifests.errors == []
    assert (
        fields(manifests, "products.a")["description"],
        "messaging" in fields(manifests, "products.a"),
    ) == (
        "shared",
        False,
    )
    assert (
        fields(manifests, "products.b")["messaging"],
        "description" in fields(manifests, "products.b"),
    ) == (
        "ours",
        False,
    )


def test_an_address_in_both_is_defined_twice(tmp_path: Path) -> None:
    text = "personas:\n  p: {name: N, description: D}\n"
    (wrong,) = loaded(tmp_path, {"shared/a.yaml": text, "brands/glow-lab/b.yaml": text}).errors
    assert (wrong.code, str(wrong.source)) == ("duplicate-address", "b.yaml:2:3")
    assert "../../shared/a.yaml:2:3" in wrong.detail


def test_an_error_is_placed_in_the_included_file(tmp_path: Path) -> None:
    (wrong,) = loaded(tmp_path, {"shared/a.yaml": "persona: {}\n"}).errors
    assert (wrong.code, str(wrong.source)) == ("unknown-key", "../../shared/a.yaml:1:1")


@pytest.mark.parametrize("pattern", ["../../shared/drafts/**", "**/drafts/*.yaml"])
def test_exclude_counts_for_what_is_included_and_manifests_does_not(tmp_path: Path, pattern: str) -> None:
    config = f"{CONFIG}exclude: ['{pattern}']\nmanifests: ['*.yaml']\n"
    text = "personas:\n  {0}: {{name: {0}, description: D}}\n"
    names = ("shared/deep/a", "shared/drafts/b", "brands/glow-lab/c")
    manifests = loaded(tmp_path, {f"{n}.yaml": text.format(n[-1]) for n in names}, include=config)
    assert [address.key for address in manifests.desired] == ["a", "c"]


def test_a_workspace_below_an_included_folder_is_left_out(tmp_path: Path) -> None:
    text = "personas:\n  {0}: {{name: {0}, description: D}}\n"
    files = {"shared/a.yaml": text.format("a"), "shared/other/b.yaml": text.format("b")}
    manifests = loaded(tmp_path, {**files, "shared/other/rawugc.yaml": ""})
    assert [address.key for address in manifests.desired] == ["a"]


# -- what cannot be included


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/shared", "is not relative to the workspace"),
        ("~/shared", "is not relative to the workspace"),
        ("C:/shared", "is not relative to the workspace"),
        (r"\\server\shared", "is not relative to the workspace"),
        ("''", "has no usable name"),
        ('"../a\\0b"', "has no usable name"),
        (".", "holds the workspace itself"),
        ("..", "holds the workspace itself"),
        ("../..", "holds the workspace itself"),
        ("../../shared/../..", "holds the workspace itself"),
        ("copy", "lies in the workspace"),
        ("../glow-lab/copy", "lies in the workspace"),
        ("../../nowhere", "does not exist"),
        (f"../{'a' * 300}", "cannot be read"),
        ("../../file.yaml", "is no folder"),
        ("../../linked", "is a link"),
        ("../../linked/deep", "is a link, or lies behind one"),
        ("../../dangling", "is a link"),
        ("../other", "is a workspace of its own"),
        ("../../../beside", "lies outside of the git checkout"),
    ],
)
def test_what_cannot_be_included_is_told_at_its_place(tmp_path: Path, path: str, why: str) -> None:
    (tmp_path / "beside").mkdir()
    root = put(
        tmp_path,
        {
            ".git/HEAD": "",
            "file.yaml": "",
            "shared/deep/a.yaml": "",
            "brands/other/rawugc.yaml": "",
            "brands/glow-lab/copy/a.md": "",
            "brands/glow-lab/rawugc.yaml": f"include: [{path}]\n",
        },
    )
    (tmp_path / "repository/linked").symlink_to("shared")
    (tmp_path / "repository/dangling").symlink_to("gone")
    with pytest.raises(InvalidInput) as wrong:
        load_config(root)
    (one,) = wrong.value.diagnostics
    assert (one.code, one.field, str(one.source)) == ("include", "include", "rawugc.yaml:1:11")
    assert why in one.summary


@pytest.mark.parametrize(
    "listed",
    ["../../shared, ../../shared/", "../../shared, ../../shared/deep", "../../shared/deep, ../../shared"],
)
def test_no_file_is_included_twice(tmp_path: Path, listed: str) -> None:
    files = {"shared/deep/a.yaml": "", "brands/glow-lab/rawugc.yaml": f"include: [{listed}]\n"}
    root = put(tmp_path, files)
    with pytest.raises(InvalidInput, match="which is included already"):
        load_config(root)


def test_outside_of_git_a_neighbour_may_be_included(tmp_path: Path) -> None:
    (tmp_path / "beside").mkdir()
    root = put(tmp_path, {"brands/glow-lab/rawugc.yaml": "include: [../../../beside/]\n"})
    assert load_config(root).include == ["../../../beside"]


def test_the_workspace_may_be_reached_through_a_link(tmp_path: Path) -> None:
    put(tmp_path, {"shared/p.yaml": "personas:\n  p: {name: N, description: D}\n"})
    put(tmp_path, {"brands/glow-lab/rawugc.yaml": CONFIG})
    (tmp_path / "link").symlink_to(HERE)
    manifests = load(tmp_path / "link", load_config(tmp_path / "link"), registered(), NOW)
    assert (manifests.errors, list(manifests.desired)) == ([], [Address("personas", "p")])


# -- the fence


@pytest.mark.parametrize(
    ("folder", "path", "relative"),
    [
        ("", "../../shared/a.md", "../../shared/a.md"),
        ("deep", "../../../shared/a.md", "../../shared/a.md"),
        ("../../shared", "copy/a.md", "../../shared/copy/a.md"),
        ("../../shared/deep", "../copy/a.md", "../../shared/copy/a.md"),
        ("", "../../shared/../shared/a.md", "../../shared/a.md"),
    ],
)
def test_a_file_may_lie_in_an_included_folder(folder: str, path: str, relative: str) -> None:
    assert fence.inside(folder, path, ["../../shared"]) == relative


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("", "../../shared2/a.md"),
        ("", "../../shared/../a.md"),
        ("../../shared", "../a.md"),
        ("../../shared", "../brands/glow-lab/a.md"),
        ("../../shared", "../more/a.md"),
        ("../../shared/deep", "../../more/a.md"),
    ],
)
def test_a_file_lies_nowhere_else(folder: str, path: str) -> None:
    with pytest.raises(fence.OutOfBounds, match="lies outside of"):
        fence.inside(folder, path, ["../../shared", "../../more"])


@pytest.mark.parametrize("file", ["copy.md", "linked/copy.md"])
def test_a_link_in_an_included_folder_is_refused(tmp_path: Path, file: str) -> None:
    put(tmp_path, {"secret/copy.md": "secret"})
    shared = tmp_path / "repository/shared"
    shared.mkdir()
    (shared / "copy.md").symlink_to("../secret/copy.md")
    (shared / "linked").symlink_to("../secret")
    text = f"messaging:\n  m: {{name: N, body: {{file: {file}}}}}\n"
    (wrong,) = loaded(tmp_path, {"shared/m.yaml": text}).errors
    assert (wrong.code, "is a link, or lies behind one" in wrong.summary) == ("bad-file", True)


def test_a_linked_folder_of_manifests_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, {"secret/p.yaml": "personas:\n  p: {name: N, description: D}\n", "shared/a.yaml": ""})
    (tmp_path / "repository/shared/linked").symlink_to("../secret")
    assert loaded(tmp_path, {"brands/glow-lab/a.yaml": "personas: {}\n"}).desired == {}


ROOTS = ("brands/glow-lab", "shared", "more/words")
INCLUDED = ("../../shared", "../../more/words")
NAMES = (
    "..",
    ".",
    "",
    "deep",
    "link",
    "up",
    "shared",
    "more",
    "words",
    "brands",
    "glow-lab",
    "other",
)


@pytest.fixture(scope="module")
def maze(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of the same names everywhere, whose files say where they really lie, and links between them."""
    top = Path(os.path.realpath(tmp_path_factory.mktemp("maze"))) / "repository"
    for folder in (*ROOTS, "brands/other", "more", "brands", ""):
        for deep in ("", "deep"):
            (top / folder / deep).mkdir(parents=True, exist_ok=True)
            (top / folder / deep / "a.md").write_text(posixpath.join(folder, deep))
        (top / folder / "link").symlink_to(top / "brands/other")
        (top / folder / "up").symlink_to("..")
    return top


@given(
    st.sampled_from(["", "deep", *INCLUDED, f"{INCLUDED[0]}/deep"]),
    st.lists(st.sampled_from(NAMES), max_size=8),
)
def test_no_path_reaches_outside_of_the_roots(maze: Path, folder: str, names: list[str]) -> None:
    try:
        path = fence.inside(folder, "/".join([*names, "a.md"]), INCLUDED)
        text = fence.read(maze / ROOTS[0], path, included=INCLUDED).decode()
    except fence.OutOfBounds:
        return
    start = posixpath.normpath(posixpath.join(ROOTS[0], folder))
    roots = ROOTS if start.startswith(ROOTS[0]) else [root for root in ROOTS if start.startswith(root)]
    assert any(text == root or text.startswith(f"{root}/") for root in roots)
