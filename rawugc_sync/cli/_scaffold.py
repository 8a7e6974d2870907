"""The files that `init` writes: a configuration, and a resource of each kind, as they were asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass

_CONFIG = """\
# Everything here is optional. See `rawugc-sync schema config` for all keys.
{workspace}
# organization: org_…        # refuse the key of any other; `rawugc-sync whoami` shows it
{state}limits:
  maxDeletes: 5
"""
_UNNAMED = "# workspace: my-brand        # else the folder's name"
_BRAND = """\
# One resource of each kind. Rename the keys, edit the texts, copy a block to add another.
# Free text goes into a block: a `|` after the colon, and the text indented below it.
{defaults}
personas:
  first-persona:
    name: First persona
    description: |
      Who they are, what they want, and what keeps them from it.

messaging:
  core-message:
    name: Core message
    body: |
      What we say, in the words that we would use ourselves.

products:
  first-product:
    name: First product
    photos:
      - https://cdn.example.com/first-product.jpg
    description: |
      What it is and what it does.
    messaging: ${{messaging.core-message.body}}

styles:
  first-style:
    name: First style
    type: video
    aspectRatio: portrait
    promptTemplate: |
      {{character}} shows {{productName}} in daylight and says: {{messaging}}

# A post needs a connected account (see `rawugc-sync whoami`; `rawugc-sync --sandbox whoami` for those of the
# sandbox) and a video. Take the `# ` away to use it:
# posts:
#   first-post:
#     videoUrl: https://cdn.example.com/first.mp4
{own}#     scheduledFor: 2030-01-15 09:00
#     content: |
#       The caption, hashtags and all.
"""
_IGNORE = ".rawugc/\n"


@dataclass(frozen=True, slots=True)
class Start:
    """What is known of a brand before its first file; each may be left open.

    `zone` is an IANA name, `account` a handle such as `tiktok/glowlab`; `state` is what `rawugc.yaml` takes.
    """

    workspace: str | None = None
    zone: str | None = None
    account: str | None = None
    state: str | None = None


def scaffold(start: Start) -> dict[str, str]:
    """Path → text; the schema is among them as long as it is not published."""
    from rawugc_sync.words.schemas import CONFIG, FOLDER, MANIFEST, PUBLISHED, modeline

    brand = modeline(MANIFEST, PUBLISHED or FOLDER) + _brand(start)
    config = (modeline(CONFIG, PUBLISHED) if PUBLISHED else "") + _config(start)
    own = {} if PUBLISHED else {f"{FOLDER}/{MANIFEST}": _schema()}
    return {"rawugc.yaml": config, "brand.yaml": brand, ".gitignore": _IGNORE, **own}


def _config(start: Start) -> str:
    from rawugc_sync.writing.scalars import inline

    return _CONFIG.format(
        workspace=f"workspace: {start.workspace}" if start.workspace else _UNNAMED,
        state=f"state: {inline(start.state)}\n" if start.state else "",
    )


def _brand(start: Start) -> str:
    """What all posts have in common stands above them, and not once more in the first."""
    from rawugc_sync.writing.scalars import inline

    account = f"accounts: [{inline(start.account, in_flow=True)}]" if start.account else None
    zone = f"timezone: {start.zone}" if start.zone else None
    common = [line for line in (account, zone) if line]
    defaults = "\n".join(["", "defaults:", "  posts:", *(f"    {line}" for line in common), ""])
    own = [
        *([] if account else ["accounts: [tiktok/yourname]"]),
        *([] if zone else ["timezone: Europe/Berlin"]),
    ]
    return _BRAND.format(defaults=defaults if common else "", own="".join(f"#     {line}\n" for line in own))


def _schema() -> str:
    """As `rawugc-sync schema` prints it."""
    from rawugc_sync.manifest.schema import manifest_schema

    return json.dumps(manifest_schema(), indent=2) + "\n"
