"""What a page shows of each photo and video: it never leaves the workspace, and never fails."""

from __future__ import annotations

import io
import os
import sys
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from rawugc_sync.planfile.from_json import from_json
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.review.media import embedding
from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.media.named import named_in
from rawugc_sync.review.media.room import Room, data_url
from rawugc_sync.review.media.shown import Shown
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.outputs import Pending
from rawugc_sync.words.planned import Step, uploading
from rawugc_sync.words.uploads import IMAGES, VIDEOS, Content, FileUrl, Upload
from tests.review.media.pictures import bomb, halves, photo, saved
from tests.review.media.plans import a_plan, named, photos, video, written

FRONT = saved(halves())
STORED = "https://storage.rawugc.com/front.png"


def shown_of(root: Path, content: Content, included: tuple[str, ...] = ()) -> Shown:
    plan = a_plan(photos(named(content)), contents=(content,))
    return gallery_of(plan, root, included).shown(named(content), IMAGES)


def picture(shown: Shown) -> Image.Image:
    """The picture that is embedded."""
    head, _, data = (shown.src or "").partition(",")
    image = Image.open(io.BytesIO(b64decode(data, validate=True)))
    assert head == f"data:{Image.MIME[image.format or '']};base64"
    return image


def test_a_photo_of_the_workspace_is_embedded_small(tmp_path: Path) -> None:
    shown = shown_of(tmp_path, written(tmp_path, "photos/front.png", FRONT))
    assert (shown.kind, shown.name, shown.link, shown.note) == ("image", "photos/front.png", None, None)
    assert picture(shown).size == (480, 360)


def test_a_photo_of_an_included_folder_is_embedded_and_of_no_other(tmp_path: Path) -> None:
    root = tmp_path / "brand"
    root.mkdir()
    content = written(root, "../shared/front.png", FRONT)
    assert shown_of(root, content, ("../shared",)).src
    assert shown_of(root, content).note == "not shown: the file lies outside of the workspace"


def test_an_upload_tells_where_a_content_is(tmp_path: Path) -> None:
    """A plan that was not made for a review has no `contents`."""
    content = written(tmp_path, "front.png", FRONT)
    assert content.file
    change = replace(photos(named(content)), steps=(Step(call=uploading(content.file)),))
    assert gallery_of(a_plan(change), tmp_path).shown(named(content), IMAGES).src


def test_a_plan_read_back_shows_the_same(tmp_path: Path) -> None:
    content = replace(written(tmp_path, "front.png", FRONT), url=STORED)
    gone = Content(f"sha256:{'0' * 64}", None, STORED)
    pending = Pending.to(Address("videos", "teaser"), "url")
    plan = a_plan(photos(named(content), before=(named(gone),)), video(pending), contents=(content, gone))
    back = gallery_of(from_json(to_json(plan)), tmp_path)
    assert back == gallery_of(plan, tmp_path)
    assert [(shown.src or "")[:15] for shown in back.media.values()] == [STORED[:15], "data:image/jpeg", ""]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (FRONT[:-40], "it is broken, and cannot be read as a picture"),
        (bomb(), "too many to unpack"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "it is an SVG drawing"),
        (b"GIF89a" + b"\0" * 50, "it is a GIF picture"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 50, "it is a video, in the place of a picture"),
        (b"", "neither a photo nor a video"),
        (b"root:x:0:0:", "neither a photo nor a video"),
    ],
)
def test_what_is_no_picture_says_so_whatever_it_is_called(tmp_path: Path, data: bytes, said: str) -> None:
    shown = shown_of(tmp_path, written(tmp_path, "front.png", data))
    assert (shown.kind, shown.name, shown.src) == ("image", "front.png", None)
    assert said in (shown.note or "")


def test_a_photo_with_the_ending_of_another_kind_is_shown(tmp_path: Path) -> None:
    assert picture(shown_of(tmp_path, written(tmp_path, "front.png", photo(6)))).size == (360, 480)


def test_a_file_that_is_gone_or_has_changed_is_not_shown(tmp_path: Path) -> None:
    content = written(tmp_path, "front.png", FRONT)
    written(tmp_path, "front.png", photo())
    assert shown_of(tmp_path, content).note == "not shown: the file has changed since the plan was made"
    (tmp_path / "front.png").unlink()
    assert shown_of(tmp_path, content).note == "not shown: the file does not exist"


