"""Spans of time as people type them: `90s`, `30m`, `2h`."""

from __future__ import annotations

import re

import click

_SPAN = re.compile(r"([0-9]{1,6})([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


class _Span(click.ParamType[float]):
    """Whole seconds, minutes or hours, above 0; in seconds."""

    name = "span"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        found = _SPAN.fullmatch(str(value))
        seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
        if not seconds:
            self.fail(f"{value!r} is no span of time above 0, such as 90s, 30m or 2h.", param, ctx)
        return float(seconds)


SPAN = _Span()
