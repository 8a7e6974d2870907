"""What a plan tells beside its changes where it is made for people to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rawugc_sync.planning.agenda import agenda
from rawugc_sync.planning.contents import contents
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import World
from rawugc_sync.words.planned import Change, Plan


def for_review(plan: Plan, world: World, draft: Draft, sent: Sequence[Change]) -> Plan:
    """The plan with where its files are and what is public when; `sent` are the changes of it that go."""
    return replace(plan, contents=contents(world, plan.changes), calendar=agenda(world, draft, sent))
