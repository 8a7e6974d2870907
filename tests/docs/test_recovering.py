"""`docs/engineers/recovering.md`: a create without an answer, and what a person says of it."""

from __future__ import annotations

from pathlib import Path

import httpx

from rawugc_sync.sandbox import Options
from tests.contract.project import START, Project, RawUGC
from tests.docs.blocks import plays
from tests.docs.transcripts import follow

BRAND = f"""\
# A brand, and a post for tomorrow.

personas:
  sensitive-skin:
    name: Sensitive-skin switchers
    description: Thirty-somethings.

posts:
  # …
  launch-day:
    videoUrl: https://cdn.example.com/launch.mp4
    accounts: [tiktok/glowlab]
    scheduledFor: {START + 86_400_000}
    content: Says less.
"""


class BreaksOnce(httpx.BaseTransport):
    """A way to RawUGC on which the first post is lost, before it arrives."""

    def __init__(self, way: httpx.BaseTransport) -> None:
        self._way = way
        self._whole = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._whole and (request.method, request.url.path) == ("POST", "/api/v1/social/posts"):
            self._whole = True
            raise httpx.ReadError("connection reset", request=request)
        return self._way.handle_request(request)


@plays("engineers/recovering.md")
def test_a_person_says_what_became_of_a_create_without_an_answer(tmp_path: Path) -> None:
    rawugc = RawUGC.in_process(Options())
    rawugc.url = "https://rawugc.com/api/v1"
    rawugc.transport = BreaksOnce(rawugc.transport)
    project = Project(tmp_path, rawugc, rawugc.clock)
    project.write({"glow-lab.yaml": BRAND})
    follow(
        project, "engineers/recovering.md", asides={"wait": lambda seconds: rawugc.clock.sleep(int(seconds))}
    )
    assert project.apply().exit_code == 0
    assert [call[:2] for call in project.calls()] == [("POST", "/personas"), ("POST", "/social/posts")]
    project.assert_settled()
    rawugc.stop()
