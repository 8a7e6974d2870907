"""`docs/networks.md`: its table is the data file.

`UPDATE_GOLDEN=1 pytest tests/docs/test_networks.py` writes it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from rawugc_sync.resources.networks.counting import UNITS
from rawugc_sync.resources.networks.limits import Length, Number, networks

PAGE = Path(__file__).parents[2] / "docs/networks.md"
NAMES = {
    "caption": "longest caption",
    "hashtags": "most hashtags",
    "more": "shown before “more”",
    "video": "longest video",
}


def amount(name: str, number: Number) -> str:
    if isinstance(number, Length):
        lines = f" in {number.lines} lines" if number.lines else ""
        return f"{number.most} {UNITS[number.unit]}{lines}"
    return f"{number.most} s" if name == "video" else str(number.most)


def backing(number: Number) -> str:
    said = f"[{number.date}]({number.source})" if number.source else ""
    return ", ".join(filter(None, ("not confirmed" if number.unconfirmed else "", said, number.remark)))


def rows() -> Iterator[str]:
    yield "| network | what | number | who says so |"
    yield "|---|---|---|---|"
    for network in networks().values():
        for name, what in NAMES.items():
            number = getattr(network, name)
            yield f"| {network.name} | {what} | {amount(name, number)} | {backing(number)} |"


def test_the_table_is_what_the_data_file_says() -> None:
    text, table = PAGE.read_text(encoding="utf-8"), "\n".join(rows())
    if os.environ.get("UPDATE_GOLDEN"):
        text = re.sub(r"^\| network \|.*?\n(?=\n)", f"{table}\n", text, flags=re.MULTILINE | re.DOTALL)
        PAGE.write_text(text, encoding="utf-8")
    assert f"\n{table}\n" in text
