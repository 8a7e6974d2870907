"""What undoing a run has written, for people: a line for each resource and field, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.render.safe import safe
from rawugc_sync.undoing.act import Line, Undone
from rawugc_sync.words.count import count

_SAID = {".": "let go", "=": "taken over again"}


def undo_text(undone: Undone, done: str, called: str) -> str:
    """The report of an undo; `done` is "undone" or "would be undone", `called` how the tool is called."""
    return "\n".join(safe(line) for line in _text(undone, done, called))


def _text(undone: Undone, done: str, called: str) -> Iterator[str]:
    yield from map(_line, undone.lines)
    if not undone.lines:
        nothing = "Nothing of it can be undone" if undone.left else "Nothing is left to undo"
        yield f"{nothing}: run {undone.run}."
        return
    yield f"Run {undone.run} {done} in {count(len(undone.files), 'file')}."
    if done == "undone":
        yield f"Nothing was sent. To see what that leads to: {called} plan"


def _line(line: Line) -> str:
    if line.previous is not None:
        return f"> {line.address} → {line.previous} in {line.path}"
    if line.field:
        where = f" → {line.path}" if line.path else ", by what it refers to"
        return f"~ {line.address}.{line.field}{where}"
    if line.sign in _SAID:
        return f"{line.sign} {line.address} is {_SAID[line.sign]} in {line.path}"
    return f"{line.sign} {line.address} {'→' if line.sign == '+' else 'from'} {line.path}"