def test_what_was_uploaded_is_shown_from_there_where_the_disk_has_it_no_longer(tmp_path: Path) -> None:
    content = replace(written(tmp_path, "front.png", FRONT), url=STORED)
    (tmp_path / "front.png").unlink()
    shown = shown_of(tmp_path, content)
    assert (shown.name, shown.src, shown.link, shown.note) == ("front.png", STORED, STORED, None)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.png",
        "/etc/hostname",
        "a/../../secret.png",
        ".git/front.png",
        "link.png",
        "pipe.png",
        "folder/behind.png",
        "x\0y",
        "",
    ],
)
def test_no_path_of_a_plan_leads_out_of_the_workspace(tmp_path: Path, path: str) -> None:
    root = tmp_path / "brand"
    outside = written(root, "../secret.png", FRONT)
    written(root, "../elsewhere/behind.png", FRONT)
    written(root, ".git/front.png", FRONT)
    (root / "link.png").symlink_to("../secret.png")
    (root / "folder").symlink_to("../elsewhere")
    os.mkfifo(root / "pipe.png")
    content = Content(outside.sha256, Upload(path, outside.sha256, len(FRONT), "image/png"))
    shown = shown_of(root, content)
    assert shown.src is None
    assert (shown.note or "").startswith("not shown: the file ")


def test_a_content_without_a_file_and_a_url_says_so(tmp_path: Path) -> None:
    sha256 = f"sha256:{'ab' * 32}"
    shown = gallery_of(a_plan(photos(FileUrl(sha256))), tmp_path).shown(FileUrl(sha256), IMAGES)
    assert (shown.name, shown.src) == ("sha256:abababababab…", None)
    assert "does not say where it is" in (shown.note or "")


def test_a_video_of_the_workspace_is_named_with_its_size(tmp_path: Path) -> None:
    content = written(tmp_path, "clips/launch.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 3_200_000, "video/mp4")
    gallery = gallery_of(a_plan(video(named(content)), contents=(content,)), tmp_path)
    assert gallery.shown(named(content), VIDEOS) == Shown(
        kind="video", name="clips/launch.mp4", note="not shown: a file of the workspace, 3.2 MB"
    )


@pytest.mark.parametrize("value", ["${images.hero.url}", Pending.to(Address("images", "hero"), "url"), None])
def test_what_is_not_generated_yet_says_so(tmp_path: Path, value: str | None) -> None:
    shown = gallery_of(a_plan(photos(value)), tmp_path).shown(value, IMAGES)
    assert (shown.kind, shown.name, shown.src) == ("image", value or "", None)
    assert shown.note == "known after apply: it is not made yet"


def test_what_no_change_names_is_linked_and_not_loaded(tmp_path: Path) -> None:
    """The page's policy would not let it through."""
    shown = gallery_of(a_plan(), tmp_path).shown("https://other.example/a.png", IMAGES)
    assert (shown.src, shown.link) == (None, "https://other.example/a.png")
    assert shown.note


@pytest.mark.parametrize(
    "value", [17, 1.5, True, "", "\ud800", "\x1b[31m", "https://[", "javascript:alert(1)"]
)
def test_no_value_fails_the_page(tmp_path: Path, value: object) -> None:
    shown = gallery_of(a_plan(photos(value)), tmp_path).shown(value, IMAGES)
    assert (shown.src, shown.link) == (None, None)
    assert shown.note


def without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)


def test_without_pillow_a_small_photo_is_embedded_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = written(tmp_path, "front.png", FRONT)
    without_pillow(monkeypatch)
    assert shown_of(tmp_path, content).src == data_url("image/png", FRONT)


def test_without_pillow_a_large_photo_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = written(tmp_path, "front.png", FRONT + b"\0" * 200_000)
    without_pillow(monkeypatch)
    shown = shown_of(tmp_path, content)
    assert shown.src is None
    assert "pip install 'rawugc-sync[thumbnails]'" in (shown.note or "")


def test_what_stands_on_the_page_twice_takes_twice_the_room() -> None:
    small = Room(characters=100)
    assert [small.holds("x" * 30, 2), small.holds("x" * 41, 1), small.holds("x" * 40, 1)] == [
        True,
        False,
        True,
    ]
    assert small.characters == 0


def test_a_photo_for_which_there_is_no_room_says_so() -> None:
    assert embedding.embedded(FRONT, 1, Room(characters=100)) == (None, embedding.FULL)


def test_what_is_unpacked_for_a_page_has_an_end() -> None:
    """A small file may hold many pixels: it is their number that takes the time."""
    little = Room(pixels=800 * 600 + 5)
    assert embedding.embedded(FRONT, 1, little)[0]
    assert little.pixels == 5
    src, note = embedding.embedded(FRONT, 1, little)
    assert (src, note) == (None, "not shown: it has 800 x 600 pixels, which are too many to unpack")


def test_what_moves_says_that_it_does(tmp_path: Path) -> None:
    moving = saved(halves((9, 9)), save_all=True, append_images=[Image.new("RGB", (9, 9))])
    shown = shown_of(tmp_path, written(tmp_path, "front.png", moving))
    assert shown.src
    assert shown.note == "it moves; this is its first picture"


def test_many_changes_with_one_photo_count_it_as_often(tmp_path: Path) -> None:
    content = written(tmp_path, "front.png", FRONT)
    changes = [photos(named(content), before=(named(content),), key=f"p{n}") for n in range(3)]
    assert list(named_in(a_plan(*changes)).values()) == [3]
