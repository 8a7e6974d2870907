"""The exit codes that scripts rely on: one case for each, as the table in the documentation has them."""

from __future__ import annotations
