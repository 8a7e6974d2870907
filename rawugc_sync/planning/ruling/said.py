"""What is said of findings: each at its resource and field, with the brand's own words for the rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rawugc_sync.policy.judge import Finding
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.words.diagnostics import Diagnostic, Severity, note, warning
from rawugc_sync.words.rules import Rule, Waiver

_CODE = "rule"
_FEW = 3
"""How many of what nobody manages are named."""


def broken(finding: Finding, severity: Severity, lapsed: Waiver | None) -> Diagnostic:
    """That something breaks a rule; `lapsed` is a waiver that allowed it once."""
    rule, address = finding.rule, finding.subject.address
    ended = (f"It was allowed until {lapsed.until} ({lapsed.reason}), and that is over." if lapsed else "",)
    return Diagnostic(
        severity=severity,
        code=_code(rule),
        summary=finding.said,
        detail="\n".join(filter(None, [_why(rule), *ended, rule.link])),
        address=str(address) if address else None,
        field=finding.field,
        rule=rule.id,
    )


def waived(finding: Finding, waiver: Waiver) -> Diagnostic:
    """That something may break a rule for a while: nobody is to forget it."""
    return note(
        "waived",
        f"{finding.said}, which is allowed until {waiver.until}: {waiver.reason}",
        "\n".join(filter(None, [_why(finding.rule), finding.rule.link])),
        address=str(finding.subject.address),
        field=finding.field,
        rule=finding.rule.id,
    )


def unmanaged(findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """A warning for each rule that something live breaks, and nobody manages that."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule.id, []).append(finding)
    for several in by_rule.values():
        rule = several[0].rule
        yield warning(
            _CODE,
            f"what nobody manages breaks a rule: {_named(several)}",
            "\n".join(filter(None, [_why(rule), rule.link])),
            rule=rule.id,
        )


def _named(findings: Sequence[Finding]) -> str:
    more = len(findings) - _FEW
    named = "; ".join(map(_live, findings[:_FEW]))
    return f"{named}; and {more} more" if more > 0 else named


def _live(finding: Finding) -> str:
    subject = finding.subject
    field = f"{finding.field} " if finding.field else ""
    return f"{subject.id} of {subject.type.collection}: {field}{finding.said}"


def _code(rule: Rule) -> str:
    return rule.id if rule is RIGHTS_ENDED else _CODE


def _why(rule: Rule) -> str:
    if rule is RIGHTS_ENDED:
        return "Take it down or let it go out before, or renew the rights and say so in x-rights."
    return f"Rule {rule.id}: {rule.message}" if rule.message else f"Rule {rule.id}."
