"""The one place that imports httpx, without the command-line tool that comes with it."""

from __future__ import annotations

import sys

_TOOL = "httpx._main"

# `import httpx` also imports its command line, and with it rich, click and pygments where they are
# installed: 110 ms instead of 70. httpx does without it when that one import fails.
if "httpx" in sys.modules:
    import httpx
else:
    sys.modules[_TOOL] = None  # type: ignore[assignment]
    try:
        import httpx
    finally:
        del sys.modules[_TOOL]

__all__ = ["httpx"]
