"""What may break a rule for a while: the findings that a waiver silences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rawugc_sync.policy.judge import Finding
from rawugc_sync.policy.scene import grouped
from rawugc_sync.words.rules import Waiver


def without_waived(
    findings: Iterable[Finding], waivers: Iterable[Waiver], today: date
) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
    """The findings that stand, and those that are silenced, each with its waiver: the one that lasts longest.

    A waiver counts up to its last day, for its rule at its address, and in its field if it names one.
    """
    lasting = grouped((one for one in waivers if one.until >= today), lambda one: (one.rule, one.address))
    standing: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for finding in findings:
        address = finding.subject.address
        waiver = _last(lasting.get((finding.rule.id, address), ()), finding) if address else None
        if waiver is None:
            standing.append(finding)
        else:
            waived.append((finding, waiver))
    return standing, waived


def lapsed(finding: Finding, waivers: Iterable[Waiver], today: date) -> Waiver | None:
    """The last of the waivers that silenced a finding once, and do not any more."""
    place = finding.rule.id, finding.subject.address
    return _last((one for one in waivers if one.until < today and (one.rule, one.address) == place), finding)


def _last(waivers: Iterable[Waiver], finding: Finding) -> Waiver | None:
    """The one that lasts longest of those for the field of a finding."""
    return max((one for one in waivers if one.is_for(finding.field)), key=lambda one: one.until, default=None)
