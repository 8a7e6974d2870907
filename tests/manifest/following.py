"""Does to a manifest what a printed advice says, as somebody would who trusts it."""

from __future__ import annotations

from rawugc_sync.words.diagnostics import Diagnostic

_BLOCK = "Write the text as a block:\n"


def followed(text: str, said: Diagnostic) -> str:
    """The text with the advice of one diagnostic carried out."""
    assert said.source is not None
    lines = text.split("\n")
    at = said.source.line - 1
    if _BLOCK in said.detail:
        return "\n".join(_with_block(lines, at, said.detail.split(_BLOCK)[1].split("\nIf it is")[0]))
    if "as far as the text above" in said.detail:
        above = next(line for line in reversed(lines[:at]) if line.strip())
        lines[at] = " " * (len(above) - len(above.lstrip())) + lines[at].strip()
    elif "before the closing quote" in said.detail:
        lines = _inside_quotes(lines, at, said.source.column - 1)
    else:
        raise AssertionError(f"an advice that cannot be followed: {said.detail}")
    return "\n".join(lines)


def _with_block(lines: list[str], at: int, block: str) -> list[str]:
    """The lines that the block shows give way to it."""
    head, *shown = block.split("\n")
    key = head.strip().removesuffix(" |")
    start = next(n for n in range(at, -1, -1) if lines[n].strip().startswith(key))
    end = start + 1
    texts = [line.strip() for line in shown]
    while end < len(lines) and lines[end].strip() in texts:
        end += 1
    return [*lines[:start], head, *shown, *lines[end:]]


def _inside_quotes(lines: list[str], at: int, column: int) -> list[str]:
    tag, before = lines[at][column:], lines[at][:column].rstrip()
    while not before:  # a line of its own: the quote is above
        del lines[at]
        at -= 1
        before = lines[at].rstrip()
    return [*lines[:at], f"{before[:-1]} {tag}{before[-1]}", *lines[at + 1 :]]
