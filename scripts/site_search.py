"""Lets the search of a built site work from a disk, by the `search.js` that the theme asks for there.

A browser neither fetches what lies beside a page on a disk nor starts a worker from there. The theme knows
the first, and loads its index as a script. For the second, that script brings the worker's text, and starts
that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_SCRIPT = """var __index = {index};
window.Worker = class extends Worker {{
  constructor() {{ super(URL.createObjectURL(new Blob([{worker}], {{type: "text/javascript"}}))); }}
}};
"""


def write(site: Path) -> None:
    """Add the script to the folder of a built site, from the index and the one worker that are in it."""
    (worker,) = site.glob("assets/javascripts/workers/search.*.js")
    index = json.loads((site / "search.json").read_text(encoding="utf-8"))
    script = _SCRIPT.format(index=json.dumps(index), worker=json.dumps(worker.read_text(encoding="utf-8")))
    (site / "search.js").write_text(script, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
