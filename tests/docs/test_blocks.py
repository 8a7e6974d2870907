"""Whatever a page shows to be typed is played by a test, or stands here with the reason why none can."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import tests.docs
from tests.docs.blocks import command_blocks, is_played

UNPLAYED = {
    "../README.md, Install: pip install rawugc-sync                  # from a checkout: pip install .": (
        "before the first release no index has it; `make release-check` installs the wheel"
    ),
    "engineers/systems.md, Terminals: $env:RAWUGC_API_KEY = 'ruk_…'": "it takes PowerShell",
    "stores/objects.md, The state in a bucket: S3, Google Cloud Storage, Azure: "
    "pip install 'rawugc-sync[objectstore]'": "as for README",
    "stores/postgres.md, The state in PostgreSQL: pip install 'rawugc-sync[postgres]'": "as for README",
}


def test_every_command_block_is_played_or_says_why_not() -> None:
    for module in pkgutil.iter_modules(tests.docs.__path__):
        import_module(f"tests.docs.{module.name}")
    assert [str(block) for block in command_blocks() if not is_played(block)] == list(UNPLAYED)
