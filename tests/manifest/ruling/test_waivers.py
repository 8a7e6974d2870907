"""Waivers: where they count, what they have to say, and that they are comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.environments import select
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.rules import Waiver
from rawugc_sync.writing.formatting.manifest import formatted
from rawugc_sync.writing.formatting.places import manifest_place
from tests.manifest.conftest import NOW, Files, Load

Errors = Callable[[str | Files], list[str]]

RULES = "rules: {no-cure: {forbid: {fields: [messaging.body], words: [cure]}}}\n"
OK = "# rawugc: allow no-cure until 2027-01-31 Legal has it."
NOWHERE = "this waiver silences nothing where it stands | It counts on the line above a field"


def waived(manifests: Manifests) -> list[tuple[str, str | None, str]]:
    return [
        (str(one.address), one.field, f"{one.source.line}:{one.source.column}") for one in manifests.waivers
    ]


def test_a_waiver_says_which_rule_until_when_and_why(loaded: Load) -> None:
    manifests = loaded(f"{RULES}messaging:\n  m:\n    name: M\n    {OK}\n    body: B\n")
    (one,) = manifests.waivers
    assert manifests.errors == []
    assert one == Waiver(
        "no-cure", date(2027, 1, 31), "Legal has it.", Address("messaging", "m"), "body", one.source
    )
    assert str(one.source) == "brand.yaml:5:5"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"messaging:\n  m:\n    name: M\n    {OK}\n    body: B\n", [("messaging.m", "body", "5:5")]),
        (f"messaging:\n  m:\n    {OK}\n    name: M\n    body: B\n", [("messaging.m", "name", "4:5")]),
        (f"messaging:\n  {OK}\n  m:\n    name: M\n    body: B\n", [("messaging.m", None, "3:3")]),
        (f"messaging:\n{OK}\n  m:\n    name: M\n    body: B\n", [("messaging.m", None, "3:1")]),
        (f"messaging:\n  m:\n    name: M\n    body: | {OK}\n      B\n", [("messaging.m", "body", "5:13")]),
        (f"messaging:\n  m:\n    name: M\n    body: >- {OK}\n      B\n", [("messaging.m", "body", "5:14")]),
        (
            f"messaging:\n  m:\n    name: M\n    body: &b | {OK}\n      *b\n",
            [("messaging.m", "body", "5:16")],
        ),
        (
            f"messaging:\n  m:\n    name: M\n    # Asked Ana.\n    {OK}\n    # Twice.\n    body: B\n",
            [("messaging.m", "body", "6:5")],
        ),
        (
            f"messaging:\n  m:\n    {OK}\n    {OK}\n    body: B\n    name: M\n",
            [("messaging.m", "body", "4:5"), ("messaging.m", "body", "5:5")],
        ),
        (f"messaging:\n  m: {{\n    name: M,\n    {OK}\n    body: B}}\n", [("messaging.m", "body", "5:5")]),
        (
            f"x-b: &b\n  {OK}\n  body: B\nmessaging:\n  m: {{name: M, <<: *b}}\n  n: {{name: N, <<: *b}}\n",
            [("messaging.m", "body", "3:3"), ("messaging.n", "body", "3:3")],
        ),
        (
            f"messaging:\n  m:\n    body: |\n      B\n    {OK}\n    name: M\n",
            [("messaging.m", "name", "6:5")],
        ),
        (
            "messaging:\n  m:\n    #rawugc: allow no-cure until 2027-01-31 x\n    body: B\n    name: M\n",
            [("messaging.m", "body", "4:5")],
        ),
    ],
)
def test_a_waiver_counts_above_a_field_or_a_key_or_behind_the_sign_of_a_text(
    loaded: Load, text: str, found: list[tuple[str, str | None, str]]
) -> None:
    manifests = loaded(RULES + text)
    assert manifests.errors == []
    assert waived(manifests) == found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"messaging:\n  m:\n    name: M {OK}\n    body: B\n", 4),
        (f"messaging:\n  m:\n    name: M\n    {OK}\n\n    body: B\n", 5),
        (f"messaging:\n  m:\n    name: M\n    body: B\n    {OK}\n", 6),
        (f"messaging:\n  m: {OK}\n    name: M\n    body: B\n", 3),
        (f"{OK}\nmessaging:\n  m: {{name: M, body: B}}\n", 2),
        (f"messaging: {OK}\n  m: {{name: M, body: B}}\n", 2),
        (f"messaging: {{m: {{name: M, body: B}}}}\nvars:\n  {OK}\n  a: b\n", 4),
        (f"messaging: {{m: {{name: M, body: B}}}}\ndefaults:\n  messaging:\n    {OK}\n    body: B\n", 5),
        (f"messaging: {{m: {{name: M, body: B}}}}\nmoved:\n  {OK}\n  - {{from: posts.a, to: posts.b}}\n", 4),
        (f"vars:\n  a: | {OK}\n    text\nmessaging: {{m: {{name: M, body: B}}}}\n", 3),
        (f"products:\n  p:\n    name: P\n    photos:\n      {OK}\n      - https://x.example/a.png\n", 6),
    ],
)
def test_a_waiver_anywhere_else_is_an_error_that_says_where_it_may_stand(
    errors: Errors, loaded: Load, text: str, line: int
) -> None:
    found = errors(RULES + text)
    assert any(one.startswith(f"brand.yaml:{line}:") and NOWHERE in one for one in found), found
    assert loaded(RULES + text).waivers == ()


def test_a_waiver_further_in_than_what_stands_below_is_an_error(errors: Errors) -> None:
    (found,) = errors(f"{RULES}messaging:\n  m:\n    name: M\n      {OK}\n    body: B\n")
    assert found.startswith("brand.yaml:5:7")
    assert "is indented further than what stands below it" in found


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("allow", "this waiver names no rule | Write # rawugc: allow RULE until 2027-01-31 REASON."),
        ("allow no-cures until 2027-01-31 x", "there is no rule no-cures | Did you mean no-cure?"),
        (
            "allow no-cure",
            "this waiver has no last day | Write # rawugc: allow no-cure until 2027-01-31 REASON.",
        ),
        ("allow no-cure because we may", "this waiver has no last day"),
        ("allow no-cure until", "this waiver has no last day"),
        ("allow no-cure until friday x", "the last day of this waiver is friday, which is no date"),
        ("allow no-cure until 2027-02-29 x", "is 2027-02-29, which is no day of the calendar"),
        ("allow no-cure until 2027-01-31", "this waiver gives no reason"),
        ("alow no-cure until 2027-01-31 x", "`alow` is nothing that a comment can say here"),
        ("Allow no-cure until 2027-01-31 x", "`Allow` is nothing that a comment can say here"),
    ],
)
def test_a_waiver_that_does_not_say_all_is_an_error(
    errors: Errors, loaded: Load, said: str, told: str
) -> None:
    text = f"{RULES}messaging:\n  m:\n    name: M\n    # rawugc: {said}\n    body: B\n"
    (found,) = errors(text)
    assert found.startswith("brand.yaml:5:5")
    assert told in found
    assert loaded(text).waivers == ()


def test_the_waiver_that_an_error_asks_for_is_one(errors: Errors, loaded: Load) -> None:
    text = "{}messaging:\n  m:\n    name: M\n    {}\n    body: B\n"
    (found,) = errors(text.format(RULES, "# rawugc: allow no-cure"))
    asked = found.partition("| Write ")[2].removesuffix(".")
    assert waived(loaded(text.format(RULES, asked))) == [("messaging.m", "body", "5:5")]


@pytest.mark.parametrize(
    "text",
    [
        f"messaging:\n  m:\n    name: M\n    body: |\n      {OK}\n      B\n",
        f"messaging:\n  m:\n    name: M\n    body: |\n      B\n      {OK}\n",
        f"messaging:\n  m:\n    name: M\n    body: 'B {OK}'\n",
        f'messaging:\n  m:\n    name: "M\n      {OK}\n      x"\n    body: B\n',
    ],
)
def test_a_waiver_in_a_text_is_text(loaded: Load, text: str) -> None:
    manifests = loaded(RULES + text)
    assert (manifests.errors, manifests.waivers) == ([], ())
    fields = manifests.desired[Address("messaging", "m")].fields
    assert any(OK in value for value in fields.values())


@pytest.mark.parametrize(
    "comment",
    [
        "# rawugc: the copy of last year",
        "# rawugc.yaml: allow nothing",
        "# rawugc allows three posts a day",
        "# see also # rawugc: allow no-cure until 2027-01-31 x",
        "# rawugc:",
    ],
)
def test_other_comments_are_left_alone(loaded: Load, comment: str) -> None:
    manifests = loaded(f"{RULES}{comment}\nmessaging:\n  m:\n    name: M\n    {comment}\n    body: B\n")
    assert (manifests.errors, manifests.waivers) == ([], ())


def test_a_waiver_may_be_for_a_rule_of_another_file_and_for_ended_rights(loaded: Load) -> None:
    manifests = loaded(
        {
            "rawugc.yaml": RULES,
            "a.yaml": f"messaging:\n  {OK}\n  m: {{name: M, body: B}}\n",
            "b.yaml": "rules: {photos: {minPhotos: 2}}\n",
            "c.yaml": "products:\n"
            "  # rawugc: allow photos until 2027-01-31 The second is on its way.\n"
            "  # rawugc: allow rights-ended until 2027-01-31 The contract is being renewed.\n"
            "  p: {name: P, photos: [https://x.example/a.png]}\n",
        }
    )
    assert manifests.errors == []
    assert [one.rule for one in manifests.waivers] == ["no-cure", "photos", "rights-ended"]


def test_a_waiver_for_a_rule_with_an_error_has_none_itself(errors: Errors) -> None:
    (found,) = errors(
        f"rules: {{no-cure: {{minPhotos: x}}}}\nmessaging:\n  {OK}\n  m: {{name: M, body: B}}\n"
    )
    assert "rules.no-cure.minPhotos" in found


def test_a_waiver_in_the_configuration_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text(f"{OK}\nworkspace: a\n")
    with pytest.raises(InvalidInput) as raised:
        load_config(tmp_path)
    assert [str(d.source) for d in raised.value.diagnostics] == ["rawugc.yaml:1:1"]


def test_a_file_of_nothing_but_waivers_is_gone_through_once(loaded: Load) -> None:
    many = "# rawugc: allow " * 20_000
    text = f'{RULES}messaging:\n  m:\n    name: "{many}"\n    {many}\n    body: |\n      {many}\n'
    manifests = loaded(text)
    assert [d.code for d in manifests.errors if d.field is None] == ["bad-waiver"]


def test_fmt_keeps_waivers_at_their_places(loaded: Load) -> None:
    text = (
        f"{RULES}messaging:\n"
        "  # Of the launch.\n"
        f"  {OK}\n"
        "  m:\n"
        f"    body: |   {OK}\n"
        "      B\n"
        f"    {OK}\n"
        "    name:   M\n"
        f"  {OK}\n"
        "  n: {body: B, name: N}\n"
    )
    result = formatted(text.encode(), "brand.yaml", manifest_place(registered())).decode()
    assert result.index("name: M") < result.index("body: |")
    before, after = loaded(text), loaded(result)
    assert after.errors == []
    assert {(one.address, one.field) for one in after.waivers} == {
        (one.address, one.field) for one in before.waivers
    }
    assert len(after.waivers) == len(before.waivers) == 4


@pytest.mark.parametrize(
    ("shared", "own", "silent"),
    [
        (f"    {OK}\n    body: B\n", "    body: Other\n", []),
        (f"    {OK}\n    body: B\n", "    name: Other\n", ["body"]),
        ("    body: B\n", f"    {OK}\n    body: Other\n", ["body"]),
        (f"    {OK}\n    body: B\n", f"    {OK}\n    body: Other\n", ["body"]),
    ],
    ids=["other-words", "other-field", "its-own", "both"],
)
def test_what_an_environment_says_is_another_place(
    tmp_path: Path, shared: str, own: str, silent: list[str]
) -> None:
    manifests = of_staging(tmp_path, f"messaging:\n  m:\n    name: M\n{shared}", f"messaging:\n  m:\n{own}")
    assert [one.field for one in manifests.waivers] == silent


def test_a_waiver_above_a_key_is_for_the_fields_of_its_own_file(tmp_path: Path) -> None:
    manifests = of_staging(
        tmp_path,
        f"messaging:\n  {OK}\n  m: {{name: M, body: B}}\n",
        "messaging: {m: {body: Other}}\n",
    )
    (one,) = manifests.waivers
    assert {name: one.is_for(name) for name in ("name", "body", None)} == {
        "name": True,
        "body": False,
        None: True,
    }


def of_staging(root: Path, shared: str, own: str) -> Manifests:
    """What an environment reads: a manifest of all, and one of its own."""
    (root / "env").mkdir()
    (root / "rawugc.yaml").write_text(f"{RULES}environments: {{staging: {{folders: [env]}}}}\n")
    (root / "brand.yaml").write_text(shared)
    (root / "env/brand.yaml").write_text(own)
    selected = select(root, "staging")
    manifests = load(root, selected.config, registered(), NOW, environment=selected)
    assert manifests.errors == []
    return manifests
