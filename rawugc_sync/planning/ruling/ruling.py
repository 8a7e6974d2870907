"""Holds a brand's own rules against a plan: errors only for what it brings about, and for nothing it ends.

| what breaks a rule of level error | is |
|---|---|
| created, replaced, let out; changed in what the rule reads; held up, late or left out | a refusal |
| unchanged, and clashes with such a one | a refusal |
| unchanged, adopted as it is, or changed elsewhere | a warning |
| unchanged, and goes out after its rights have ended | an error, which stops nothing |
| taken down: deleted, forgotten, taken off the calendar | nothing, or a warning |
| published already | nothing |
| live, and managed by nobody | a warning |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.ruling import said
from rawugc_sync.planning.ruling.subjects import afterwards, look_up_accounts, written
from rawugc_sync.policy.basis import asks_where, clashes, fields_of
from rawugc_sync.policy.goings import account_fields
from rawugc_sync.policy.judge import Finding, judged
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.waiving import lapsed, without_waived
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.planned import Change, FieldChange
from rawugc_sync.words.rules import Rule, Waiver


@dataclass(slots=True)
class Ruled:
    """What rules say of a plan: why it may not be carried out, and what else there is to know."""

    refusals: list[Diagnostic] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Book:
    """The rules of a brand, what may break them for a while, and what day it is (`now` is Unix ms)."""

    rules: Sequence[Rule]
    waivers: Sequence[Waiver]
    now: int

    @property
    def today(self) -> date:
        """By UTC, like all that no zone is said of."""
        return datetime.fromtimestamp(self.now / 1000, UTC).date()

    def is_empty(self, desired: Iterable[Desired]) -> bool:
        """Whether there is nothing to hold anything against."""
        return not self.rules and not any(one.rights for one in desired)

    def opened(
        self, subjects: Sequence[Subject], at_once: int | None
    ) -> tuple[list[Finding], list[tuple[Finding, Waiver]]]:
        """What breaks a rule, rule by rule and by address, and what may, with the waiver that says so.

        `at_once` is when that goes out which does so at once; None where nobody knows.
        """
        found = sorted(judged(self.rules, subjects, at_once), key=self._order)
        return without_waived(found, self.waivers, self.today)

    def _order(self, finding: Finding) -> tuple[bool, int, str]:
        is_ours = finding.rule is not RIGHTS_ENDED
        return not is_ours, self.rules.index(finding.rule) if is_ours else 0, finding.subject.name

    def told(self, finding: Finding, severity: Severity) -> Diagnostic:
        """A finding for people; a rule that only warns never does more."""
        level = Severity.WARNING if finding.rule.level is Severity.WARNING else severity
        return said.broken(finding, level, lapsed(finding, self.waivers, self.today))


def offline(
    book: Book, desired: Mapping[Address, Desired], types: Mapping[str, ResourceType]
) -> list[Diagnostic]:
    """What the manifests alone break: nothing live is known, and what goes out at once may have long ago."""
    if book.is_empty(desired.values()):
        return []
    standing, silenced = book.opened(written(desired, types, book.now), at_once=None)
    return [*(book.told(one, Severity.ERROR) for one in standing), *(said.waived(*one) for one in silenced)]


def ruled(world: World, options: Options, changes: Sequence[Change]) -> Ruled:
    """What rules say of a plan with these changes, sent or not; whatever is destroyed breaks none.

    Raises Needed where that takes a look-up.
    """
    book = Book(world.rules, world.waivers, world.now)
    found = Ruled()
    if options.destroy or book.is_empty(world.desired.values()):
        return found
    if any(map(asks_where, book.rules)):
        look_up_accounts(world, filter(options.includes, world.desired))
    standing, silenced = book.opened(afterwards(world, changes), at_once=world.now)
    touched = _touched(world, changes)
    for finding in standing:
        if finding.subject.address is None:
            continue
        if _is_new(finding, touched):
            told = book.told(finding, Severity.ERROR)
            (found.refusals if told.severity is Severity.ERROR else found.diagnostics).append(told)
        elif _is_about(options, finding):
            lasts = Severity.ERROR if finding.rule is RIGHTS_ENDED else Severity.WARNING
            found.diagnostics.append(book.told(finding, lasts))
    if options.scope is None:
        found.diagnostics += said.unmanaged(filter(_is_nobodys, standing))
    found.diagnostics += [said.waived(*one) for one in silenced if _is_about(options, one[0])]
    return found


def _is_nobodys(finding: Finding) -> bool:
    """Whether it is told among what nobody manages: a clash with what somebody does is told there, once."""
    is_told = clashes(finding) and any(one.address and not one.is_over for one in finding.others)
    return finding.subject.address is None and not is_told


def _is_about(options: Options, finding: Finding) -> bool:
    return finding.subject.address is not None and options.includes(finding.subject.address)


_Touched = Mapping[Address, frozenset[str] | None]
"""Address → the fields that its change brings about; None: all of them."""


def _touched(world: World, changes: Iterable[Change]) -> _Touched:
    return {
        change.address: None if _begins(world, change) else _widened(world, change)
        for change in changes
        if (change.action.creates or change.fields) and not _ends(world, change)
    }


def _widened(world: World, change: Change) -> frozenset[str]:
    """The fields that a change brings about; to take something off some of its accounts does not."""
    where = account_fields(world.types[change.address.collection])
    return frozenset(one.path for one in change.fields if one.path not in where or not _is_fewer(one))


def _is_fewer(field: FieldChange) -> bool:
    was, will = field.before, field.after
    return isinstance(was, list) and isinstance(will, list) and all(one in was for one in will)


def _begins(world: World, change: Change) -> bool:
    """Whether a change brings something about as a whole: there for the first time, or going out for it."""
    return change.action.creates or (
        _goes(world, change, change.after) and not _goes(world, change, change.before)
    )


def _ends(world: World, change: Change) -> bool:
    """Whether a change takes something down: gone, or not going out any more."""
    return change.action.leaves or (
        _goes(world, change, change.before) and not _goes(world, change, change.after)
    )


def _goes(world: World, change: Change, fields: Fields | None) -> bool:
    """Whether something with these fields goes out."""
    life = world.types[change.address.collection].life
    return fields is not None and life.outing(fields, world.known) is not None


def _is_new(finding: Finding, touched: _Touched) -> bool:
    """Whether a change is the reason for a finding, of its own resource or of one that it clashes with."""
    read = fields_of(finding)
    those = (finding.subject, *(finding.others if clashes(finding) else ()))
    return any(_is_touched(one.address, read, touched) for one in those)


def _is_touched(address: Address | None, read: frozenset[str] | None, touched: _Touched) -> bool:
    if address is None or address not in touched:
        return False
    changed = touched[address]
    return changed is None or (bool(changed) if read is None else not read.isdisjoint(changed))
