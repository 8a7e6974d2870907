"""Makes the pictures of the review page in docs/ again: `make screenshots`.

The plan is that of the demo: examples/glow-lab, applied to the sandbox, with a few edits. It needs Chromium.
Its clock stands still, so that the page is the same bytes on any day. Each picture carries the digest of the
page that it shows, and a test makes the page again.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from rawugc_sync.cli.main import main as rawugc_sync
from rawugc_sync.workspace.surroundings import Surroundings

NOW = 1_800_000_000.0
"""Unix seconds in January 2027, when the page is made."""
SHOWN = "rawugc-sync page"
"""The key of the digest in a picture."""
ROOT = Path(__file__).resolve().parent.parent
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PICTURES = {
    "review-desktop.png": {"viewport": {"width": 1280, "height": 1500}, "color_scheme": "light"},
    "review-phone.png": {
        "viewport": {"width": 390, "height": 1200},
        "color_scheme": "dark",
        "device_scale_factor": 2,
    },
}
EDITS = {
    "audience/core.yaml": ("a cold morning, a long flight.", "a cold morning, a week of bad sleep."),
    "campaigns/barrier-launch/posts.yaml": ("${vars.launchDay} 09:00", "${vars.launchDay} 11:30"),
}


class StandingClock:
    """Time passes only for those who sleep."""

    def __init__(self) -> None:
        self._slept = 0.0

    def now(self) -> float:
        return NOW + self._slept

    def monotonic(self) -> float:
        return self._slept

    def sleep(self, seconds: float) -> None:
        self._slept += seconds


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        page = reviewed(Path(folder) / "glow-lab")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=[*QUIET])
            for name, how in PICTURES.items():
                context = browser.new_context(**how)  # type: ignore[arg-type]
                context.clock.set_fixed_time(NOW)
                context.route("http*://**", lambda route: route.abort())
                opened = context.new_page()
                opened.goto(page.as_uri())
                keep(opened.screenshot(), ROOT / "docs" / name, digest(page))
                sys.stdout.write(f"docs/{name}\n")
            browser.close()


def digest(page: Path) -> str:
    """SHA-256 of a page's source, its styles and scripts included."""
    return hashlib.sha256(page.read_bytes()).hexdigest()


def keep(picture: bytes, path: Path, shown: str) -> None:
    """Write a picture with the digest of the page that it shows."""
    info = PngInfo()
    info.add_text(SHOWN, shown)
    Image.open(io.BytesIO(picture)).save(path, pnginfo=info, optimize=True)


def shown_in(path: Path) -> str:
    """The digest of the page that a picture shows; empty where it carries none."""
    with Image.open(path) as picture:
        return str(picture.info.get(SHOWN, ""))


def reviewed(workspace: Path) -> Path:
    """The page of a workspace that was applied and then edited: the same bytes each time."""
    shutil.copytree(ROOT / "examples" / "glow-lab", workspace, ignore=shutil.ignore_patterns(".rawugc"))
    edit(workspace / "campaigns" / "calendar.yaml", renewed)
    clock = StandingClock()
    run(clock, workspace, "apply", "--auto-approve")
    for name, (old, new) in EDITS.items():
        edit(workspace / name, lambda text, old=old, new=new: text.replace(old, new))  # type: ignore[misc]
    run(clock, workspace, "plan", "--html", "page.html")
    return workspace / "page.html"


def renewed(text: str) -> str:
    """The dates of the example as one, two, three … weeks from the day of the page."""
    weeks = count(1)
    today = datetime.fromtimestamp(NOW, UTC).date()
    return re.sub(r"\d{4}-\d\d-\d\d", lambda _: str(today + timedelta(weeks=next(weeks))), text)


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    if after == before:
        sys.exit(f"{path.name} is not as it was when this script was written")
    path.write_text(after, encoding="utf-8")


def run(clock: StandingClock, workspace: Path, *command: str) -> None:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = rawugc_sync(["-C", str(workspace), "--sandbox", *command], Surroundings({}, clock))
    if code:
        sys.exit(f"rawugc-sync {' '.join(command)} has failed")


if __name__ == "__main__":
    main()
