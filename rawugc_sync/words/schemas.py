"""Where the JSON Schemas for editors are, and the first line of a file that names one."""

from __future__ import annotations

PUBLISHED = ""
"""The address below which they are published, without a final slash; empty as long as they are not."""

MANIFEST, CONFIG = "manifest.schema.json", "config.schema.json"

FOLDER = "schemas"
"""Where a workspace keeps its own ones, as long as none are published."""


def modeline(schema: str, folder: str) -> str:
    """The line that has editors check a file against a schema that lies below a folder or an address."""
    return f"# yaml-language-server: $schema={folder}/{schema}\n"
