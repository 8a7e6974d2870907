"""Where the documentation is published."""

from __future__ import annotations

SITE = ""
"""The address of the site, without a final slash; while it is empty, none is printed."""
