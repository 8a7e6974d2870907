"""A plan for a review tells where each content that its changes name can be looked at."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.words.recorded import State
from rawugc_sync.words.uploads import Content, FileUrl, Upload, Uploaded
from tests.planning.worlds import NOW, want, world

OLD, NEW = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
FILE = Upload("photos/front.png", NEW, 68, "image/png")
STORED = "https://storage.rawugc.com/old.png"


def contents(*, review: bool) -> tuple[Content, ...]:
    product = {"name": "Serum", "photos": [FileUrl.of(FILE)]}
    live = {"_id": "prod_1", "name": "Serum", "photos": [STORED], "description": "", "messaging": ""}
    made = world(want("products.serum", product), live={"products": [live]}, records={})
    assert made.state
    state: State = replace(made.state, uploads={OLD: Uploaded(STORED, NOW)})
    return make_plan(replace(made, state=state), Options(review=review)).contents


def test_what_is_new_is_on_the_disk_and_what_it_replaces_where_it_was_uploaded_to() -> None:
    assert contents(review=True) == (Content(OLD, None, STORED), Content(NEW, FILE, None))


def test_nothing_is_told_where_nobody_looks_at_it() -> None:
    assert contents(review=False) == ()
