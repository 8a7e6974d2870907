"""Runs for a terminal: a line each, and one of them in the words of its plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rawugc_sync.applying.outcome import Fate
from rawugc_sync.recording.run import Run
from rawugc_sync.render.commit import FEW, told
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.outcome_text import outcome_text
from rawugc_sync.render.plan_text import changes_parts
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.table import table, when
from rawugc_sync.render.whose import whose
from rawugc_sync.words.moment import minute

_HEAD = ("RUN", "WHEN", "BY", "CHANGES", "COMMIT", "PLAN")
_PAST = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "adopt": "adopted",
    "forget": "forgotten",
    "no-op": "kept",
}
"""What a summary counts, once it is done."""


def runs_text(runs: Sequence[Run], style: Style) -> str:
    """The runs as they come, a line each, with nothing cut: a name is there to be copied."""
    rows = [(run.id, when(run.at), run.by, counts_of(run), _commit(run), run.plan) for run in runs]
    return table(_HEAD, rows, style, None) or "Nothing was applied yet."


def counts_of(run: Run) -> str:
    """`2 created, 1 deleted; 1 not applied`."""
    done = [f"{number} {_PAST[word]}" for word, number in run.counts.items() if number]
    left = len(run.results) - len(run.outcome.of(Fate.APPLIED))
    return "; ".join([", ".join(done) or "nothing as planned", *([f"{left} not applied"] if left else [])])


def run_text(run: Run, workspace: str, style: Style, kinds: KindOf, width: int, called: str) -> str:
    """What a run changed: whose it was, each change as its plan had it, the yeses, and what became of it."""
    plan = run.as_plan(workspace)
    parts = [
        "\n".join(_head(run, workspace, style)),
        *changes_parts(plan, style, kinds, width),
        *_approvals(run, style),
        outcome_text(run.outcome, style, called),
    ]
    return "\n\n".join(parts)


def facts_of(run: Run) -> Iterator[tuple[str, str]]:
    """What to know of a run, each with its label; not safe to show yet."""
    yield "Began", minute(run.at)
    yield "By", run.by
    if run.taken_over:
        on = f"; {run.carried_on} carried on" if run.carried_on else ""
        yield "Ended", f"at once: this is what its journal had{on}"
    if run.commit is not None:
        yield "Commit", told(run.commit, clean=run.clean)
    if run.plan:
        yield "Plan", run.plan
    if run.server:
        yield "Server", run.server


def approval_lines(run: Run) -> list[str]:
    """The yeses that it rested on: `legal: posts.launch, given by ana`."""
    return [f"{one.role}: {one.address}, given by {', '.join(one.by)}" for one in run.approvals]


def _head(run: Run, workspace: str, style: Style) -> Iterator[str]:
    yield style.bold(safe(f"Run {run.id}"))
    yield safe(whose(workspace, run.environment, run.organization_id))
    yield from (safe(f"{label}: {value}") for label, value in facts_of(run))


def _approvals(run: Run, style: Style) -> Iterator[str]:
    if lines := approval_lines(run):
        yield "\n".join([style.bold("Approvals"), *(f"  {safe(line)}" for line in lines)])


def _commit(run: Run) -> str:
    return told(run.commit, clean=run.clean, digits=FEW)
