"""What writing files would change, as a unified diff of safe text."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style


def file_diff(before: Mapping[str, bytes], after: Mapping[str, bytes], style: Style) -> str:
    """A diff of every file of `after`, by path; one that is not in `before` is new."""
    lines: list[str] = []
    for path, data in sorted(after.items()):
        old = f"a/{path}" if path in before else "/dev/null"
        lines += unified_diff(_lines(before.get(path, b"")), _lines(data), old, f"b/{path}", lineterm="")
    return "\n".join(_dressed(safe(line, keep_newlines=True), style) for line in lines)


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if not text:
        return []
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file"
    return lines


def _dressed(line: str, style: Style) -> str:
    if line.startswith(("+++", "---")):
        return style.bold(line)
    dress = {"+": style.add, "-": style.destroy, "@": style.dim}.get(line[:1])
    return dress(line) if dress else line
