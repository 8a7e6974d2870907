"""The files of many commits, from git's objects: one process for each level of folders, and no checkout."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

Objects = Callable[[bytes], bytes | None]
"""Names of objects, one a line → what `git cat-file --batch` says of them; None when git fails."""
Tree = dict[str, tuple[str, str]]
"""Name → mode and id."""

_FOLDER, _FILES = "40000", ("100644", "100755", "100664")


def files_of(objects: Objects, commits: Sequence[str], roots: Sequence[str]) -> dict[str, dict[str, str]]:
    """Commit → path from the top → id of each plain file below the roots; a root that is not there has none.

    A folder that several commits share is read once.
    """
    asked = {(commit, root): f"{commit}:{root}" for commit in commits for root in roots}
    tops = _trees(objects, list(asked.values()), len(commits[0]) // 2 if commits else 0)
    known: dict[str, Tree] = {}
    level = _folders(tops.values())
    while missing := sorted(level - known.keys()):
        found = _trees(objects, missing, len(missing[0]) // 2)
        known |= {id: found.get(id, {}) for id in missing}
        level = _folders(found.values())
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for (commit, root), name in asked.items():
        prefix = f"{root}/" if root else ""
        files[commit] |= dict(_below(tops.get(name, {}), prefix, known))
    return files


def _below(tree: Tree, prefix: str, known: dict[str, Tree]) -> Iterator[tuple[str, str]]:
    for name, (mode, id) in tree.items():
        if mode == _FOLDER:
            yield from _below(known[id], f"{prefix}{name}/", known)
        elif mode in _FILES:
            yield prefix + name, id


def _folders(trees: Iterable[Tree]) -> set[str]:
    return {id for tree in trees for mode, id in tree.values() if mode == _FOLDER}


def _trees(objects: Objects, names: Sequence[str], width: int) -> dict[str, Tree]:
    """Those of the names that are trees; `width` is the length of an id in bytes."""
    rest = objects("".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")) or b""
    found: dict[str, Tree] = {}
    for name in names:
        head, _, rest = rest.partition(b"\n")
        about = head.rsplit(b" ", 2)
        if len(about) < 3 or not about[2].isdigit():
            continue  # it is missing
        size = int(about[2])
        if about[1] == b"tree":
            found[name] = dict(_entries(rest[:size], width))
        rest = rest[size + 1 :]
    return found


def _entries(data: bytes, width: int) -> Iterator[tuple[str, tuple[str, str]]]:
    while data:
        mode, _, rest = data.partition(b" ")
        name, _, rest = rest.partition(b"\0")
        yield os.fsdecode(name), (mode.decode("ascii"), rest[:width].hex())
        data = rest[width:]
