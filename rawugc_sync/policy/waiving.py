"""What may break a rule for a while: the findings that a waiver silences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rawugc_sync.policy.judge import Finding
from rawugc_sync.words.rules import Waiver


def without_waived(
    findings: Iterable[Finding], waivers: Iterable[Waiver], today: date
) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """The findings that stand, and those that are silenced, each with its waiver: the one that lasts longest.

    A waiver counts up to its last day, for its rule at its address, and in its field if it names one.
    """
    lasting: dict[tuple[str, str, str | None], Waiver] = {}
    for one in sorted(waivers, key=lambda one: one.until):
        if one.until >= today:
            lasting[one.rule, str(one.address), one.field] = one
    standing: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for finding in findings:
        waiver = _waiver(finding, lasting)
        if waiver is None:
            standing.append(finding)
        else:
            waived.append((finding, waiver))
    return standing, waived


def lapsed(finding: Finding, waivers: Iterable[Waiver], today: date) -> Waiver | None:
    """The last of the waivers that silenced a finding once, and do not any more."""
    past = [one for one in waivers if one.until < today and _is_for(one, finding)]
    return max(past, key=lambda one: one.until, default=None)


def _is_for(waiver: Waiver, finding: Finding) -> bool:
    is_there = (waiver.rule, waiver.address) == (finding.rule.id, finding.subject.address)
    return is_there and waiver.field in (None, finding.field)


def _waiver(finding: Finding, lasting: dict[tuple[str, str, str | None], Waiver]) -> Waiver | None:
    """The one for its field, or for all fields of its resource."""
    if finding.subject.address is None:
        return None
    place = (finding.rule.id, str(finding.subject.address))
    found = [lasting[key] for key in ((*place, finding.field), (*place, None)) if key in lasting]
    return max(found, key=lambda one: one.until, default=None)
