"""`docs/writers/captions.md` and `photos.md`: their examples are read, and what they say is said."""

from __future__ import annotations

import pytest

from tests.conftest import Workspace
from tests.docs.blocks import blocks, plays
from tests.docs.transcripts import follow
from tests.files.samples import mp4, png, write

CAPTIONS = [block.text for block in blocks("writers/captions.md") if block.language == "yaml"]
(PHOTOS,) = (block.text for block in blocks("writers/photos.md") if block.language == "yaml")
TEXT = """\
Meet Barrier Serum: the one that says less.

Three ceramides. Nothing you can't pronounce. 🌿
#BarrierSerum #GlowLab"""


def test_a_caption_goes_out_as_it_stands(workspace: Workspace) -> None:
    project = workspace({"posts.yaml": CAPTIONS[0]}).applied()
    (post,) = project.dashboard.objects("posts").values()
    assert post["content"] == TEXT


@plays("writers/captions.md")
def test_too_many_hashtags_are_told(workspace: Workspace) -> None:
    tags = " ".join(f"#tag{number}" for number in range(6))
    assert CAPTIONS[0].count("#BarrierSerum #GlowLab") == 1
    project = workspace({"posts.yaml": CAPTIONS[0].replace("#BarrierSerum #GlowLab", tags)})
    follow(project, "writers/captions.md")


def test_two_networks_get_two_texts(workspace: Workspace) -> None:
    project = workspace({"posts.yaml": CAPTIONS[1]}).applied()
    texts = {tuple(one["accountIds"]): one["content"] for one in project.dashboard.objects("posts").values()}
    assert len(set(texts.values())) == len(texts) == 2
    project.assert_settled()


@plays("writers/photos.md")
def test_files_are_read_where_the_example_has_them(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": PHOTOS})
    write(project.root, "photos/front.png", png("front"))
    write(project.root, "clips/launch.mp4", mp4("launch"))
    follow(project, "writers/photos.md")
    project.applied().assert_settled()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "does not exist"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "is a HEIC photo"),
        (b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x00\x003gp43gp5", "a 3GP video"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_words_of_the_page(
    workspace: Workspace, content: bytes | None, said: str
) -> None:
    project = workspace({"brand.yaml": PHOTOS})
    write(project.root, "clips/launch.mp4", mp4("launch"))
    if content is not None:
        write(project.root, "photos/front.png", content)
    run = project.run("validate")
    assert (run.exit_code, said in run.stdout + run.stderr) == (1, True)


(TIMES,) = (block.text for block in blocks("writers/times.md") if block.language == "yaml")
BRAND = """\
personas:
  sensitive-skin:
    name: Sensitive-skin switchers
    description: |
      Thirty-somethings whose skin reacts to everything.
"""
POST = """\
posts:
  launch-day:
    videoUrl: https://cdn.example.com/launch.mp4
    accounts: [tiktok/glowlab]
    timezone: America/New_York
    scheduledFor: 2027-03-14 09:30
    content: |
      Says less.
"""


@plays("writers/times.md")
def test_an_hour_that_happens_twice_is_asked_about(workspace: Workspace) -> None:
    project = workspace({"posts.yaml": TIMES})
    assert project.run("validate").exit_code == 0

    def write_time(time: str) -> None:
        project.write({"posts.yaml": TIMES.replace("2027-03-12 09:00", time)})

    follow(project, "writers/times.md", asides={"time": write_time})


@plays("writers/dashboard.md")
def test_an_edit_in_the_dashboard_is_shown_and_either_side_may_win(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND, "posts.yaml": POST}).applied()
    edits = {
        "persona": lambda text: project.dashboard.edit("personas", "per_1", {"description": text}),
        "post": lambda text: project.dashboard.edit("posts", "post_1", {"content": text}),
    }
    follow(project, "writers/dashboard.md", asides=edits)


@pytest.mark.parametrize(("kind", "id", "again"), [("personas", "per_1", True), ("posts", "post_1", False)])
def test_what_was_deleted_in_the_dashboard_comes_back_unless_it_is_a_post(
    workspace: Workspace, kind: str, id: str, *, again: bool
) -> None:
    project = workspace({"brand.yaml": BRAND, "posts.yaml": POST}).applied()
    project.dashboard.remove(kind, id)
    assert bool(project.plan().json["resource_changes"]) is again
