"""The pages of the documentation, as topics: from the package, or from `docs/` in a checkout."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

_PACKAGED = Path(__file__).with_name("pages")
_CHECKOUT = Path(__file__).parents[2] / "docs"
_INDEX = "index"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page: `path` leads to it below `docs/`, `group` is the first folder of that, empty at the top."""

    name: str
    title: str
    group: str
    path: str

    def text(self) -> str:
        """The page, as Markdown, with what the models say at its end."""
        from rawugc_sync.help.generated import ends  # the models are read for these pages alone

        written = (_folder() / self.path).read_text(encoding="utf-8")
        return "\n".join([written, *(f"{end}\n" for end in ends(self.path))])


def topics() -> dict[str, Topic]:
    """Name → page, those at the top first, then folder by folder.

    A page is called like its file, one that leads a folder like the folder, and those that share a name by
    their paths.
    """
    folder = _folder()
    paths = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*.md"))
    names = Counter(map(_name, paths))
    found = [
        Topic(
            name=_name(path) if names[_name(path)] == 1 else path.removesuffix(".md"),
            title=_title(folder / path),
            group=path.rpartition("/")[0].partition("/")[0],
            path=path,
        )
        for path in paths
    ]
    return {one.name: one for one in sorted(found, key=lambda one: (one.group, one.name))}


def _folder() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def _name(path: str) -> str:
    folder, _, file = path.removesuffix(".md").rpartition("/")
    return folder.rpartition("/")[2] if file == _INDEX and folder else file


def _title(page: Path) -> str:
    """Its first heading; its name where it has none."""
    with page.open(encoding="utf-8") as lines:
        return next((line[2:].strip() for line in lines if line.startswith("# ")), page.stem)
