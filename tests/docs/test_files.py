"""The page on files, from top to bottom, over real HTTP."""

from __future__ import annotations

import time
from pathlib import Path

from rawugc_sync.sandbox import Options, Store
from rawugc_sync.sandbox.serve import serving
from tests.docs.blocks import plays
from tests.docs.transcripts import play
from tests.files.samples import mp4, png, write

CATALOG = """\
products:
  serum:
    name: Barrier serum
    photos:
      - file: photos/front.png
      - https://cdn.example.com/texture.jpg
      - file: photos/back.png
posts:
  launch:
    accounts: [tiktok/glowlab]
    mode: draft
    content: Says less. Does more.
    videoUrl: {file: clips/launch.mp4}
"""


@plays("files.md")
def test_the_page_on_files_is_as_it_goes(tmp_path: Path) -> None:
    root = tmp_path / "glow-lab"
    asides = {
        "photo": lambda name, content: write(root, name, png(content)),
        "clip": lambda name, content: write(root, name, mp4(content)),
        "write": lambda name, _: write(root, name, CATALOG.encode()),
    }
    store = Store.open()
    with serving(store, Options(rate_limit=1_000_000), lambda: int(time.time() * 1000)) as url:
        play("files.md", tmp_path, {"RAWUGC_API_KEY": "ruk_files", "RAWUGC_BASE_URL": url}, asides)
    store.close()
