"""A sandbox with a clock that tests move, and bodies that it accepts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from rawugc_sync.sandbox import Options, Request, Store, handle

START = 1_800_000_000_000  # a whole minute, in Unix ms
HOUR = 3_600_000
DAY = 24 * HOUR
SOON = START + HOUR

# One acceptable value for each field of each collection, from the API page.
FULL: dict[str, dict[str, Any]] = {
    "personas": {"name": "Switchers", "description": "Skin that reacts to everything."},
    "messaging": {"name": "Gentle science", "body": "Calmer skin in 14 days."},
    "products": {
        "name": "Barrier Serum",
        "photos": ["https://cdn.example.com/front.jpg"],
        "description": "Ceramides.",
        "messaging": "Says less.",
    },
    "styles": {
        "name": "Shelfie",
        "description": "A shelf.",
        "type": "video",
        "aspectRatio": "portrait",
        "promptTemplate": "{productName} on a shelf. {messaging} {character}",
    },
    "posts": {
        "videoUrl": "https://cdn.example.com/teaser.mp4",
        "accountIds": ["acc_1", "acc_2"],
        "mode": "schedule",
        "scheduledFor": SOON,
        "timezone": "America/New_York",
        "content": "The serum that says less.",
        "videoId": "vid_1",
        "publishToInbox": True,
        "tiktokPrivacyLevel": "SELF_ONLY",
        "tiktokAllowComment": True,
        "tiktokAllowDuet": False,
        "tiktokAllowStitch": False,
        "tiktokCommercialContentType": "none",
    },
}
PATHS = {
    "personas": "/personas",
    "messaging": "/messaging",
    "products": "/products",
    "styles": "/styles",
    "posts": "/social/posts",
}
ARRAYS = {**{name: name for name in PATHS}, "messaging": "messages"}


@dataclass(frozen=True)
class Reply:
    """An answer with its JSON read; `json` is None without a body."""

    status: int
    headers: dict[str, str]
    json: Any

    @property
    def errors(self) -> dict[str, list[str]]:
        """The problem's `errors`."""
        found: dict[str, list[str]] = self.json.get("errors", {})
        return found


@dataclass
class Sandbox:
    """What a test talks to: the API by `get`, `post`, …, the dashboard by `store`, time by `now`."""

    options: Options = field(default_factory=Options)
    store: Store = field(default_factory=Store.open)
    now: int = START
    key: str = "test-key"

    def send(self, method: str, path: str, body: bytes = b"", **query: str) -> Reply:
        return self.send_raw(Request(method, path, query, {"authorization": f"Bearer {self.key}"}, body))

    def send_raw(self, request: Request) -> Reply:
        answer = handle(request, self.store, self.now, self.options)
        content = json.loads(answer.body) if answer.body else None
        return Reply(answer.status, dict(answer.headers), content)

    def get(self, path: str, **query: str) -> Reply:
        return self.send("GET", path, b"", **query)

    def post(self, path: str, content: Any) -> Reply:
        return self.send("POST", path, json.dumps(content).encode())

    def patch(self, path: str, content: Any) -> Reply:
        return self.send("PATCH", path, json.dumps(content).encode())

    def delete(self, path: str) -> Reply:
        return self.send("DELETE", path)

    def create(self, collection: str, **fields: Any) -> str:
        """Create the full object with some fields changed (None leaves one out), and return its path."""
        content = {name: value for name, value in {**FULL[collection], **fields}.items() if value is not None}
        made = self.post(PATHS[collection], content)
        assert made.status == 201, made
        return f"{PATHS[collection]}/{made.json.get('id') or made.json['postId']}"

    def listed(self, collection: str, **query: str) -> list[dict[str, Any]]:
        answer = self.get(PATHS[collection], **query).json
        assert answer["count"] == len(answer[ARRAYS[collection]])
        objects: list[dict[str, Any]] = answer[ARRAYS[collection]]
        return objects
