"""Whatever a page shows to be typed is played by a test, or stands here with the reason why none can."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import tests.docs
from tests.docs.blocks import claimed, command_blocks, is_played, plays

UNPLAYED = {
    "../README.md, Install: pip install rawugc-sync                  # from a checkout: pip install .": (
        "before the first release no index has it; `make release-check` installs the wheel"
    ),
    "engineers/systems.md, Terminals: $env:RAWUGC_API_KEY = 'ruk_…'": "it takes PowerShell",
    "fleet-serve.md, The pages of a fleet: rawugc-sync fleet serve --host 127.0.0.1 --port 8080": (
        "it runs until it is stopped: tests/fleet/serve/test_process.py starts it"
    ),
    "fleet-serve.md, Links for reviewers: rawugc-sync fleet enqueue brands/b01 --kind plan": (
        "it takes a plan that asks somebody: tests/fleet/serve/test_link.py makes such links"
    ),
    "fleet.md, A fleet: pip install 'rawugc-sync[fleet]'": "as for README",
    "stores/objects.md, The state in a bucket: S3, Google Cloud Storage, Azure: "
    "pip install 'rawugc-sync[objectstore]'": "as for README",
    "stores/postgres.md, The state in PostgreSQL: pip install 'rawugc-sync[postgres]'": "as for README",
}


@pytest.fixture(autouse=True)
def all_claims() -> None:
    """Each test of this folder has said what it plays."""
    for module in pkgutil.iter_modules(tests.docs.__path__):
        import_module(f"tests.docs.{module.name}")


def test_every_command_block_is_played_or_says_why_not() -> None:
    assert [str(block) for block in command_blocks() if not is_played(block)] == list(UNPLAYED)


def test_nothing_is_claimed_that_no_page_has() -> None:
    parts = {part for one in command_blocks() for part in ((one.page, one.heading), (one.page, ""))}
    assert claimed - parts == set()


def test_who_says_that_it_plays_a_page_does() -> None:
    @plays("state.md")
    def idle() -> None:
        """Plays nothing."""

    with pytest.raises(AssertionError, match=r"state\.md was not played to its end"):
        idle()
