"""What a pull has written, for people: a line for each resource and field, and a diff of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.pulling.wish import Line, Pulled
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.unified_diff import file_diff
from rawugc_sync.words.count import count


def pull_text(pulled: Pulled, done: str) -> str:
    """The report of a pull; `done` is "pulled" or "would be pulled"."""
    return "\n".join(_text(pulled, done))


def files_diff(before: Mapping[str, bytes], files: Mapping[str, bytes], style: Style) -> str:
    """What becomes different in each of the `files`, by path."""
    return "\n".join(
        file_diff(path, _decoded(before.get(path)), data.decode("utf-8", "replace"), style)
        for path, data in sorted(files.items())
    )


def _decoded(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")


def _text(pulled: Pulled, done: str) -> Iterator[str]:
    yield from (safe(_line(line)) for line in pulled.lines)
    if pulled.organization:
        yield safe(f"+ organization: {pulled.organization} → rawugc.yaml")
    if not pulled.lines:
        yield "Nothing was pulled." if pulled.left else "Nothing to pull."
        return
    recorded = sum(not line.path for line in pulled.lines)
    fields = sum(bool(line.field) for line in pulled.lines)
    if recorded:
        yield f"{count(recorded, 'resource')} {done.replace('pulled', 'recorded')}, equal to what is live."
    new = len(pulled.lines) - fields - recorded
    parts = [count(new, "resource")] * bool(new) + [count(fields, "field")] * bool(fields)
    if parts:
        files = len(pulled.files) - (pulled.organization is not None)
        yield f"{' and '.join(parts)} {done} into {count(files, 'file')}."


def _line(line: Line) -> str:
    if not line.path:
        return f"= {line.address} ({line.id})"
    if line.field:
        return f"~ {line.address}.{line.field} → {line.path}"
    return f"+ {line.address} ({line.id}) → {line.path}"
