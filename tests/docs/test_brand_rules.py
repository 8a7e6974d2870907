"""`docs/rules.md`: each of its files is read as it stands, and its rules find there what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.manifest.ruling.kinds import KINDS
from rawugc_sync.policy.judge import judged
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.waiving import without_waived
from rawugc_sync.resources import registered
from rawugc_sync.words.rules import Waiver
from tests.docs.transcripts import DOCS
from tests.manifest.conftest import NOW

PAGE = (DOCS / "rules.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"# (\S*/)?(?P<name>\w+\.yaml)\n")
MARK = re.compile(r"# breaks (.+)")
TODAY = datetime.fromtimestamp(NOW / 1000, UTC).date()


def read(root: Path, file: str) -> Manifests:
    """What a file of the page says, under the name that it gives itself, beside a manifest."""
    (root / "beside.yaml").write_text("personas: {}\n", encoding="utf-8")
    head = HEAD.match(file)
    (root / (head["name"] if head else "brand.yaml")).write_text(file, encoding="utf-8")
    return load(root, load_config(root), registered(), NOW)


def found(manifests: Manifests, waivers: Sequence[Waiver]) -> set[tuple[str, str]]:
    """Rule and key of all that is found, but for what is waived."""
    subjects = [
        Subject(
            one.address,
            None,
            registered()[one.address.collection],
            one.fields,
            one.owner,
            one.rights,
            rests_on=one.references,
        )
        for one in manifests.desired.values()
    ]
    findings = judged(manifests.rules, subjects, NOW)
    standing, _ = without_waived(findings, waivers, TODAY)
    return {(one.rule.id, one.subject.address.key) for one in standing if one.subject.address}


def marked(file: str) -> Iterator[tuple[str, str]]:
    """Rule and key of all that the page marks."""
    for line in file.splitlines():
        if mark := MARK.search(line):
            yield from ((rule, line.split(":")[0].strip()) for rule in mark[1].split(" and "))


@pytest.mark.parametrize("file", FILES)
def test_each_file_of_the_page_has_what_the_page_says(file: str, tmp_path: Path) -> None:
    manifests = read(tmp_path, file)
    assert [str(one) for one in manifests.errors] == []
    assert found(manifests, manifests.waivers) == set(marked(file))


def test_the_page_has_each_kind_of_rule_with_an_example_that_is_found() -> None:
    used = {kind for kind in KINDS for file in FILES if MARK.search(file) and re.search(rf"{kind}:", file)}
    assert used == KINDS.keys()
    assert [kind for kind in KINDS if f"| [`{kind}`](#" not in PAGE] == []


def test_the_page_knows_where_a_waiver_may_stand(tmp_path: Path) -> None:
    (file,) = (one for one in FILES if "# rawugc: allow" in one)
    manifests = read(tmp_path, file)
    assert [(str(one.address), one.field) for one in manifests.waivers] == [
        ("messaging.history", "body"),
        ("messaging.museum", None),
        ("messaging.label", "body"),
    ]
    assert found(manifests, ()) == {("no-cure", one.address.key) for one in manifests.waivers}
