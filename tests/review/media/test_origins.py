"""The page's policy names exactly the hosts that the page loads media from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.media.origins import Origins, origins
from rawugc_sync.words.planned import Plan
from tests.review.media.pictures import photo
from tests.review.media.plans import HERE, a_plan, named, photos, video, written


def of(plan: Plan, root: Path) -> Origins:
    return origins(plan, gallery_of(plan, root))


def test_pictures_and_videos_before_and_after_each_once_and_sorted(tmp_path: Path) -> None:
    change = photos(
        "https://b.example/1.png", "https://a.example:8443/2.png", before=("https://old.example/1.png",)
    )
    plan = a_plan(change, photos("https://b.example/3.png", key="cream"), video("https://v.example/v.mp4"))
    assert of(plan, tmp_path) == Origins(
        images=("https://a.example:8443", "https://b.example", "https://old.example"),
        media=("https://v.example",),
    )


def test_what_a_deletion_takes_away_is_shown_too(tmp_path: Path) -> None:
    change = replace(photos(), fields=(), before={"photos": ["https://old.example/1.png"]})
    assert of(a_plan(change), tmp_path).images == ("https://old.example",)


def test_what_is_embedded_or_not_shown_names_no_host(tmp_path: Path) -> None:
    content = written(tmp_path, "front.jpg", photo(), "image/jpeg")
    shown = photos(named(content), "http://cdn.example.com/a.png", "https://u:p@cdn.example.com/a.png", None)
    assert of(a_plan(shown, contents=(content,)), tmp_path) == Origins((), ())


def test_text_is_no_medium(tmp_path: Path) -> None:
    assert of(a_plan(video("https://v.example/v.mp4")), tmp_path).images == ()


def test_a_sandbox_on_this_machine_is_named_with_its_port(tmp_path: Path) -> None:
    change = photos("http://127.0.0.1:8765/storage/uploads/1.png")
    assert of(a_plan(change, server=HERE), tmp_path).images == ("http://127.0.0.1:8765",)
    assert of(a_plan(change), tmp_path).images == ()
