"""What must hold before a release, checked one by one: `make release-check`."""

from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
"""What is released."""
