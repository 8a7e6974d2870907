"""The end of a plan: warnings, notes, history, the sum, the budget; what stands in the way; its name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rawugc_sync.render.approvals_text import approvals_part
from rawugc_sync.render.deciding import plan_deadline
from rawugc_sync.render.further import further
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.whose import whose
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import told
from rawugc_sync.words.diagnostics import Diagnostic, Severity
from rawugc_sync.words.hosts import HOME, is_home
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Plan, StateInfo


def plan_ending(plan: Plan, style: Style, now: int | None) -> Iterator[str]:
    """Paragraphs without final newlines."""
    notes = [d for d in plan.diagnostics if d.severity is Severity.NOTE]
    warnings = [d for d in plan.diagnostics if d.severity is Severity.WARNING]
    yield from _grouped("Warnings", "warning", warnings, style)
    yield from _grouped("Notes", "note", notes, style)
    yield from approvals_part(plan, style)
    yield from _history(plan, style)
    sums = [style.bold(summed(plan)), *_bookkeeping(plan), _budget(plan.budget, plan.waits, now)]
    yield "\n".join([*sums, *_deadline(plan), *_server(plan), *_origin(plan, style)])
    yield from refusals(plan.refusals, style)
    yield from _errors((*plan.errors, *plan.lasting), style)
    if plan.name:
        yield f"plan {safe(plan.name)}"


def refusals(found: Iterable[Diagnostic], style: Style) -> Iterator[str]:
    """Why something is refused, a paragraph each; what several have in common is explained once."""
    groups = _alike(found)
    for (*others, last), more in zip(groups, _further(groups), strict=True):
        heads = (_refusal(replace(one, detail=""), (), style) for one in others)
        yield "\n".join([*heads, _refusal(last, more, style)])


def _errors(found: Sequence[Diagnostic], style: Style) -> Iterator[str]:
    for one, more in zip(found, further([one.code for one in found]), strict=True):
        yield _stop("Error", one, more, style)


def _alike(found: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Those that say the same of different things, together."""
    groups: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in found:
        groups.setdefault((one.code, one.detail), []).append(one)
    return list(groups.values())


def _further(groups: Iterable[list[Diagnostic]]) -> list[list[str]]:
    return further([group[0].code for group in groups])


def _refusal(diagnostic: Diagnostic, more: Iterable[str], style: Style) -> str:
    return _stop(f"Refused ({safe(diagnostic.code)})", diagnostic, more, style)


def _grouped(heading: str, word: str, diagnostics: Iterable[Diagnostic], style: Style) -> Iterator[str]:
    """One paragraph; what is true of several resources is explained once."""
    if groups := _alike(diagnostics):
        mark = style.mark("!", word)
        both = zip(groups, _further(groups), strict=True)
        lines = [line for group, more in both for line in (*_group(group, mark, style), *_on(more, style))]
        yield "\n".join([style.bold(heading), *lines])


def _on(more: Iterable[str], style: Style) -> Iterator[str]:
    yield from (f"      {style.dim(line)}" for line in more)


def _group(group: list[Diagnostic], mark: str, style: Style) -> Iterator[str]:
    for diagnostic in group:
        yield f"  {mark} {_about(diagnostic)}{_place(diagnostic, style)}"
    yield from _detail(group[0], "      ")


def _about(diagnostic: Diagnostic) -> str:
    subject = ".".join(part for part in (diagnostic.address, diagnostic.field) if part)
    return safe(f"{subject}: {diagnostic.summary}" if subject else diagnostic.summary)


def _place(diagnostic: Diagnostic, style: Style) -> str:
    place = diagnostic.source
    return f"  {style.dim(safe(f'{place.file}:{place.line}'))}" if place else ""


def _detail(diagnostic: Diagnostic, indent: str) -> Iterator[str]:
    if diagnostic.detail:
        yield from (indent + line for line in safe(diagnostic.detail, keep_newlines=True).split("\n"))


