"""The pages that a browser opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.conftest import Workspace
from tests.contract.project import Project

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Opened:
    """A page that was opened: what its console said, and what it asked for beside itself."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def heard(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.asked.append(request.url)


Open = Callable[..., Opened]


@pytest.fixture
def opens(browser: Browser) -> Iterator[Open]:
    """Opens a file; further arguments are those of a browser's context. Nothing leaves this machine."""
    contexts: list[BrowserContext] = []

    def opening(path: Path, **how: object) -> Opened:
        context = browser.new_context(**how)  # type: ignore[arg-type]
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("console", lambda one: opened.said.append(one.text))
        opened.page.on("pageerror", lambda one: opened.said.append(str(one)))
        opened.page.on("request", opened.heard)
        context.route("http*://**", lambda route: route.fulfill(status=404, body=""))
        opened.page.goto(path.as_uri())
        return opened

    yield opening
    for context in contexts:
        context.close()


@contextmanager
def nothing_said(opened: Opened) -> Iterator[None]:
    """The console stays empty, but for what did not load, which is for the test to answer."""
    yield
    assert [one for one in opened.said if "Failed to load resource" not in one] == []


@pytest.fixture
def reviewed(workspace: Workspace) -> Project:
    """A workspace with something of everything that a page shows, applied once and edited since."""
    project = workspace({"glow.yaml": BEFORE}).applied()
    project.write({"glow.yaml": AFTER})
    return project


BEFORE = """
    personas:
      skin: {name: Switchers, description: Thirty-somethings whose skin reacts.}
    messaging:
      gentle: {name: Gentle science, body: Says less to skin that reacts.}
    products:
      serum:
        name: Barrier Serum
        description: Ceramides.
        photos: [https://cdn.example.com/front.jpg]
        messaging: ${messaging.gentle.body}
    styles:
      shelf:
        name: Shelfie
        type: video
        aspectRatio: portrait
        promptTemplate: "{productName} on a shelf. {messaging}"
    posts:
      launch:
        videoUrl: https://media.example.com/launch.mp4
        accounts: [tiktok/glowlab, instagram/glow.lab]
        timezone: America/New_York
        scheduledFor: 2027-02-01 09:00
        content: |
          ${messaging.gentle.body}

          Line two. #skincare
      teaser:
        videoUrl: https://media.example.com/teaser.mp4
        accounts: [tiktok/glowlab]
        timezone: America/New_York
        scheduledFor: 2027-01-25 09:00
        content: Soon.
    """

AFTER = (
    BEFORE.replace("Says less to", "Says nothing loud to")
    .replace("front.jpg", "back.jpg")
    .replace("on a shelf", "in the sun")
    .replace("2027-01-25 09:00", "2027-01-25 11:00")
    + """
      at-once:
        videoUrl: https://media.example.com/now.mp4
        accounts: [tiktok/glowlab]
        mode: now
        content: Now!
    """
)
"""A text that others use, a photo, a prompt, a time, and something that is public at once."""
