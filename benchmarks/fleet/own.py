"""Makes the runs of a kind that workers would make, with what these make of each, and without an engine.

A program of its own; it prints the seconds of processor time that all of them took, imports left out.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.fleet.config import load_fleet
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.perform import kept_of
from rawugc_sync.fleet.estate import newest, place_of
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Around, Kind, Task, Wish, reconcile


def main(folder: Path, kind: Kind) -> None:
    fleet = load_fleet(folder / "fleet.yaml")
    stopper = Draining(SystemClock())
    keys, around = Keys(fleet.keys, folder, os.environ), Around(dict(os.environ))
    with tempfile.TemporaryDirectory() as scratch:
        place = place_of(fleet.repositories[0], folder, Path(scratch), os.environ)
        estate = newest(place)
        with place.mirror.checkout(estate.commit) as checkout:

            def one(member: Member) -> bool:
                wish = Wish(kind=kind, review=kind == "plan")
                task = Task(member, wish, estate.commit, checkout, place.home)
                kept = kept_of(task, reconcile(task, keys, around, stopper), int(time.time() * 1000))
                return kept.plan is not None and (kept.page is not None) == wish.review

            with ThreadPoolExecutor(fleet.limits.concurrency) as pool:
                one(estate.members[0])
                began = _spent()
                made = list(pool.map(one, estate.members))
                spent = _spent() - began
    if not all(made):
        raise SystemExit("a run has no plan, or a plan no page")
    sys.stdout.write(f"{spent}\n")


def _spent() -> float:
    """With that of git's processes."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    _, given, asked = sys.argv
    main(Path(given), "plan" if asked == "plan" else "drift")
