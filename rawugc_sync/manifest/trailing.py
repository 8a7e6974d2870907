"""Comments behind free text that stands bare: `content: We are # 1 in calm skin` ends at `We are`."""

from __future__ import annotations

from rawugc_sync.manifest.advice import as_block
from rawugc_sync.manifest.nodes import Scalar
from rawugc_sync.words.diagnostics import Diagnostic, error


def trailing_comment(node: Scalar) -> Diagnostic | None:
    """The error for a comment behind a plain text, on its last line; None where there is none.

    A `#` that touches what follows is found by the hazards of the file, whatever the field.
    """
    if node.style or "#" not in node.doc.text:
        return None
    words, line = node.text.split(), node.line
    found = node.doc.line(line)[node.column - 1 :].split()
    while len(found) < len(words) and found == words[: len(found)] and line < len(node.doc.lines):
        words = words[len(found) :]
        line += 1
        found = node.doc.line(line).split()
    rest = found[len(words) :]
    if found[: len(words)] != words or rest[:1] != ["#"]:
        return None
    comment = node.doc.line(line).rstrip()
    column = len(comment) - len(_last(comment, rest)) + 1
    summary = f"YAML takes everything from `{' '.join(rest[:2])}` on as a comment, and this is free text"
    detail = "If it is a comment, put it on the line above."
    if not _speaks(rest[1:2]):
        detail = f"{as_block(node.doc, node.line)}\n{detail}"
    return error("hashtag", summary, detail, **node.doc.at(line, column))


def _speaks(words: list[str]) -> bool:
    """Whether a comment begins as one to this tool: that never was text, and must not become some."""
    return any(word.casefold().startswith("rawugc:") for word in words)


def _last(line: str, words: list[str]) -> str:
    """The end of a line that begins with the first of the words, which are its last ones."""
    at = len(line)
    for word in reversed(words):
        at = line.rindex(word, 0, at)
    return line[at:]
