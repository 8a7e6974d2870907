"""`graph`: a workspace's resources and who uses them, offline."""

from __future__ import annotations

import pytest

from tests.cli.driver import Tool

BRAND = """\
vars: {serum: "${products.serum.name}"}
messaging:
  gentle: {name: Gentle, body: Less is more.}
  other: {name: Other, body: More.}
products:
  serum: {name: Serum, photos: ['https://x.example/a.jpg'], messaging: "${messaging.gentle.body}"}
  cream: {name: Cream, photos: ['https://x.example/b.jpg'], messaging: "${messaging.gentle.body}"}
posts:
  launch:
    videoUrl: https://x.example/v.mp4
    accounts: [tiktok/glowlab]
    mode: draft
    content: ${vars.serum} is out
"""

SERUM = '  products_serum -->|"name → content"| posts_launch'
USES = [f'  messaging_gentle -->|"body → messaging"| products_{key}' for key in ("cream", "serum")]


@pytest.fixture
def brand(tool: Tool) -> Tool:
    tool.write({"brand.yaml": BRAND})
    return tool


def nodes(text: str) -> list[str]:
    return [line.partition("[")[0].strip() for line in text.splitlines() if line.startswith("    ")]


def edges(text: str) -> list[str]:
    return [line for line in text.splitlines() if "-->" in line]


def test_a_graph_shows_every_resource_without_asking_anybody(brand: Tool) -> None:
    run = brand("graph")
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("flowchart LR\n")
    assert nodes(run.out) == [
        "messaging_gentle",
        "messaging_other",
        "posts_launch",
        "products_cream",
        "products_serum",
    ]
    assert edges(run.out) == [SERUM, *USES]


@pytest.mark.parametrize(
    ("targets", "shown", "drawn"),
    [
        (["messaging.gentle"], ["messaging_gentle", "products_cream", "products_serum"], USES),
        (["messaging.other"], ["messaging_other"], []),
        (["posts"], ["messaging_gentle", "posts_launch", "products_serum"], [SERUM, USES[1]]),
        (["*.cream", "messaging.o*"], ["messaging_gentle", "messaging_other", "products_cream"], USES[:1]),
    ],
)
def test_a_target_is_shown_with_what_it_uses_and_what_uses_it(
    brand: Tool, targets: list[str], shown: list[str], drawn: list[str]
) -> None:
    run = brand("graph", *(f"--target={target}" for target in targets))
    assert (run.code, nodes(run.out), edges(run.out)) == (0, shown, drawn)


def test_a_target_that_names_nothing_is_an_error(brand: Tool) -> None:
    run = brand("graph", "--target", "messaging.gentel")
    assert (run.code, run.out) == (1, "")
    assert "--target messaging.gentel: no such resource" in run.err
    assert "Did you mean messaging.gentle?" in run.err


def test_errors_in_manifests_are_told_and_nothing_is_drawn(brand: Tool) -> None:
    brand.write({"wrong.yaml": "products:\n  gel: {name: '${messaging.gentel.name}', photos: []}\n"})
    run = brand("graph")
    assert (run.code, run.out) == (1, "")
    assert "${messaging.gentel.name} refers to nothing" in run.err


def test_a_folder_without_manifests_is_told(tool: Tool) -> None:
    run = tool("graph")
    assert (run.code, run.out) == (1, "")
    assert "there are no manifests" in run.err


def test_what_shows_a_generated_video_is_around_it(tool: Tool) -> None:
    post = '{videoUrl: "${videos.it.url}", accounts: [tiktok/glowlab], mode: draft}'
    video = "{model: veo3_fast, prompt: A serum.}"
    tool.write({"brand.yaml": f"videos:\n  it: {video}\nposts:\n  teaser: {post}\n"})
    out = tool("graph", "--target", "videos.it").out
    assert edges(out) == ['  videos_it -->|"url → videoUrl"| posts_teaser']
