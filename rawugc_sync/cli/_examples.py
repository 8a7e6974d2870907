"""The examples that are shipped: beside the package where it is installed, in `examples/` in a checkout."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = ("glow-lab",)

_PACKAGE = Path(__file__).resolve().parents[1]
_PLAYED = ".rawugc"
"""What somebody's own sandbox has left in a checkout is no part of an example."""


def files_of(example: str) -> dict[str, bytes]:
    """Path below the example, with slashes → content."""
    root = next(path for path in _places(example) if path.is_dir())
    found = sorted(path for path in root.rglob("*") if path.is_file())
    names = ((path.relative_to(root), path) for path in found)
    return {name.as_posix(): path.read_bytes() for name, path in names if name.parts[0] != _PLAYED}


def _places(example: str) -> tuple[Path, ...]:
    return (_PACKAGE / "examples" / example, _PACKAGE.parent / "examples" / example)
