"""The lock: one writer at a time, who says who it is, and whose death frees it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from rawugc_sync.state.lock import held as held_in
from rawugc_sync.state.store import Holder
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.errors import LockHeld, StateError

HOLDING = """
import sys
from pathlib import Path
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.lock import held
from rawugc_sync.state.stores.local import LocalStore

private = Path(sys.argv[1]).parent
with held(LocalStore(private / "state.json", private, "state"), "rawugc-sync apply", SystemClock()):
    print("held", flush=True)
    sys.stdin.read()
"""


class Clock:
    """Time that passes by sleeping alone; at `freed_at` seconds somebody lets go."""

    def __init__(self, holder: subprocess.Popen[str] | None = None, freed_at: float = 0) -> None:
        self.elapsed = 0.0
        self._holder = holder
        self._freed_at = freed_at

    def now(self) -> float:
        return 1_800_000_000.0 + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        self.elapsed += seconds
        if self._holder and self.elapsed >= self._freed_at:
            self._holder.communicate()


@contextmanager
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock, until it is told to end or killed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


class Lock:
    """The lock of a store on this machine."""

    def __init__(self, root: Path) -> None:
        self.path = root / ".rawugc/lock"
        self._store = LocalStore(root / "state.json", root / ".rawugc", "state")

    def held(
        self, command: str, clock: Clock, timeout: float = 0, *, far: bool = False
    ) -> AbstractContextManager[Holder]:
        return held_in(self._store, command, clock, timeout, far=far)

    def holder(self) -> Holder | None:
        return self._store.holder()


@pytest.fixture
def lock(tmp_path: Path) -> Lock:
    return Lock(tmp_path)


def test_p12_a_held_lock_names_its_holder(lock: Lock) -> None:
    with holder(lock.path) as process:
        with pytest.raises(LockHeld) as held, lock.held("rawugc-sync apply", Clock()):
            pytest.fail("two hold it")
        who = lock.holder()
    (one,) = held.value.diagnostics
    assert held.value.exit_code == 5
    assert who is not None
    assert (who.host, who.pid, who.command) == (
        socket.gethostname(),
        process.pid,
        "rawugc-sync apply",
    )
    for part in (
        "rawugc-sync apply",
        socket.gethostname(),
        f"process {process.pid}",
        f"since {who.since}",
    ):
        assert part in one.summary
    assert "--lock-timeout" in one.detail


def test_who_is_interrupted_while_waiting_takes_nothing_away(lock: Lock) -> None:
    class Interrupted(Clock):
        def sleep(self, seconds: float) -> None:
            raise KeyboardInterrupt

    with holder(lock.path) as process:
        with pytest.raises(KeyboardInterrupt), lock.held("rawugc-sync apply", Interrupted(), 60):
            pytest.fail("two hold it")
        who = lock.holder()
    assert who is not None
    assert who.pid == process.pid


@pytest.mark.parametrize(
    ("far", "pauses"), [(False, [0.5] * 4), (True, [1, 2, 4, 8, 16, 16, 3])], ids=["here", "elsewhere"]
)
def test_a_lock_that_is_far_is_asked_for_less_and_less_often(
    lock: Lock, far: bool, pauses: list[float]
) -> None:
    slept: list[float] = []

    class Remembering(Clock):
        def sleep(self, seconds: float) -> None:
            slept.append(seconds)
            super().sleep(seconds)

    with holder(lock.path):
        waiting = lock.held("rawugc-sync apply", Remembering(), sum(pauses), far=far)
        with pytest.raises(LockHeld), waiting:
            pytest.fail("two hold it")
    assert slept == pauses


def test_its_folder_stays_out_of_git(lock: Lock) -> None:
    with lock.held("rawugc-sync apply", Clock()):
        assert (lock.path.parent / ".gitignore").read_text() == "*\n"


def test_a_link_in_the_place_of_what_keeps_it_out_is_not_followed(lock: Lock, tmp_path: Path) -> None:
    lock.path.parent.mkdir()
    (lock.path.parent / ".gitignore").symlink_to(tmp_path / "elsewhere")
    with lock.held("rawugc-sync apply", Clock()):
        assert not (tmp_path / "elsewhere").exists()


def test_p4_a_killed_holder_frees_it(lock: Lock) -> None:
    with holder(lock.path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock.holder() is None
        with lock.held("rawugc-sync apply", Clock()):
            pass


@pytest.mark.parametrize(("timeout", "freed_at"), [(5, 3), (3, 3), (60, 59.5)])
def test_one_who_waits_long_enough_gets_it(lock: Lock, timeout: float, freed_at: float) -> None:
    with holder(lock.path) as process:
        clock = Clock(process, freed_at)
        with lock.held("rawugc-sync apply", clock, timeout):
            assert clock.elapsed == freed_at


@pytest.mark.parametrize("timeout", [0, 0.2, 3])
def test_one_who_does_not_is_told_in_time(lock: Lock, timeout: float) -> None:
    clock = Clock()
    with (
        holder(lock.path),
        pytest.raises(LockHeld),
        lock.held("rawugc-sync apply", clock, timeout),
    ):
        pytest.fail("two hold it")
    assert clock.elapsed == pytest.approx(timeout)


def test_it_is_free_once_it_is_let_go_whatever_happened(lock: Lock) -> None:
    assert lock.holder() is None
    with suppress(KeyError), lock.held("rawugc-sync apply", Clock()):
        assert lock.holder() is not None
        raise KeyError
    assert lock.holder() is None
    with lock.held("rawugc-sync apply", Clock()):
        assert json.loads(lock.path.read_text())["pid"] == os.getpid()


@pytest.mark.parametrize("written", ["", "{", "[]", '{"host": 7}'])
def test_a_holder_that_cannot_be_read_is_a_holder_all_the_same(lock: Lock, written: str) -> None:
    with holder(lock.path):
        lock.path.write_text(written)
        with pytest.raises(LockHeld, match="another run works on this workspace"), lock.held("x", Clock()):
            pytest.fail("two hold it")


def test_a_holder_is_described_as_far_as_it_is_known() -> None:
    assert str(Holder.of({})) == "it has not said which"
    assert str(Holder.of({"pid": 7, "command": "x"})) == "x on ?, process 7, since ?"


def test_p8_a_lock_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".rawugc").touch()
    lock = Lock(tmp_path)
    with pytest.raises(StateError, match=r"^\.rawugc/lock cannot be written: "), lock.held("x", Clock()):
        pytest.fail("it cannot be held")


FULL_DISK = """
import resource, sys
from pathlib import Path
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.words.errors import StateError
from rawugc_sync.state.lock import held
from rawugc_sync.state.stores.local import LocalStore
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
private = Path(sys.argv[1]).parent
try:
    with held(LocalStore(private / "state.json", private, "state"), "x", SystemClock()):
        print("held")
except StateError as failed:
    print(failed)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of files is POSIX")
def test_p7_a_lock_that_cannot_be_signed_is_not_held(lock: Lock) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, lock.path],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (run.stdout, run.stderr) == (".rawugc/lock cannot be written: File too large\n", "")
    assert lock.holder() is None
