"""What a review writes for one workspace, from one plan; nothing of an earlier review is left among it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._app import App
from rawugc_sync.cli._reports import MOST, page_of, written
from rawugc_sync.cli._review_names import FILES, INDEX, SAVED

if TYPE_CHECKING:
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.reconciling.plan import Planned
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.review.calendar.sheets import Brand
    from rawugc_sync.review.index.rows import Row
    from rawugc_sync.words.planned import Plan


@dataclass(frozen=True, slots=True)
class Made:
    """A review that is written but for its calendar, which takes a brand, and its plan's exit code."""

    row: Row
    exit_code: int
    place: Path
    brand: Brand | None = None


def folder_at(place: Path) -> None:
    """Make the folder; InvalidInput where it cannot be."""
    from rawugc_sync.words.errors import InvalidInput

    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        summary = f"--dir: {place} cannot be made: {failed.strerror}"
        raise InvalidInput.of("review-folder", summary, "Name another folder.") from None


def prepare(top: Path, places: Sequence[tuple[App, Path]]) -> None:
    """Make room for the files, before anything is asked for; InvalidInput where they may not be written."""
    from rawugc_sync.planfile.places import check_place

    folder_at(top)
    for app, place in places:
        folder_at(place)
        for folder in (place, top):
            for name in FILES:
                check_place("--dir", folder / name, app.workspace, example="review")
    clear(place / name for _, place in places for name in FILES)
    clear(earlier(top))


def earlier(top: Path) -> list[Path]:
    """Where an earlier review into this folder left its files, also those of what is not reviewed any more.

    Its index tells the folders; one that leads out of here is none of them. Absolute paths without links.
    """
    from rawugc_sync.review.index.page import folders_in

    here = top.resolve()
    try:
        named = folders_in((here / INDEX).read_text(encoding="utf-8"))
        places = [place for folder in named if (place := (here / folder).resolve()).is_relative_to(here)]
    except (OSError, ValueError):
        places = []
    return [place / name for place in places for name in FILES] + [here / name for name in (*FILES, INDEX)]


def clear(files: Iterable[Path]) -> None:
    """Take away what an earlier run wrote: who finds a saved plan here may take it for the new one.

    InvalidInput where that cannot be.
    """
    from rawugc_sync.words.errors import InvalidInput

    for file in files:
        try:
            file.unlink(missing_ok=True)
        except NotADirectoryError:
            continue
        except OSError as failed:
            summary = f"--dir: {file} cannot be replaced: {failed.strerror}"
            raise InvalidInput.of("review-folder", summary, "Name another folder.") from None


def review(target: Target, place: Path, request: Request, *, embed: bool) -> Made:
    """Plan, write what there is to see of it, and say on stdout how it stands."""
    from rawugc_sync.cli._calendars import brand_of
    from rawugc_sync.cli._show import without_changes
    from rawugc_sync.cli.plan import planned_for
    from rawugc_sync.reconciling.refusing import exit_code_of, turned_down
    from rawugc_sync.words.errors import RawugcError

    app = target.app
    try:
        planned = planned_for(app, request, review=True)
    except RawugcError as failed:
        row = _shown(target, place, without_changes(app, failed), embed=embed)
        return Made(row, failed.exit_code, place)
    row = _shown(target, place, planned.plan, embed=embed)
    brand = brand_of(app, planned.plan)
    if not turned_down(planned.plan):
        _save(place, planned)
    return Made(row, exit_code_of(planned.plan), place, brand)


def write_calendars(made: Sequence[Made], now: int) -> None:
    """Once all plans are there: of one organization, they see each other's posts, as in `calendar`."""
    from rawugc_sync.review.calendar.html import calendar_html
    from rawugc_sync.review.calendar.ics import ics
    from rawugc_sync.review.calendar.sheets import sheets_of

    seen = [(one.place, one.brand) for one in made if one.brand]
    sheets = sheets_of([brand for _, brand in seen], now)
    for (place, _), sheet in zip(seen, sheets, strict=True):
        written(place / "calendar.html", _utf8(calendar_html([sheet])))
        written(place / "calendar.ics", ics([sheet]))


def _shown(target: Target, place: Path, plan: Plan, *, embed: bool) -> Row:
    """Tell and write what there is of every plan, also of one that could not be made."""
    from rawugc_sync.review.index.rows import Row

    row = Row(target.name, target.folder, plan)
    _tell(target.app, row)
    for name, content in _texts(target.app, plan, embed=embed):
        written(place / name, content)
    return row


def _texts(app: App, plan: Plan, *, embed: bool) -> Iterator[tuple[str, bytes]]:
    """Name of a file and its content."""
    from rawugc_sync.planfile import pieces
    from rawugc_sync.planfile.to_json import to_json
    from rawugc_sync.render.field_kinds import field_kind
    from rawugc_sync.review.markdown.plan import plan_markdown

    yield "plan.json", _utf8("".join([*pieces.written(to_json(plan, pieces.Rows)), "\n"]))
    yield "page.html", _utf8(page_of(app, plan, embed=embed))
    yield "comment.md", _utf8(plan_markdown(plan, field_kind, MOST))


def _save(place: Path, planned: Planned) -> None:
    """The plan for apply, which appears as a whole; what keeps it away is said at the end of the run."""
    from rawugc_sync.cli._console import lost
    from rawugc_sync.planfile import files as planfile
    from rawugc_sync.words.errors import InvalidInput

    new = place / f".{SAVED}.new"
    try:
        planfile.save(new, planned)
        new.replace(place / SAVED)
    except (OSError, InvalidInput) as failed:
        lost.append(str(failed))
        new.unlink(missing_ok=True)


def _tell(app: App, row: Row) -> None:
    from rawugc_sync.render.safe import safe
    from rawugc_sync.review.headline import headline

    app.console.tell(safe(f"{row.name}: {row.standing}. {headline(row.plan)}"))
    if stopping := (*row.plan.errors, *row.plan.refusals):
        app.console.say(safe(f"{row.name}:"))
        app.console.report(stopping)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
