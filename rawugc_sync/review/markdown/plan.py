"""A plan as a comment: what happens in one sentence, facts, problems, and a fold for each change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.plan_text import FROM_GIT, OVER_DASHBOARD, loses_an_edit
from rawugc_sync.review.facts import facts
from rawugc_sync.review.headline import headline
from rawugc_sync.review.markdown.approvals import approvals_sections
from rawugc_sync.review.markdown.fitting import Comment, Item, Rank, Section, fitted
from rawugc_sync.review.markdown.fold import fold
from rawugc_sync.review.markdown.marker import marker
from rawugc_sync.review.markdown.verbatim import clipped, code, sentence
from rawugc_sync.review.plain import explained
from rawugc_sync.review.problems import Level, Problem, problems
from rawugc_sync.words.planned import Plan

_VOID = "An earlier plan in this comment is void."
_TITLES: dict[Level, tuple[str, Rank]] = {
    "stop": ("#### What stops it", Rank.STOP),
    "error": ("#### What is wrong all the same", Rank.STOP),
    "warning": ("#### Warnings", Rank.WARNING),
    "note": ("#### Notes", Rank.NOTE),
}
_NAME = re.compile(r"[0-9a-f]{4}(-[0-9a-f]{4}){4}", re.ASCII)
_BEFORE_FACTS, _FACT = (0,), (1,)
"""Who reads of a plan that is void has to read why, whatever else there is room for."""
_CLIPPED = 40
"""Characters of a name in a heading: what is always there has to leave room for the rest."""


def plan_markdown(plan: Plan, kinds: KindOf, limit: int) -> str:
    """The plan in at most `limit` Unicode code points (at least 1 000), its final newline included.

    Where nothing can be applied, it says so, and that an earlier plan is void.
    """
    command = "drift" if plan.drift else "plan"
    comment = Comment(
        head=[*heading(plan, "Drift in" if plan.drift else "Plan for"), *_void(plan)],
        sections=[
            saying(headline(plan)),
            _facts(plan),
            *_problems(plan),
            *approvals_sections(plan),
            *_changes(plan, kinds),
            _words(plan),
        ],
        last=name_line(plan),
        elsewhere=f"The page that {code(f'rawugc-sync {command} --html FILE')} writes has all of it.",
    )
    return fitted(comment, limit)


def heading(plan: Plan, what: str) -> list[str]:
    """The hidden marker, and a heading that says what this is and whose."""
    names = [name for name in (plan.workspace, plan.environment) if name is not None]
    told = ", ".join(clipped(name, _CLIPPED) for name in names)
    return [marker(plan.workspace, plan.environment), f"### {what} {told}"]


def saying(told: str) -> Section:
    """The one sentence that the rest only bears out."""
    return Section([Item(f"**{sentence(told)}**", Rank.SUMMARY, "sentence")])


def name_line(plan: Plan) -> str:
    """`plan 4d3d-3583-d919-0a1b-77c2`, by which it can be approved; or that there is none."""
    if not plan.name:
        return "no plan"
    return f"plan {plan.name if _NAME.fullmatch(plan.name) else clipped(plan.name, _CLIPPED)}"


def _void(plan: Plan) -> list[str]:
    return [_VOID] if plan.errors or plan.refusals else []


def _facts(plan: Plan) -> Section:
    return Section(
        [Item(f"- {fact.label}: {code(fact.value)}", Rank.SUMMARY, "fact", (), _FACT) for fact in facts(plan)]
    )


def _problems(plan: Plan) -> Iterator[Section]:
    found = problems(plan)
    for level, (title, rank) in _TITLES.items():
        items = [_problem(one, rank) for one in found if one.level == level]
        if level == "stop":
            items[:1] = [replace(one, rank=Rank.SUMMARY, weight=_BEFORE_FACTS) for one in items[:1]]
        yield Section(items, title)


def _problem(one: Problem, rank: Rank) -> Item:
    """Where there is no room, it is without what to do about it."""
    place = f" in {code(one.place)}" if one.place else ""
    said = f"- {code(one.sentence)}{place}"
    more = "".join(f"<br>{code(text)}" for text in (one.todo, one.link) if text)
    if not more:
        return Item(said, rank, "problem")
    return Item(f"{said}{more}", rank, "problem", (said,))


def _changes(plan: Plan, kinds: KindOf) -> Iterator[Section]:
    over = [change for change in plan.changes if loses_an_edit(change)]
    rest = [change for change in plan.changes if not loses_an_edit(change)]
    for title, changes in ((FROM_GIT, rest), (OVER_DASHBOARD, over)):
        yield Section([fold(change, kinds) for change in changes], f"#### {title}", "\n\n")


def _words(plan: Plan) -> Section:
    """What the technical words mean, in one fold."""
    lines = [f"- *{word}*: {means}" for word, means in explained(plan)]
    if not lines:
        return Section([])
    fold = "<details><summary>What the words mean</summary>"
    return Section([Item("\n\n".join([fold, "\n".join(lines), "</details>"]), Rank.WORD, "explanation")])
