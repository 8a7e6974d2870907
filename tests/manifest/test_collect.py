"""The manifests as one set: what may stand at the top level, and what must not stand twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Errors = Callable[[object], list[str]]

PERSONA = "{name: N, description: D}"


@pytest.mark.parametrize("key", ["a", "0", "sensitive-skin", "a_b-c9", "x-y"])
def test_a_key_is_lower_case(errors: Errors, key: str) -> None:
    assert errors(f"personas: {{{key}: {PERSONA}}}") == []


@pytest.mark.parametrize("key", ["Sensitive", "-a", "_a", "a.b", "a b", "ä", "'a/b'", '"a\\n"', "'٣'"])
def test_a_key_of_another_form_is_an_error(errors: Errors, key: str) -> None:
    (line,) = errors(f"personas: {{{key}: {PERSONA}}}")
    assert "cannot be a key | Use lower-case letters, digits, - and _" in line


def test_an_address_is_unique_across_all_files(errors: Errors) -> None:
    text = f"personas:\n  p: {PERSONA}\n"
    assert errors({"a.yaml": text, "b/c.yaml": "\n" + text}) == [
        "b/c.yaml:3:3 personas.p: is defined twice | "
        "It is defined at a.yaml:2:3 already; give one of them another key."
    ]


def test_the_same_key_in_two_collections_is_two_addresses(errors: Errors) -> None:
    assert errors(f"personas: {{p: {PERSONA}}}\nmessaging: {{p: {{name: N, body: B}}}}") == []


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("vars: {x: 1}", "vars: {x: 1}", "vars.x is defined twice | It is defined at a.yaml:1:8 already."),
        (
            "defaults: {styles: {type: image}}",
            "defaults: {styles: {type: image}}",
            "defaults.styles.type is set twice | The same folder sets it at a.yaml:1:21.",
        ),
    ],
)
def test_a_variable_or_default_is_set_once(errors: Errors, one: str, other: str, said: str) -> None:
    (line,) = errors({"a.yaml": one, "b.yaml": other})
    assert line.startswith("b.yaml:1:")
    assert said in line


def test_the_same_default_in_two_folders_is_fine(errors: Errors) -> None:
    text = "defaults: {styles: {type: image}}"
    assert errors({"a.yaml": text, "b/c.yaml": text}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vars: [a]", "`vars` must be a mapping of names and values"),
        ("vars: {a b: c}", "`a b` cannot be the name of a variable"),
        ("vars: {9: c}", "`9` cannot be the name of a variable"),
        ("defaults: text", "`defaults` must be a mapping of collections"),
        ("defaults: {styles: text}", "`styles` must be a mapping of fields"),
        ("defaults: {stiles: {}}", "`stiles` is not a collection"),
        ("defaults: {styles: {name2: x}}", "`name2` is not a field of styles"),
        ("[personas]", "mapping"),
        ("just a text", "mapping"),
    ],
)
def test_a_block_of_the_wrong_form_is_told(errors: Errors, text: str, said: str) -> None:
    (line,) = errors(text)
    assert said in line
