"""`rules:` as a whole: where it may stand, and what stands beside the kind of a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import config_in, load_config
from rawugc_sync.manifest.environments import select
from rawugc_sync.manifest.load import load
from rawugc_sync.resources import registered
from rawugc_sync.words.diagnostics import Severity, Source
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.rules import MinPhotos, Rule
from tests.manifest.conftest import NOW, Files, Load

Errors = Callable[[str | Files], list[str]]

TWO = "rules:\n  pictures: {minPhotos: 2}\n"
NOTHING = "messaging: {}\n"


def rule(rest: str) -> str:
    return f"rules:\n  one:\n    minPhotos: 2\n    {rest}\n"


def test_a_rule_says_where_it_stands_and_what_to_say(loaded: Load) -> None:
    (one,) = loaded(
        rule("level: warning\n    message: We show two.\n    link: https://x.example/a?b#c")
    ).rules
    assert one == Rule(
        id="one",
        check=MinPhotos(least=2),
        level=Severity.WARNING,
        message="We show two.",
        link="https://x.example/a?b#c",
        source=Source("brand.yaml", 2, 3),
    )


def test_a_rule_is_an_error_unless_it_says_something_else(loaded: Load) -> None:
    assert [one.level for one in loaded(TWO).rules] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: []\n", "`rules` must be a mapping of ids and rules"),
        ("rules: none\n", "To have none, write rules: {}."),
        ("rules:\n  one: 2\n", "rules.one: must be a mapping | Write one of forbid, require,"),
        ("rules:\n  one: {}\n", "rules.one: says nothing to check | Write one of forbid,"),
        ("rules:\n  one: {level: error}\n", "rules.one: says nothing to check"),
        (
            "rules:\n  one: {minPhoto: 2}\n",
            "rules.one.minPhoto: is not a key of a rule | Did you mean minPhotos?",
        ),
        (
            "rules:\n  one: {minPhotos: 2, minGap: 4h}\n",
            "says minPhotos and minGap at once | Make a rule of each",
        ),
        ("rules:\n  One: {minPhotos: 2}\n", "`One` cannot be the id of a rule"),
        ("rules:\n  a b: {minPhotos: 2}\n", "`a b` cannot be the id of a rule"),
        ("rules:\n  rights-ended: {minPhotos: 2}\n", "`rights-ended` is taken"),
        (rule("level: fatal"), "rules.one.level: is fatal, which is none of error, warning"),
        (rule("level: Warning"), "Did you mean warning?"),
        (rule("message: [a]"), "rules.one.message: must be a text"),
        (rule("link: http://x.example"), "rules.one.link: must be a URL that begins with https://"),
        (rule("link: 'https://'"), "must be a URL that begins with https://"),
        (rule("link: 'https://x.example/a b'"), "must be a URL that begins with https://"),
        (rule("link: 'https://ana@x.example/'"), "must be a URL that begins with https://"),
        (rule("lnik: https://x.example"), "rules.one.lnik: is not a key of a rule | Did you mean link?"),
    ],
)
def test_what_cannot_be_meant_is_told(errors: Errors, text: str, said: str) -> None:
    (found,) = errors(text)
    assert said in found
    assert found.startswith("brand.yaml:")


def test_to_have_no_rules_what_the_error_says_can_be_written(loaded: Load) -> None:
    manifests = loaded("rules: {}\n")
    assert (manifests.errors, manifests.rules) == ([], ())


def test_rules_stand_in_the_configuration_and_in_any_manifest(loaded: Load) -> None:
    manifests = loaded(
        {
            "rawugc.yaml": "rules:\n  a: {minPhotos: 1}\n",
            "law/one.yaml": "rules:\n  b: {minPhotos: 2}\n",
            "two.yml": "rules:\n  c: {minPhotos: 3}\n",
        }
    )
    assert manifests.errors == []
    assert {one.id: str(one.source) for one in manifests.rules} == {
        "a": "rawugc.yaml:2:3",
        "b": "law/one.yaml:2:3",
        "c": "two.yml:2:3",
    }


def test_rules_of_an_included_folder_count_for_each_brand_that_includes_it(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/law.yaml").write_text(TWO)
    for brand in ("a", "b"):
        (tmp_path / brand).mkdir()
        (tmp_path / brand / "rawugc.yaml").write_text("include: [../shared]\n")
        manifests = load(tmp_path / brand, load_config(tmp_path / brand), registered(), NOW)
        assert manifests.errors == []
        assert [str(one.source) for one in manifests.rules] == ["../shared/law.yaml:2:3"]


@pytest.mark.parametrize(
    ("files", "second", "first"),
    [
        ({"a.yaml": TWO, "b.yaml": TWO}, "b.yaml:2:3", "a.yaml:2:3"),
        ({"rawugc.yaml": TWO, "b.yaml": TWO}, "b.yaml:2:3", "rawugc.yaml:2:3"),
    ],
)
def test_two_rules_of_one_id_are_an_error_that_names_both(
    errors: Errors, files: Files, second: str, first: str
) -> None:
    assert errors(files) == [
        f"{second} rules.pictures: is the id of another rule already | It is at {first}. "
        "Give one of them another id: neither wins over the other."
    ]


def test_what_is_wrong_in_the_configuration_is_told_with_all_else_in_it(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text("workspac: a\nrules:\n  one: {minPhoto: 2}\n  two: {minGap: 1}\n")
    with pytest.raises(InvalidInput) as raised:
        load_config(tmp_path)
    assert {(str(d.source), d.field) for d in raised.value.diagnostics} == {
        ("rawugc.yaml:1:1", "workspac"),
        ("rawugc.yaml:3:9", "rules.one.minPhoto"),
        ("rawugc.yaml:4:17", "rules.two.minGap"),
    }


def test_a_configuration_whose_folder_is_gone_is_read_without_its_rules() -> None:
    config = config_in("workspace: a\nrules:\n  one: {minPhotos: 2}\n")
    assert config is not None
    assert (config.workspace, config.rules) == ("a", ())


def test_environments_share_the_rules(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text("rules: {one: {minPhotos: 2}}\nenvironments: {staging: {}}\n")
    (tmp_path / "law.yaml").write_text("rules: {two: {minPhotos: 3}}\n")
    selected = select(tmp_path, "staging")
    manifests = load(tmp_path, selected.config, registered(), NOW, environment=selected)
    assert manifests.errors == []
    assert [one.id for one in manifests.rules] == ["one", "two"]


def test_rules_of_one_environment_alone_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text("environments: {staging: {folders: [env]}}\n")
    (tmp_path / "env").mkdir()
    (tmp_path / "env/law.yaml").write_text(TWO)
    selected = select(tmp_path, "staging")
    manifests = load(tmp_path, selected.config, registered(), NOW, environment=selected)
    assert [f"{d.source}: {d.summary}" for d in manifests.errors] == [
        "env/law.yaml:1:1: `rules` are for all environments, and only some read this file"
    ]
    assert manifests.rules == ()
