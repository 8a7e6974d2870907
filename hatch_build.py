"""What a package says of itself that depends on a setting: its README, and the project's addresses."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r'<img src="(?!https?:)([^"]+)"[^>]*>\n*')


class SiteMetadata(MetadataHookInterface):
    """`readme` and `urls`, from README.md and the address in `rawugc_sync/help/site.py`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in what pyproject.toml calls dynamic."""
        root = Path(self.root)
        site: str = runpy.run_path(str(root / "rawugc_sync/help/site.py"))["SITE"]
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_pictures(text, site)}
        metadata["urls"] = {"Documentation": site} if site else {}


def with_pictures(text: str, site: str) -> str:
    """The README for a package page: its pictures have addresses, or are left out while there are none."""
    if not site:
        return _PICTURE.sub("", text)
    return _PICTURE.sub(lambda picture: picture[0].replace(picture[1], _published(site, picture[1])), text)


def _published(site: str, path: str) -> str:
    """`docs/` is the top of the site."""
    return f"{site}/{path.removeprefix('docs/')}"
