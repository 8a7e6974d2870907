"""A workspace on disk, the tool run on it, and a RawUGC of its own over a real socket."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.register_assert_rewrite("tests.contract.project")

from rawugc_sync.sandbox import Options  # noqa: E402  (assertions are rewritten first)
from tests.contract.project import Files, Project, RawUGC  # noqa: E402

for _name in ("CI", "RAWUGC_API_KEY", "RAWUGC_BASE_URL", "RAWUGC_ENV"):
    os.environ.pop(_name, None)  # runs in processes of their own are no CI job's, wherever the tests run
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell; they inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

Workspace = Callable[[Files], Project]

CHROMIUM = shutil.which("chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""So that Chromium runs as root, without a screen, and asks nobody anything by itself."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what its server was asked, beside the requests in the log of the client.

    An exception in the server is in that log as well.
    """
    report = yield
    made = getattr(item, "funcargs", {})
    if report.failed and isinstance(server := made.get("wire") or made.get("rawugc"), RawUGC):
        report.sections.append(("RawUGC was asked", server.told()))
    return report


@pytest.fixture
def options() -> Options:
    """How the RawUGC of a test behaves; tests override it by a parameter of this name."""
    return Options()


@pytest.fixture(scope="session")
def backstage() -> Iterator[ThreadPoolExecutor]:
    """Where servers wind down, a fifth of a second each, while the next test runs already."""
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def rawugc(
    options: Options, backstage: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RawUGC]:
    """A fresh RawUGC over HTTP, with nothing in it but its accounts and built-in styles."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    server = RawUGC.over_http(options)
    yield server
    backstage.submit(server.stop)


@pytest.fixture
def workspace(tmp_path: Path, rawugc: RawUGC) -> Workspace:
    """Makes a workspace with these files; each further one is another checkout, on the same RawUGC."""
    made: list[Project] = []

    def make(files: Files) -> Project:
        root = tmp_path / f"checkout-{len(made) + 1}" / "glow-lab"
        root.mkdir(parents=True)
        made.append(Project(root, rawugc, rawugc.clock))
        made[-1].write(files)
        return made[-1]

    return make


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright: one for all tests of a process, which can have no second."""
    if CHROMIUM is None:
        if os.environ.get("RAWUGC_NEED_CHROMIUM"):
            pytest.fail("Chromium is missing, and RAWUGC_NEED_CHROMIUM says that it must not be")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
        yield opened
        opened.close()
