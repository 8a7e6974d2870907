"""Makes the pictures of the review page in docs/ again: `make screenshots`.

The plan is that of the demo: examples/glow-lab, applied to the sandbox, with a few edits. It needs Chromium.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from playwright.sync_api import sync_playwright

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
                context.route("http*://**", lambda route: route.abort())
                opened = context.new_page()
                opened.goto(page.as_uri())
                opened.screenshot(path=str(ROOT / "docs" / name))
                sys.stdout.write(f"docs/{name}\n")
            browser.close()


def reviewed(workspace: Path) -> Path:
    """The page of a workspace that was applied and then edited."""
    shutil.copytree(ROOT / "examples" / "glow-lab", workspace, ignore=shutil.ignore_patterns(".rawugc"))
    edit(workspace / "campaigns" / "calendar.yaml", renewed)
    run(workspace, "apply", "--auto-approve")
    for name, (old, new) in EDITS.items():
        edit(workspace / name, lambda text, old=old, new=new: text.replace(old, new))  # type: ignore[misc]
    run(workspace, "plan", "--html", "page.html")
    return workspace / "page.html"


def renewed(text: str) -> str:
    """The dates of the example as one, two, three … weeks from today."""
    weeks = count(1)
    today = datetime.now(UTC).date()
    return re.sub(r"\d{4}-\d\d-\d\d", lambda _: str(today + timedelta(weeks=next(weeks))), text)


def edit(path: Path, change: object) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)  # type: ignore[operator]
    if after == before:
        sys.exit(f"{path.name} is not as it was when this script was written")
    path.write_text(after, encoding="utf-8")


def run(workspace: Path, *command: str) -> None:
    tool = [sys.executable, "-m", "rawugc_sync", "-C", str(workspace), "--sandbox", *command]
    subprocess.run(tool, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S603


if __name__ == "__main__":
    main()
