"""How big one manifest may be, so that a few lines of YAML cannot take the machine down."""

from __future__ import annotations

from rawugc_sync.manifest.nodes import Document
from rawugc_sync.words.diagnostics import Diagnostic, Source, error

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 50
MAX_NODES = 1_000_000
"""Keys and values, with all that aliases and merge keys stand for counted at each use."""
MAX_MERGES = 1_000
MAX_ERRORS = 1_000


def too_big(file: str, size: int) -> Diagnostic:
    """The error for a file of `size` bytes."""
    summary = f"{size / 1024 / 1024:.1f} MiB are too much for one manifest: {MAX_BYTES // 1024 // 1024} fit"
    return error("size", summary, "Split it into several files.", source=Source(file, 1, 1))


def too_deep(document: Document, line: int, column: int) -> Diagnostic:
    """The error for a collection that opens more than `MAX_DEPTH` levels down."""
    detail = "No manifest needs this; look for an alias or a bracket that is repeated."
    return error("depth", f"more than {MAX_DEPTH} levels deep", detail, **document.at(line, column))


def too_many_nodes(document: Document, line: int, column: int) -> Diagnostic:
    """The error for more than `MAX_NODES` keys and values."""
    summary = f"more than {MAX_NODES:,} keys and values, counting each use of an alias"
    return error("nodes", summary, "Use fewer aliases, or split the file.", **document.at(line, column))


def too_many_merges(document: Document, line: int, column: int) -> Diagnostic:
    """The error for more than `MAX_MERGES` mappings brought in by `<<`."""
    summary = f"more than {MAX_MERGES:,} uses of `<<` in one file"
    return error("merges", summary, "Put what is shared under `defaults:`.", **document.at(line, column))


def too_many_errors(document: Document, line: int, column: int) -> Diagnostic:
    """The error that stands for all those after the first `MAX_ERRORS`."""
    summary = f"more than {MAX_ERRORS:,} errors in this file; the others are not shown"
    return error("errors", summary, "Is this a manifest?", **document.at(line, column))
