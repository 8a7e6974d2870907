"""A workspace whose RawUGC is in this process, behind a wire that a test may cut; and media in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rawugc_sync.sandbox import Options
from tests.cli.wire import WiredProject, project_on_a_wire

PATHS = {"videos": "videoId", "images": "imageId", "music": "musicId"}
USUAL = {
    "videos": {"model": "veo3_fast", "prompt": "A serum"},
    "images": {"model": "nano-banana-2", "prompt": "A jar"},
    "music": {"prompt": "A tune"},
}

Generate = Callable[..., str]


@pytest.fixture
def options() -> Options:
    """How the RawUGC of a test behaves; tests override it by a parameter of this name."""
    return Options()


@pytest.fixture
def project(tmp_path: Path, options: Options) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, {"rawugc.yaml": "organization: org_1\n"}, options) as made:
        yield made


def post(project: WiredProject, path: str, body: dict[str, Any]) -> Any:
    """What somebody else has asked of the API; it is not in the log."""
    key = {"Authorization": "Bearer ruk_other"}
    request = httpx.Request("POST", f"{project.rawugc.url}{path}", headers=key, json=body)
    answer = project.wire.handle_request(request)
    assert answer.is_success, answer.text
    project.reset()
    return answer.json()


@pytest.fixture
def generate(project: WiredProject) -> Generate:
    """Has a medium made, and returns its id: `generate("videos", prompt="…")`."""

    def made(collection: str, **fields: Any) -> str:
        answer = post(project, f"/{collection}/generate", {**USUAL[collection], **fields})
        id: str = answer[PATHS[collection]]
        return id

    return made
