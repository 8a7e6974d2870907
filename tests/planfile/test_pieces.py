"""JSON in pieces: the same text and the same digest as in one, and never much of it at once."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.cli.main import main
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planfile import files as planfile
from rawugc_sync.planfile.pieces import Rows, checksum, written
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.planning.digest import digest_of
from rawugc_sync.planning.inputs import Options
from rawugc_sync.reading.read import Reading
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.policy import Policy
from rawugc_sync.reconciling.request import Request
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import live_persona, persona, plan

_LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["##[error]", "\ud800", "\n"])
)
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


def in_rows(value: Any) -> Any:
    """The same value with rows for the lists in its mappings."""
    if isinstance(value, dict):
        return {name: in_rows(item) for name, item in value.items()}
    return Rows(lambda row: row, value) if isinstance(value, list) else value


def nested(value: dict[str, Any]) -> dict[str, Any]:
    return {
        **value,
        "one": {"two": {"three": {"four": value}, "rows": [value, value]}},
        "empty": [],
        "none": {},
    }


@given(st.dictionaries(st.text(), _VALUES), st.lists(_VALUES))
def test_the_text_is_that_of_the_whole(content: dict[str, Any], rows: list[Any]) -> None:
    whole = {**nested(content), "rows": rows}
    lazy = {**nested(content), "rows": in_rows(rows), "empty": in_rows([])}
    assert "".join(written(whole)) == json.dumps(whole, indent=2)
    assert "".join(written(lazy)) == json.dumps(whole, indent=2)


@given(st.dictionaries(st.text(), _VALUES), st.lists(_VALUES))
def test_the_checksum_is_the_digest_of_the_whole(content: dict[str, Any], rows: list[Any]) -> None:
    whole = {**nested(content), "rows": rows}
    assert checksum(whole) == digest_of(whole)
    assert checksum({**whole, "rows": in_rows(rows)}) == digest_of(whole)


@given(st.lists(st.text(alphabet="#[a"), min_size=1))
def test_no_piece_ends_in_a_text(texts: list[str]) -> None:
    """What a log would obey is made inert piece by piece."""
    content = {"rows": in_rows(texts), **dict.fromkeys(texts, "##[error]")}
    assert sum(piece.count("##[") for piece in written(content)) == "".join(written(content)).count("##[")


@pytest.fixture(scope="module")
def large() -> Planned:
    """2 000 creates with long texts, beside 3 000 resources that stay as they are."""
    texts = {
        f"{kind}{n}": f"{n} " + "wörd " * 300
        for kind, many in (("new", 2000), ("old", 3000))
        for n in range(many)
    }
    old = {key: text for key, text in texts.items() if key.startswith("old")}
    made = plan(
        *(persona(key, text=text) for key, text in texts.items()),
        records={
            f"personas.{key}": Record(key, {"name": key, "description": text}) for key, text in old.items()
        },
        live={"personas": [live_persona(key, key, text) for key, text in old.items()]},
        options=Options(review=True),
    )
    assert (len(made.changes), len(made.managed)) == (2000, 5000)
    return Planned(
        replace(made, server="http://x"),
        Request(),
        Manifests(),
        None,
        Reading({}, None, 0, 0.0, {}),
        Policy(),
    )


def peak_of(act: Callable[[], object]) -> int:
    """The most bytes that it takes at once, beside what was there before."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_large_plan_is_printed_and_saved_without_its_whole_text(large: Planned, tmp_path: Path) -> None:
    printed, saved = tmp_path / "plan.json", tmp_path / "saved.plan"

    def to_file() -> None:
        with printed.open("w") as file:
            file.writelines(written(to_json(large.plan, Rows)))

    assert peak_of(to_file) < printed.stat().st_size / 4
    assert peak_of(lambda: planfile.save(saved, large)) < saved.stat().st_size / 4
    assert json.loads(printed.read_text()) == to_json(large.plan)


def test_a_large_saved_plan_is_shown_in_four_times_its_size(large: Planned, tmp_path: Path) -> None:
    planfile.save(tmp_path / "saved.plan", large)
    shown = tmp_path / "shown.json"

    def show() -> None:
        with shown.open("w") as file, redirect_stdout(file):
            assert main(["-C", str(tmp_path), "show", "saved.plan", "--json"]) == 0

    show()  # what is imported on the way counts for nobody
    assert peak_of(show) < 4 * shown.stat().st_size
    assert json.loads(shown.read_text()) == to_json(large.plan)
