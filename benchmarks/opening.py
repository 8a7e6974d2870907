"""`make opening`: how large the review page of 300 changes is, and how long a browser takes to open it."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_RUNS = 7
_CHANGES = 300
_TEXT = "Somebody whose skin reacts to everything, and who reads the list on the back first. " * 12
_QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder:
        page = page_of_many(Path(folder))
        taken = _opened(page, chromium)
        size, median = page.stat().st_size / 1e6, statistics.median(taken)
        sys.stdout.write(
            f"{_CHANGES} changes: {size:.2f} MB; open after {median:.0f} ms "
            f"(median of {_RUNS}, {min(taken):.0f} to {max(taken):.0f})\n"
        )


def page_of_many(folder: Path) -> Path:
    """The page of a first plan of many creates."""
    entries = {
        f"number-{number}": {"name": f"Number {number}", "description": _TEXT} for number in range(_CHANGES)
    }
    (folder / "brand.yaml").write_text(json.dumps({"personas": entries}), encoding="utf-8")
    command = ("-m", "rawugc_sync", "-C", str(folder), "--sandbox", "plan", "--html", "page.html")
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return folder / "page.html"


def _opened(page: Path, chromium: str) -> list[float]:
    """Milliseconds from the start of each navigation to the end of its load event."""
    from playwright.sync_api import sync_playwright

    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*_QUIET])
        for _ in range(_RUNS):
            opened = browser.new_context().new_page()
            opened.goto(page.as_uri())
            taken.append(opened.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
        browser.close()
    return taken


if __name__ == "__main__":
    main()
