"""What commits have made of files: the ids of what these held before and after each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.git.checkout import git, git_bytes, literally, top_of
from rawugc_sync.git.standing import is_clean

_YAML = (".yaml", ".yml")
_RAW = ("-r", "-c", "--root", "--raw", "--no-abbrev", "--no-renames", "-z")


@dataclass(frozen=True, slots=True)
class Edit:
    """The files that a commit has changed: `before` once for each parent, `after`; ids of their contents.

    Of a merge these are the files that are like those of none of its parents.
    """

    commit: str
    before: tuple[tuple[str, ...], ...]
    after: tuple[str, ...]


def edits(
    folder: Path, variables: Mapping[str, str], commits: Iterable[str], paths: Sequence[str]
) -> list[Edit]:
    """What some commits did to YAML files below some paths, in their order."""
    given = "".join(f"{one}\n" for one in commits).encode("ascii")
    said = git_bytes(folder, variables, "diff-tree", "--stdin", *_RAW, *literally(paths), stdin=given)
    return list(_read((said or b"").decode("utf-8", "replace")))


def uncommitted(
    folder: Path, variables: Mapping[str, str], paths: Sequence[str]
) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """The ids of what the last commit has of YAML files that were edited since, and what these hold now."""
    around = top_of(folder)
    if is_clean(around):
        return (), ()
    top = git(around, variables, "rev-parse", "--show-toplevel")
    how = ("--raw", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff", "-z")
    parts = iter((git(folder, variables, "diff", *how, "HEAD", *literally(paths)) or "").split("\0"))
    edited = [(_ids(part)[0], Path(top or "", next(parts, ""))) for part in parts if part]
    manifests = [(id, path) for id, path in edited if path.suffix in _YAML]
    now = (path.read_bytes() for _, path in manifests if path.is_file())
    return tuple(id for id, _ in manifests), tuple(now)


def contents(folder: Path, variables: Mapping[str, str], ids: Collection[str]) -> dict[str, bytes]:
    """Id → content, of those that there are."""
    if not ids:
        return {}
    given = "".join(f"{one}\n" for one in ids).encode("ascii")
    rest = git_bytes(folder, variables, "cat-file", "--batch", stdin=given) or b""
    found: dict[str, bytes] = {}
    while rest:
        head, _, rest = rest.partition(b"\n")
        id, kind, *size = head.decode("ascii", "replace").split(" ")
        if kind == "blob":
            found[id], rest = rest[: int(size[0])], rest[int(size[0]) + 1 :]
    return found


def _read(said: str) -> Iterator[Edit]:
    """Of git's raw form: a commit, and below it modes, ids and a path for each of its files."""
    commit, files = "", list[list[str]]()
    parts = iter(said.split("\0"))
    for part in parts:
        if part.startswith(":"):
            if next(parts, "").endswith(_YAML):
                files.append(_ids(part))
        elif part.strip():
            if files:
                yield _edit(commit, files)
            commit, files = part.strip(), []
    if files:
        yield _edit(commit, files)


def _ids(part: str) -> list[str]:
    """`:MODE MODE ID ID STATUS`, with one colon, mode and id more for each further parent."""
    words = part.lstrip(":").split(" ")
    return words[len(words) // 2 : -1]


def _edit(commit: str, files: Sequence[Sequence[str]]) -> Edit:
    *before, after = zip(*files, strict=True)
    return Edit(commit, tuple(before), after)