def _stop(label: str, diagnostic: Diagnostic, more: Iterable[str], style: Style) -> str:
    head = f"{style.fail(label + ':')} {style.bold(_about(diagnostic))}{_place(diagnostic, style)}"
    return "\n".join([head, *_detail(diagnostic, "  "), *(f"  {style.dim(line)}" for line in more)])


def _history(plan: Plan, style: Style) -> Iterator[str]:
    unchanged, edited = plan.history
    if unchanged or edited:
        told = f"{unchanged + edited} published" + (f", {edited} edited since" if edited else "")
        yield f"  {told}" if style.spoken else f"  … {told}"


def summed(plan: Plan) -> str:
    """Terraform's counting: a replacement adds one and destroys one."""
    if not plan.changes:
        return f"No changes. {_why_none(plan)}"
    actions = [change.action for change in plan.changes]
    rare = {"import": sum(a.adopts for a in actions), "forget": sum(a.forgets for a in actions)}
    parts = [
        *(f"{count} to {verb}" for verb, count in rare.items() if count),
        f"{sum(a.creates for a in actions)} to add",
        f"{sum(a.updates for a in actions)} to change",
        f"{sum(a.deletes for a in actions)} to destroy",
    ]
    return f"Plan: {', '.join(parts)}."


def _bookkeeping(plan: Plan) -> Iterator[str]:
    if plan.bookkeeping:
        noted = count(plan.bookkeeping, "change")
        yield f"The next apply notes {noted} in the state; nothing is sent for that."


def _why_none(plan: Plan) -> str:
    if plan.refusals or plan.errors:
        return "What stands below has to be settled first."
    if plan.drift and plan.diagnostics:
        return "Nothing is to be set back; what else there is to know stands above."
    if plan.drift:
        return "What is live is as it was last applied."
    if plan.diagnostics:
        return "Nothing will be written; what is skipped or kept is named above."
    return "What is live matches the manifests."


def _budget(budget: Budget, waits: int, now: int | None) -> str:
    """What `apply` will send, how long the rate limit makes it wait, and when it is done if it starts now.

    How long a generation takes is for nobody to say: then neither is when it is done.
    """
    share = f"{count(budget.reads, 'read')}, {count(budget.writes, 'write')}"
    parts = [f"{count(budget.requests, 'request')} ({share})"]
    if cost := told(budget.credits, budget.unpriced):
        parts.append(cost)
    parts.append(f"about {_length(budget.seconds)} of waiting" if budget.seconds else "no waiting")
    if waits:
        parts.append(f"and waits for {count(waits, 'generation')}")
    elif budget.seconds and now is not None:
        parts.append(f"done about {_whole_minute(budget.done(now / 1000))} if applied now")
    return ", ".join(parts) + "."


def _length(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def _whole_minute(unix_seconds: float) -> str:
    return moment(math.ceil(unix_seconds / 60) * 60_000, None)


def _deadline(plan: Plan) -> Iterator[str]:
    """Until when to decide, and what happens else."""
    if decided := plan_deadline(plan):
        yield safe(decided.otherwise)


def _server(plan: Plan) -> Iterator[str]:
    """Where the calls go, if that is anywhere but home."""
    if plan.server is not None and not is_home(plan.server):
        yield f"Server: {safe(plan.server)}, not {HOME}."


def _origin(plan: Plan, style: Style) -> Iterator[str]:
    """Whose plan this is, and what it was made from."""
    state = plan.state
    if state.place is None:
        return
    of = whose(plan.workspace, plan.environment, plan.organization_id)
    known = f"serial {state.serial}" if state.serial is not None else "none yet"
    yield style.dim(safe(f"{of}; state {state.place}: {known}{_applied(state)}."))


def _applied(state: StateInfo) -> str:
    applied = state.applied
    if applied is None:
        return ""
    commit = f" from {applied.commit[:12]}" if applied.commit else ""
    at = applied.at.replace("T", " ").replace("+00:00", " UTC")
    return f", applied {at}{commit} by {applied.by}"
