"""Fixtures of the sandbox's tests."""

from __future__ import annotations

import pytest

from tests.sandbox.driver import Sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    """A fresh sandbox in memory."""
    return Sandbox()
