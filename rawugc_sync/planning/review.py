"""What a plan tells beside its changes where it is made for people to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rawugc_sync.planning.agenda import agenda
from rawugc_sync.planning.contents import contents
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.managed import managed
from rawugc_sync.planning.still_public import with_still_public
from rawugc_sync.words.calendar import Calendars
from rawugc_sync.words.planned import Change, Plan


def for_review(plan: Plan, world: World, options: Options, draft: Draft, sent: Sequence[Change]) -> Plan:
    """The plan with all that is managed, where its files are, what is public when, and what keeps old words.

    `sent` are the changes of it that are carried out. Some of it, if not all is asked for.
    """
    coming = agenda(world, draft, sent)
    if options.calendars:
        plan = replace(plan, calendars=Calendars(agenda(world, draft, ()), coming))
    if not options.review:
        return plan
    return replace(
        plan,
        changes=with_still_public(world, plan.changes),
        managed=tuple(managed(world, options, draft, sent)),
        contents=contents(world, plan.changes),
        calendar=coming,
    )
