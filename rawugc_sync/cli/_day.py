"""Days as people type them: `2026-12-01`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

_YEARS = range(1970, 2100)


class _Day(click.ParamType[date]):
    """A date, as in 2026-12-01."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            day = datetime.strptime(str(value), "%Y-%m-%d").replace(tzinfo=UTC).date()
        except ValueError:
            self.fail(f"{value!r} is no date, such as 2026-12-01.", param, ctx)
        if day.year not in _YEARS:
            self.fail(f"{value!r} lies outside of the years 1970 to 2099.", param, ctx)
        return day


DAY = _Day()
