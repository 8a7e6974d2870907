"""`docs/rules.md`: its examples are read, and each breaks what the page says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.manifest.ruling.kinds import KINDS
from rawugc_sync.policy.judge import Finding, judged
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.waiving import without_waived
from rawugc_sync.resources import registered
from tests.docs.blocks import DOCS

NOW = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp() * 1000)
COMMON = "accounts: [tiktok/glowlab], videoUrl: https://cdn.example.com/v.mp4, timezone: Europe/Berlin"
SECTIONS = {
    heading: re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for heading, text in re.findall(
        r"^#+ (.*?)\n(.*?)(?=^#+ |\Z)",
        (DOCS / "rules.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
}
EXAMPLE = re.compile(r"^  # (?:✓|✗ (?P<said>.*))\n  (?P<key>[\w-]+):", re.MULTILINE)
EXAMPLES = [heading for heading, blocks in SECTIONS.items() if EXAMPLE.search("".join(blocks))]


def read(folder: Path, heading: str) -> Manifests:
    """The examples of a section; a post has by itself what the page leaves out."""
    mode = "" if "scheduledFor" in "".join(SECTIONS[heading]) else ", mode: draft"
    (folder / "defaults.yaml").write_text(f"defaults: {{posts: {{{COMMON}{mode}}}}}\n")
    for number, block in enumerate(SECTIONS[heading]):
        (folder / f"{number}.yaml").write_text(block, encoding="utf-8")
    return load(folder, Config(), registered(), NOW)


def found(manifests: Manifests) -> list[Finding]:
    subjects = [
        Subject(
            *(one.address, None, registered()[one.address.collection], one.fields, one.owner, one.rights),
            rests_on=one.references,
        )
        for one in manifests.desired.values()
    ]
    return list(judged(manifests.rules, subjects, NOW))


@pytest.mark.parametrize("heading", [heading for heading, blocks in SECTIONS.items() if blocks])
def test_the_examples_are_read_without_an_error(tmp_path: Path, heading: str) -> None:
    assert read(tmp_path, heading).errors == []


@pytest.mark.parametrize("heading", EXAMPLES)
def test_each_example_breaks_what_it_says_and_nothing_else(tmp_path: Path, heading: str) -> None:
    told = {m["key"]: m["said"] for block in SECTIONS[heading] for m in EXAMPLE.finditer(block)}
    manifests = read(tmp_path, heading)
    assert told.keys() == {address.key for address in manifests.desired}
    said = {
        str(one.subject.name.partition(".")[2]): f"{one.field or ''} {one.said}".strip()
        for one in found(manifests)
    }
    assert said == {key: text for key, text in told.items() if text}


def test_every_kind_has_an_example(tmp_path: Path) -> None:
    headings = {kind for heading in EXAMPLES for kind in heading.split(", ")}
    assert set(KINDS) <= headings


def test_the_table_of_kinds_has_the_keys_of_each() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[`(\w+)`\]\(#.*\| (.*) \|$", page, re.MULTILINE)
    keys = {kind: (tuple(re.findall(r"`(\w+)`", cell)), _needed(cell)) for kind, cell in rows}
    assert keys == {name: (kind.keys, kind.needs) for name, kind in KINDS.items()}


def _needed(cell: str) -> tuple[str, ...]:
    """What stands neither behind a `;` nor is one of two."""
    return tuple(re.findall(r"`(\w+)`", cell.partition(";")[0].partition(", and")[0]))


@pytest.mark.parametrize(("today", "standing"), [("2027-01-31", 0), ("2027-02-01", 2), ("2027-07-01", 3)])
def test_the_waivers_of_the_page_count_until_their_days(tmp_path: Path, today: str, standing: int) -> None:
    manifests = read(tmp_path, "Waivers")
    assert len(manifests.waivers) == 3
    left, waived = without_waived(found(manifests), manifests.waivers, date.fromisoformat(today))
    assert (len(left), len(waived)) == (standing, 3 - standing)
    assert {one for _, one in waived} <= set(manifests.waivers)
    if not standing:
        assert {(one.rule, one.address, one.field) for _, one in waived} == {
            (one.rule, one.address, one.field) for one in manifests.waivers
        }


ONE = "minPhotos: 2"


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("bad-rule", {"a.yaml": "rules: {one: {minPhotos: none}}"}),
        ("bad-key", {"a.yaml": f"rules: {{rights-ended: {{{ONE}}}}}"}),
        ("unknown-key", {"a.yaml": "rules: {one: {minPhoto: 2}}"}),
        ("duplicate-rule", dict.fromkeys(("a.yaml", "b.yaml"), f"rules: {{one: {{{ONE}}}}}")),
        ("bad-waiver", {"a.yaml": "# rawugc: allow one\nmessaging: {}"}),
    ],
)
def test_the_page_knows_the_codes_of_what_is_wrong(
    tmp_path: Path, code: str, files: Mapping[str, str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    assert [one.code for one in load(tmp_path, Config(), registered(), NOW).errors] == [code]
    assert f"| `{code}` |" in (DOCS / "rules.md").read_text(encoding="utf-8")
