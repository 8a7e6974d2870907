"""The photos of a real workspace: new ones from the disk, those that they replace from their upload."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from rawugc_sync.cli._app import App
from rawugc_sync.cli._console import Console
from rawugc_sync.cli._gallery import check_embedding, gallery_for
from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.reconciling.plan import plan
from rawugc_sync.reconciling.request import Request
from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.media.origins import origins
from rawugc_sync.review.media.shown import Shown
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.uploads import IMAGES, VIDEOS
from rawugc_sync.workspace.surroundings import Surroundings
from tests.cli.driver import StandingClock, Tool

EXAMPLE = Path(__file__).parents[2] / "examples/glow-lab"
SERUM = "photos/barrier-serum-front.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "glow-lab", ignore=shutil.ignore_patterns(".rawugc")))


def app_of(root: Path, transport: httpx.BaseTransport | None = None) -> App:
    around = Surroundings({}, StandingClock(), transport)
    return App(root, sandbox=True, console=Console({}, no_color=True), surroundings=around)


def planned(app: App) -> Plan:
    with closing(app.workspace.reader()) as reader:
        return plan(app.workspace, Request(), reader, review=True).plan


def photos(app: App, made: Plan, key: str, *, embed: bool = False) -> dict[str, list[Shown]]:
    """Before and after, of the product with this key."""
    gallery = gallery_for(app, made, embed=embed)
    (change,) = [one for one in made.changes if str(one.address) == f"products.{key}"]
    (field,) = [one for one in change.fields if one.path == "photos"]
    sides = {"before": field.before or [], "after": field.after or []}
    return {side: [gallery.shown(value, IMAGES) for value in values] for side, values in sides.items()}


def embedded(shown: list[Shown]) -> list[bool]:
    return [(one.src or "").startswith("data:image/") for one in shown]


def test_the_photos_of_the_example_are_all_shown(root: Path) -> None:
    app = app_of(root)
    made = planned(app)
    shown = photos(app, made, "barrier-serum")["after"]
    assert [one.name for one in shown] == [SERUM, "photos/barrier-serum-texture.webp", "photos/shelf.jpg"]
    assert embedded(shown) == [True] * 3
    hosts = origins(made, gallery_for(app, made, embed=False))
    assert (hosts.images, hosts.media) == ((), ("https://cdn.example.com",))


def test_what_a_new_photo_replaces_is_shown_from_where_it_was_uploaded_to(root: Path) -> None:
    assert Tool(root).sandboxed("apply", "--auto-approve").code == 0
    (root / SERUM).write_bytes((root / "photos/cloud-cleanser-front.jpg").read_bytes())
    app = app_of(root)
    made = planned(app)
    shown = photos(app, made, "barrier-serum")
    assert embedded(shown["before"]) == embedded(shown["after"]) == [True] * 3
    assert shown["before"][0].src != shown["after"][0].src
    without_the_box = origins(made, gallery_of(made, root))
    assert without_the_box.images == ("http://sandbox.localhost",)
    assert origins(made, gallery_for(app, made, embed=False)).images == ()
    assert photos(app, from_json(to_json(made)), "barrier-serum") == shown


def test_everything_can_be_embedded_and_what_does_not_load_says_so(root: Path) -> None:
    asked: list[httpx.Request] = []

    def internet(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(404)

    assert Tool(root).sandboxed("apply", "--auto-approve").code == 0
    (root / SERUM).write_bytes((root / "photos/cloud-cleanser-front.jpg").read_bytes())
    with (root / "campaigns/always-on/posts.yaml").open("a") as file:
        file.write("\n  extra: {videoUrl: https://cdn.example.com/extra.mp4, mode: draft, content: More}\n")
    app = app_of(root, httpx.MockTransport(internet))
    made = planned(app)
    assert embedded(photos(app, made, "barrier-serum", embed=True)["before"]) == [True] * 3
    gallery = gallery_for(app, made, embed=True)
    shown = gallery.shown("https://cdn.example.com/extra.mp4", VIDEOS)
    assert (shown.src, shown.note) == (None, "the file cannot be fetched: cdn.example.com no longer has it")
    assert {str(one.url) for one in asked} == {"https://cdn.example.com/extra.mp4"}
    assert not any("authorization" in one.headers for one in asked)
    assert origins(made, gallery).images == ()


def test_embedding_takes_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    check_embedding()
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(InvalidInput, match="--embed-media takes the extra `thumbnails`") as missing:
        check_embedding()
    (said,) = missing.value.diagnostics
    assert said.detail == "Run: pip install 'rawugc-sync[thumbnails]'"


def test_a_folder_that_is_no_workspace_shows_what_it_can(tmp_path: Path, root: Path) -> None:
    """A plan is shown anywhere, and its photos are then not on the disk."""
    made = planned(app_of(root))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "rawugc.yaml").write_text("nonsense: [")
    shown = photos(app_of(elsewhere), made, "barrier-serum")["after"]
    assert [one.note for one in shown] == ["not shown: the file does not exist"] * 3
