"""A workspace's posts for the tests of their rules: what the manifest says, and what people do to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.contract.project import START, Project
from tests.contract.samples import ACCOUNT_IDS

MINUTE, DAY = 60_000, 86_400_000
TOMORROW = START + DAY
VIDEO = "https://cdn.example.com/teaser.mp4"
POSTS = "/social/posts"
ONE = f"{POSTS}/post_1"

Files = Mapping[str, dict[str, Any]]


def post(**fields: Any) -> dict[str, Any]:
    """A post for tomorrow on TikTok, with some fields changed; None leaves one out."""
    base = {"videoUrl": VIDEO, "accounts": ["tiktok/glowlab"], "scheduledFor": TOMORROW, "content": "Less."}
    return {name: value for name, value in {**base, **fields}.items() if value is not None}


def draft(**fields: Any) -> dict[str, Any]:
    """A draft without a time."""
    return post(**{"mode": "draft", "scheduledFor": None, **fields})


def calendar(**posts: dict[str, Any]) -> Files:
    """The files of a workspace with these posts."""
    return {"posts.yaml": {"posts": posts}}


def sent(**fields: Any) -> dict[str, Any]:
    """The body that creates `post(**fields)`."""
    body = {"mode": "schedule", **post(**fields)}
    handles = body.pop("accounts")
    return {**body, "accountIds": [ACCOUNT_IDS[handle] for handle in handles]}


def live_post(project: Project, **fields: Any) -> str:
    """A post that somebody made in the dashboard; its id."""
    return project.dashboard.insert("posts", sent(**fields), at=START)


def wait(project: Project, ms: int) -> None:
    project.clock.sleep(ms / 1000)
