"""Two versions of a file as a unified diff that is safe to show."""

from __future__ import annotations

from difflib import unified_diff

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style

_NO_NEWLINE = "\\ No newline at end of file"


def file_diff(file: str, before: str | None, after: str, style: Style) -> str:
    """What becomes different in a file, as git shows it; empty when nothing does. None is no file.

    Line ends are shown where they change.
    """
    old = before or ""
    if ("\r\n" in old) == ("\r\n" in after):
        old, after = old.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    name = "/dev/null" if before is None else f"a/{file}"
    lines = unified_diff(_lines(old), _lines(after), name, f"b/{file}", lineterm="")
    return "\n".join(_dressed(number, line, style) for number, line in enumerate(lines))


def _lines(text: str) -> list[str]:
    """The lines without their ends; a last one without an end says so."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n{_NO_NEWLINE}"] if last else lines


def _dressed(number: int, line: str, style: Style) -> str:
    text = safe(line, keep_newlines=True)
    if number < 2:
        return style.bold(text)
    if line.startswith("@@"):
        return style.dim(text)
    if line.startswith("+"):
        return style.add(text)
    return style.destroy(text) if line.startswith("-") else text
