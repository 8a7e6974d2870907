"""Reports that others keep: what they have to hold, and findings that stay the same ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from rawugc_sync.render.diagnostics_reports import gitlab, sarif
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source, error, note, warning
from rawugc_sync.words.rules import Hashtags, Rule
from tests.render.report_schemas import GITLAB, OASIS, SARIF

PLACE = Source("brand posts.yaml", 12, 7)
CURE = error(
    "rule", 'says "cure"', "Rule no-cure.", address="posts.a", field="content", source=PLACE, rule="no-cure"
)
TAB = error("tab", "a tab outside of a text", source=Source("brand.yaml", 3, 1), excerpt="\tname: N")
LATE = warning("odd-zone", "in a zone that hardly anybody means", address="posts.a", source=PLACE)
NOWHERE = note("paused", "is paused")
WAIVED = note(
    "waived", "says so, which is allowed until 2027-01-31: legal", address="posts.b", rule="no-cure"
)
RULES = (
    Rule(id="no-cure", check=Hashtags(most=1), message="A cosmetic.", link="https://x.example/claims"),
    Rule(id="tags", check=Hashtags(most=1), level=Severity.WARNING),
    Rule(id="odd", check=Hashtags(most=1), link='https://x.example/über?a=%20&b=[<"1">]#c'),
)


ODD = replace(CURE, source=Source("50% off::x/a:b, \U0001f90d\n#1?.yaml", 2, 1), summary="::error::\n%0A")
EVERY = (CURE, TAB, LATE, NOWHERE, WAIVED, ODD)


def results(*found: Diagnostic, prefix: str = "") -> list[dict[str, Any]]:
    (run,) = sarif(found, RULES, prefix, "1.2.3")["runs"]
    listed: list[dict[str, Any]] = run["results"]
    return listed


def fingerprints(found: Sequence[Diagnostic]) -> list[str]:
    """Of both reports, which have the same."""
    marks = [one["fingerprint"] for one in gitlab(found, "")]
    assert [list(one["partialFingerprints"].values()) for one in results(*found)] == [[one] for one in marks]
    return marks


@pytest.mark.parametrize(
    ("found", "severity", "path", "line", "name"),
    [
        (CURE, "major", "brands/glow/brand posts.yaml", 12, "rule/no-cure"),
        (LATE, "minor", "brands/glow/brand posts.yaml", 12, "odd-zone"),
        (NOWHERE, "info", "brands/glow/rawugc.yaml", 1, "paused"),
    ],
    ids=["rule", "warning", "without-a-place"],
)
def test_gitlab_gets_all_that_it_needs(
    found: Diagnostic, severity: str, path: str, line: int, name: str
) -> None:
    (entry,) = gitlab([found], "brands/glow/")
    assert entry["severity"] == severity
    assert entry["check_name"] == name
    assert entry["location"] == {"path": path, "lines": {"begin": line}}
    assert found.summary in entry["description"]
    assert len(entry["fingerprint"]) == 64


@pytest.mark.parametrize("prefix", ["", "brands/glow lab/", "../glow/"])
@pytest.mark.parametrize("found", [(), *((one,) for one in EVERY), EVERY])
def test_reports_are_as_their_standards_ask(found: Sequence[Diagnostic], prefix: str) -> None:
    listed, log = gitlab(found, prefix), sarif(found, RULES, prefix, "1.2.3")
    Draft202012Validator(GITLAB).validate(listed)
    Draft202012Validator(SARIF).validate(log)
    Draft4Validator(OASIS).validate(log)
    (run,) = log["runs"]
    known = [one["id"] for one in run["tool"]["driver"]["rules"]]
    assert len(set(known)) == len(known)
    assert [known[one["ruleIndex"]] for one in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert len(listed) == len(run["results"]) == len(found)
    paths = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert [unquote(path) for path in paths] == [one["location"]["path"] for one in listed]


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("version", "2.0.0"), ("runs", {}), ("results", [])],
    ids=["version", "runs", "unknown"],
)
def test_the_schema_of_oasis_would_tell(key: str, wrong: Any) -> None:
    log = sarif(EVERY, RULES, "", "1.2.3") | {key: wrong}
    assert [list(one.absolute_path) for one in Draft4Validator(OASIS).iter_errors(log)] == [
        [key] if key != "results" else []
    ]


def test_sarif_names_the_tool_and_every_rule() -> None:
    log = sarif([CURE, TAB], RULES, "", "1.2.3")
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("rawugc-sync", "1.2.3")
    assert driver["rules"] == [
        {
            "id": "rule/no-cure",
            "defaultConfiguration": {"level": "error"},
            "shortDescription": {"text": "A cosmetic."},
            "helpUri": "https://x.example/claims",
        },
        {"id": "rule/tags", "defaultConfiguration": {"level": "warning"}},
        {
            "id": "rule/odd",
            "defaultConfiguration": {"level": "error"},
            "helpUri": "https://x.example/%C3%BCber?a=%20&b=[%3C%221%22%3E]#c",
        },
        {"id": "tab"},
    ]
    assert [driver["rules"][one["ruleIndex"]]["id"] for one in run["results"]] == [
        one["ruleId"] for one in run["results"]
    ]


@pytest.mark.parametrize(
    ("found", "level"),
    [(CURE, "error"), (LATE, "warning"), (NOWHERE, "note")],
    ids=["error", "warning", "note"],
)
def test_a_result_of_sarif_has_level_message_and_place(found: Diagnostic, level: str) -> None:
    (result,) = results(found, prefix="brands/glow/")
    assert result["level"] == level
    assert found.summary in result["message"]["text"]
    (location,) = result["locations"]
    physical, place = location["physicalLocation"], found.source or Source("rawugc.yaml", 1, 1)
    assert physical["artifactLocation"]["uri"] == f"brands/glow/{place.file}".replace(" ", "%20")
    assert physical["region"] == {"startLine": place.line, "startColumn": place.column}


def test_what_a_waiver_allows_is_suppressed() -> None:
    result, other = results(WAIVED, CURE)
    assert result["suppressions"] == [{"kind": "inSource", "justification": WAIVED.summary}]
    assert "suppressions" not in other


MOVED: dict[str, Callable[[Diagnostic], Diagnostic]] = {
    "moved-down": lambda d: replace(d, source=Source(d.source.file, 99, 1) if d.source else None),
    "worded-anew": lambda d: replace(d, summary="in other words", detail=""),
}


@pytest.mark.parametrize("edit", MOVED)
@pytest.mark.parametrize("found", [CURE, TAB, LATE, NOWHERE, WAIVED], ids=lambda d: d.code)
def test_a_finding_stays_the_same_one(found: Diagnostic, edit: str) -> None:
    assert fingerprints([MOVED[edit](found)]) == fingerprints([found])


@pytest.mark.parametrize(
    "other",
    [
        replace(CURE, rule="no-price"),
        replace(CURE, address="posts.b"),
        replace(CURE, field="videoUrl"),
        replace(CURE, source=Source("other.yaml", 12, 7)),
        replace(TAB, excerpt="\tname: M"),
        CURE,
    ],
    ids=["rule", "address", "field", "file", "line-of-no-resource", "a-second-one"],
)
def test_no_two_findings_are_the_same_one(other: Diagnostic) -> None:
    marks = fingerprints([CURE, TAB, other])
    assert len(set(marks)) == len(marks) == 3


def test_hostile_text_is_made_visible() -> None:
    hostile = error(
        "rule", "says \x1b[31m\u202e", "\x07", address="posts.\x1b", source=Source("a\x1b.yaml", 1, 1)
    )
    told = str((gitlab([hostile], ""), results(hostile)))
    assert not [char for char in told if char in "\x1b\x07\u202e"]
    assert "\\x1b" in told or "\u241b" in told
