"""What a brand's own rules cost: a plan of 10 000 resources with ten of them, beside the same without any.

From the files to the plan, in one process; what is live is as it was recorded, so nothing is read or sent.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks.table import table
from benchmarks.words import sentences
from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.load import load
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.resources import registered
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record, State

COUNT = 10_000
ROUNDS = 5
LIMIT = 1.2
NOW = 1_800_000_000_000
HOUR = 3_600_000
_SHOWN = {"status": "scheduled", "platforms": ["tiktok", "instagram"]}
"""What the API shows of a post beside its fields."""
RULES: dict[str, Any] = {
    "words": {"forbid": {"fields": ["posts.content", "products.description"], "words": ["cure", "heals"]}},
    "prices": {"forbid": {"fields": ["posts.content"], "pattern": r"\d+ ?€"}, "level": "warning"},
    "tag": {"require": {"fields": ["posts.content"], "words": ["#glow"], "when": {"mode": "schedule"}}},
    "tags": {"hashtags": {"max": 5}},
    "length": {"captionLength": {"max": 1500, "networks": ["tiktok"]}},
    "dates": {"blackout": {"dates": ["2030-12-24"]}},
    "most": {"maxPosts": {"per": "day", "max": 30}},
    "gap": {"minGap": "1m"},
    "repeat": {"noRepeat": {"of": ["videoUrl", "content"], "within": "30d"}},
    "hosts": {"allowedHosts": {"fields": ["posts.videoUrl"], "hosts": ["cdn.example.com"]}},
}


def main() -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root)
        spent: dict[str, list[float]] = {"without": [], "with": []}
        for _ in range(ROUNDS):
            for name, rules in (("without", {}), ("with", RULES)):
                (root / "rawugc.yaml").write_text(json.dumps({"rules": rules}), encoding="utf-8")
                begin = process_time()
                _plan(root)
                spent[name].append(process_time() - begin)
    without, ruled = median(spent["without"]), median(spent["with"])
    ratio = ruled / without
    verdict = "ok" if ratio <= LIMIT else "MISSED"
    row = [f"{without:.2f} s", f"{ruled:.2f} s", f"{ratio:.2f}", f"{LIMIT}", verdict]
    print(table(["without rules", "with ten", "ratio", "at most", ""], [row]))


def _write(root: Path) -> None:
    dice = random.Random(COUNT)
    posts = {
        f"p{n}": {
            "videoUrl": f"https://cdn.example.com/{n}.mp4",
            "accounts": [f"tiktok/a{n % 50}", f"instagram/b{n % 40}"],
            "timezone": "Europe/Berlin",
            "scheduledFor": NOW + (n + 1) * HOUR,
            "content": f"{sentences(dice, 300)} #glow",
        }
        for n in range(COUNT * 4 // 5)
    }
    products = {
        f"s{n}": {
            "name": f"Serum {n}",
            "photos": [f"https://cdn.example.com/{n}.jpg"],
            "description": sentences(dice, 300),
        }
        for n in range(COUNT // 5)
    }
    text = json.dumps({"posts": posts, "products": products}, indent=1)
    (root / "all.yaml").write_text(text, encoding="utf-8")


def _plan(root: Path) -> None:
    types = registered()
    manifests = load(root, load_config(root), types, NOW)
    state = State("lineage", 1, None, {a: Record(str(a), one.fields) for a, one in manifests.desired.items()})
    live: dict[str, dict[str, Live]] = {}
    for address, one in manifests.desired.items():
        shown = {**_SHOWN, **one.fields, types[address.collection].calls.id_field: str(address)}
        if found := types[address.collection].spelling.live(shown, str(address)):
            live.setdefault(address.collection, {})[found.id] = found
    world = World(
        workspace="bench",
        types=types,
        desired=manifests.desired,
        declared=manifests.declared,
        state=state,
        live=live,
        organization_id=None,
        now=NOW,
        reads=2,
        rules=manifests.rules,
        waivers=manifests.waivers,
    )
    made = make_plan(world, Options())
    if made.changes or len(manifests.desired) != COUNT:
        raise SystemExit(f"{len(made.changes)} changes of {len(manifests.desired)} resources")


if __name__ == "__main__":
    main()
