"""What a finding rests on: the fields of its resource that a change has to touch to be the reason for it."""

from __future__ import annotations

from rawugc_sync.policy.goings import account_fields, timed
from rawugc_sync.policy.judge import Finding
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words import rules as words

_TIMES = (words.PostingWindows, words.QuietHours, words.Blackout)
_OVER_THE_SET = (words.MaxPosts, words.MinGap, words.NoRepeat)
_PLACED = (words.Hashtags, words.CaptionLength, *_OVER_THE_SET)
"""Those that ask on which accounts something goes out."""


def clashes(finding: Finding) -> bool:
    """Whether it takes two to break its rule, so that a change of either may be the reason."""
    return isinstance(finding.rule.check, _OVER_THE_SET)


def asks_where(rule: words.Rule) -> bool:
    """Whether it matters to a rule on which accounts something goes out."""
    return isinstance(rule.check, _PLACED)


def fields_of(finding: Finding) -> frozenset[str] | None:
    """The fields that its rule reads there; None for all of them, where it asks after the whole resource."""
    check, type_ = finding.rule.check, finding.subject.type
    if isinstance(check, words.Owner | words.WithinRights):
        return None
    read = {finding.field} if finding.field else set()
    if isinstance(check, words.Require):
        read |= {one.field for one in check.fields} | check.when.keys()
    if isinstance(check, _PLACED):
        read |= set(account_fields(type_))
    if isinstance(check, (*_TIMES, *_OVER_THE_SET)):
        read |= _when(type_)
    return frozenset(read)


def _when(type_: ResourceType) -> set[str]:
    """The fields that say when something goes out, and whether it does."""
    return {name for name in timed(type_) if name} | type_.life.cycle
