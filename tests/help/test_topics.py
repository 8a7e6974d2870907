"""Pages as topics: what each is called, and where its page is once there is a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.help import addresses, site
from rawugc_sync.help.topics import topics

DOCS = Path(__file__).parents[2] / "docs"


def test_every_page_is_a_topic_under_a_name_of_its_own() -> None:
    assert {one.path for one in topics().values()} == {
        page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")
    }
    assert all(one.text().startswith("# ") for one in topics().values())


def test_a_page_is_called_like_its_file_and_grouped_by_its_folder() -> None:
    git = topics()["git"]
    assert (git.group, git.path) == ("stores", "stores/git.md")
    assert (topics()["rules"].group, topics()["rules"].title) == ("", "Rules")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (addresses.of_message("first-run"), None),
        (addresses.of_command(["state", "mv"]), None),
        (addresses.of_page("rules.md"), None),
    ],
)
def test_without_a_site_there_are_no_addresses(address: str | None, expected: None) -> None:
    assert address is expected


def test_with_a_site_each_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "SITE", "https://docs.example")
    assert addresses.of_message("first-run") == "https://docs.example/reference/messages/first-run.html"
    assert addresses.of_command(["state", "mv"]) == "https://docs.example/reference/commands/state-mv.html"
    assert addresses.of_page("stores/git.md") == "https://docs.example/stores/git.html"
    assert addresses.of_page("writers/index.md") == "https://docs.example/writers/index.html"
