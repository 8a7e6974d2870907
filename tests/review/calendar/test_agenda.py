"""The agenda for a terminal, against golden files, and with texts that try to act on it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from rawugc_sync.render.style import Style
from rawugc_sync.review.calendar.agenda import agenda
from rawugc_sync.review.calendar.sheets import Brand, Sheet, sheets_of
from rawugc_sync.words.calendar import Fate
from rawugc_sync.words.diagnostics import error
from tests.render.test_safe import active_characters, hostile_text
from tests.review.calendar.entries import HOSTILE, NOW, entry, ms, nobodys, plan_with, sheet_of

GOLDEN = Path(__file__).parent / "golden"
PLAIN = Style(colour=False)
SGR = re.compile(r"\x1b\[[\d;]+m")

WEEK = (
    entry("posts.old", "2026-11-30 09:00", is_public=True, id="post_0", text="It is out."),
    entry("posts.now", None, fate=Fate.NEW, id=None, text="Out at once."),
    entry("posts.new", fate=Fate.NEW, id=None, text="A new one.\nWith two lines."),
    nobodys("post_9", "2026-12-01 14:12", "tiktok", text="Made in the dashboard."),
    entry("posts.moved", "2026-12-05 01:00", was="2026-12-02 14:00", fate=Fate.MOVED, timezone="Asia/Tokyo"),
    entry("posts.changed", "2026-12-03 14:00", fate=Fate.CHANGED, accounts=("instagram/glow.lab",)),
    entry("posts.near", "2026-12-03 14:00", accounts=("instagram/glow.lab", "tiktok/glowlab")),
    entry("posts.gone", "2026-12-03 18:00", fate=Fate.REMOVED),
    entry("posts.utc", "2026-12-04 18:00", timezone=None, accounts=(), platforms_only=True, text=""),
    entry("posts.later", "2027-02-01 14:00"),
)


def _week() -> list[Sheet]:
    return [sheet_of(plan_with(*WEEK, environment="production"), NOW)]


def _empty() -> list[Sheet]:
    return [sheet_of(plan_with(organization_id=None, digest=""), NOW)]


def _clocks() -> list[Sheet]:
    """The hour that is told twice, in New York and in Sydney."""
    first, second = "2027-11-07 05:30", "2027-11-07 06:30"
    twice = [
        entry("posts.first", first),
        entry("posts.second", second, fate=Fate.MOVED, was=first),
        entry("posts.sydney", "2027-10-02 15:30", timezone="Australia/Sydney"),
    ]
    return [sheet_of(plan_with(*twice), ms(begin)) for begin in ("2027-10-01 12:00", "2027-11-01 12:00")]


def _refused() -> list[Sheet]:
    return [sheet_of(plan_with(WEEK[2], refusals=(error("x", "no"),)), NOW)]


def _agency() -> list[Sheet]:
    signs = frozenset({("https://rawugc.com/api/v1", "org_1")})
    other = plan_with(entry("posts.tea", "2026-12-01 14:20", id="post_5"), workspace="oak-tea")
    return sheets_of([Brand(plan_with(WEEK[2]), signs), Brand(other, signs)], NOW)


AGENDAS: dict[str, Callable[[], list[Sheet]]] = {
    "week": _week,
    "empty": _empty,
    "clocks": _clocks,
    "refused": _refused,
    "agency": _agency,
}


@pytest.mark.parametrize("name", sorted(AGENDAS))
def test_an_agenda_reads_exactly_as_its_golden_file(name: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    text = agenda(AGENDAS[name](), PLAIN, 100) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_an_agenda() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(AGENDAS)


@pytest.mark.parametrize("name", sorted(AGENDAS))
def test_colour_adds_nothing_but_colour(name: str) -> None:
    coloured = agenda(AGENDAS[name](), Style(colour=True), 100)
    assert SGR.sub("", coloured) == agenda(AGENDAS[name](), PLAIN, 100)
    assert coloured != agenda(AGENDAS[name](), PLAIN, 100)


def _full_of(text: str) -> list[Sheet]:
    """A calendar with a text wherever one can come from outside."""
    both = (text, "tiktok/x")
    moved = entry(fate=Fate.MOVED, was="2026-12-03 14:00", text=text, accounts=both, timezone=text, id=text)
    strange = nobodys(text, "2026-12-01 14:10", text, "tiktok", text=text, timezone=text)
    plan = plan_with(
        moved,
        strange,
        entry("posts.q", "2026-12-01 14:05", accounts=both),
        workspace=text,
        environment=text,
        organization_id=text,
    )
    return [sheet_of(plan, NOW)]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_acts_on_a_terminal_or_adds_a_line(text: str) -> None:
    shown = agenda(_full_of(text), PLAIN, 100)
    assert active_characters(shown.replace("\n", "")) == []
    assert len(shown.splitlines()) == len(agenda(_full_of("plain"), PLAIN, 100).splitlines())


@settings(deadline=None)
@given(hostile_text())
def test_no_text_at_all_acts_on_a_terminal(text: str) -> None:
    shown = agenda(_full_of(text), PLAIN, 100)
    assert active_characters(shown.replace("\n", "")) == []
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in shown.splitlines())


def test_the_name_of_the_plan_is_the_last_line() -> None:
    assert agenda(_week(), PLAIN, 100).splitlines()[-1] == "plan 4d3d-3583-d919-0a1b-77c2"
