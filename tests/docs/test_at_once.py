"""`docs/at-once.md`: every command on it, against a RawUGC of its own over real HTTP."""

from __future__ import annotations

import time
from pathlib import Path

import httpx

from rawugc_sync.sandbox import Options, Store
from rawugc_sync.sandbox.serve import serving
from tests.direct.conftest import USUAL
from tests.docs.blocks import plays
from tests.docs.transcripts import play


@plays("at-once.md")
def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    store = Store.open()
    options = Options(generation_seconds=1)
    with serving(store, options, lambda: int(time.time() * 1000)) as url:

        def generate(*collections: str) -> None:
            for name in collections:
                key = {"Authorization": "Bearer ruk_docs"}
                answer = httpx.post(f"{url}/{name}/generate", json=USUAL[name], headers=key)
                assert answer.is_success, answer.text

        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url, "RAWUGC_POLL_SECONDS": "0.3"}
        assert play("at-once.md", tmp_path, variables, {"generate": generate})
    store.close()
