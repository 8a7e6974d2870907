"""What came of a workspace, in one line of a table."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.render.plan_ending import summed
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.planned import Plan


def plan_in_short(plan: Plan) -> str:
    """What a plan would do, or what stops it."""
    stops = (*plan.errors, *plan.refusals)
    return stopped(stops) if stops else summed(plan)


def stopped(found: Sequence[Diagnostic]) -> str:
    """The first of what is wrong, and how much more there is."""
    first, *others = [one for one in found if one.severity is Severity.ERROR] or found
    place = f"{first.source}: " if first.source else ""
    subject = ".".join(part for part in (first.address, first.field) if part)
    more = f" (and {len(others)} more)" if others else ""
    return f"{place}{f'{subject}: ' if subject else ''}{first.summary}{more}"


def checked(found: Sequence[Diagnostic], *, valid: bool) -> str:
    """What `validate` has found."""
    numbers = {one: sum(d.severity is one for d in found) for one in (Severity.ERROR, Severity.WARNING)}
    some = [count(number, str(severity)) for severity, number in numbers.items() if number]
    return ", ".join([*(["valid"] if valid else []), *some])
