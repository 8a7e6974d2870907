"""`make fast` is what it says: no sockets, no random input."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TESTS = """
import socket
from hypothesis import given, strategies

def test_plain():
    pass

@given(strategies.integers())
def test_random(number):
    raise AssertionError

class TestMore:
    @given(strategies.integers())
    def test_random(self, number):
        raise AssertionError

def test_listens():
    socket.socket().bind(("127.0.0.1", 0))

def test_connects():
    socket.create_connection(("127.0.0.1", 9), 1)

def test_asks_for_a_name():
    socket.getaddrinfo("localhost", 80)
"""


def recipe(target: str) -> str:
    """The command of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n\t(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    return found[1]


def test_what_is_random_or_opens_a_socket_is_no_fast_test(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    for workers in ("0", "1"):
        command = [sys.executable, "-m", "pytest", "-p", "tests.fast", "-n", workers, "-rA", tmp_path]
        run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        told = sorted(set(re.findall(r"^(PASSED|FAILED) .*::(\w+)", run.stdout, re.MULTILINE)))
        failed = [("FAILED", f"test_{name}") for name in ("asks_for_a_name", "connects", "listens")]
        assert told == [*failed, ("PASSED", "test_plain")], run.stdout
        assert "in a fast test: it belongs into another folder" in run.stdout


def test_the_target_is_run_under_that_rule() -> None:
    assert " -p tests.fast " in recipe("fast")
    assert "tests.fast" not in recipe("test")
