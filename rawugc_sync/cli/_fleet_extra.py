"""What the extra `fleet` brings, and what is said where it is missing."""

from __future__ import annotations

from importlib.util import find_spec

MODULES = (
    "itsdangerous",
    "procrastinate",
    "prometheus_client",
    "psycopg",
    "psycopg_pool",
    "starlette",
    "uvicorn",
)
"""Other extras bring some of them."""


def needs_extra() -> None:
    """InvalidInput where any of it is not installed."""
    from rawugc_sync.words.errors import InvalidInput

    if missing := next((name for name in MODULES if find_spec(name) is None), None):
        summary = f"this takes the extra `fleet` ({missing} is not installed)"
        raise InvalidInput.of("extra-missing", summary, "Run: pip install 'rawugc-sync[fleet]'")
