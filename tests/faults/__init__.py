"""Faults of every kind, and what must be true after each of them."""

import pytest

pytest.register_assert_rewrite("tests.faults.processes")
