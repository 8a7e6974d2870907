"""Two versions of a file as a unified diff that is safe to show."""

from __future__ import annotations

from difflib import unified_diff

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.unseen import look, revealed

_NO_NEWLINE = "\\ No newline at end of file"


def file_diff(file: str, before: str | None, after: str, style: Style) -> str:
    """What becomes different in a file, as git shows it; empty when nothing does. None is no file.

    Line ends are shown where they change.
    """
    old = before or ""
    if ("\r\n" in old) == ("\r\n" in after):
        old, after = old.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    name = "/dev/null" if before is None else f"a/{file}"
    lines = list(unified_diff(_lines(old), _lines(after), name, f"b/{file}", lineterm=""))
    return "\n".join(map(_Dressing(lines, style), lines, range(len(lines))))


def _lines(text: str) -> list[str]:
    """The lines without their ends; a last one without an end says so."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n{_NO_NEWLINE}"] if last else lines


class _Dressing:
    """Makes the lines of one diff safe and colours them; in changed ones, what nobody sees shows."""

    def __init__(self, lines: list[str], style: Style) -> None:
        self._style = style
        self._looks = {sign: {look(line[1:]) for line in lines[2:] if line[0] == sign} for sign in "+-"}

    def __call__(self, line: str, number: int) -> str:
        style = self._style
        if number < 2:  # a file's name that goes over lines would be taken for another head
            return style.bold(safe(line))
        text = safe(line, keep_newlines=True)
        if line.startswith("@@"):
            return style.dim(text)
        if line.startswith("+"):
            return style.add(self._revealed(text, "-"))
        return style.destroy(self._revealed(text, "+")) if line.startswith("-") else text

    def _revealed(self, text: str, other: str) -> str:
        return revealed(text, wholly=look(text[1:]) in self._looks[other])
