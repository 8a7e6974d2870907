"""`${…}` and `{file: …}`: references by value, and what cannot be resolved."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.addresses import Address

Load = Callable[[object], Manifests]
Errors = Callable[[object], list[str]]


def style(description: str, *, more: str = "") -> str:
    """A style with this description, and further blocks of the manifest."""
    text = "".join(f"      {line}\n" for line in description.split("\n"))
    return f"{more}\nstyles:\n  s:\n    name: S\n    description: |\n{text}"


VARS = "vars: {claim: calm skin, other-claim: '${vars.claim} soon', shape: square}"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${vars.claim}", "calm skin"),
        ("  ${ vars.claim }  ", "calm skin"),
        ("Promise: ${vars.claim}!", "Promise: calm skin!"),
        ("${vars.claim} and ${vars.claim}", "calm skin and calm skin"),
        ("${vars.other-claim}", "calm skin soon"),
        ("${personas.p.name}: ${vars.other-claim}", "P: calm skin soon"),
        ("$${vars.claim}", "${vars.claim}"),
        ("$${", "${"),
        ("a $5 {productName} {} $ {", "a $5 {productName} {} $ {"),
    ],
)
def test_a_reference_takes_the_value_that_it_names(loaded: Load, written: str, value: str) -> None:
    manifests = loaded(style(written, more=f"{VARS}\npersonas: {{p: {{name: P, description: D}}}}"))
    assert manifests.errors == []
    assert manifests.desired[Address("styles", "s")].fields["description"] == value


def test_a_whole_reference_takes_the_type_along(loaded: Load) -> None:
    files = {
        "vars.yaml": "vars: {photos: ['https://x.example/a.jpg'], who: [tiktok/glowlab], loud: 'true'}\n",
        "brand.yaml": "products:\n"
        "  p: {name: N, photos: '${vars.photos}'}\n  q: {name: Q, photos: '${products.p.photos}'}\n"
        "posts:\n  t:\n    videoUrl: https://x.example/v.mp4\n    mode: draft\n"
        "    accounts: ${vars.who}\n    tiktokAllowDuet: ${vars.loud}\n",
    }
    manifests = loaded(files)
    assert manifests.errors == []
    assert manifests.desired[Address("products", "q")].fields["photos"] == ["https://x.example/a.jpg"]
    assert manifests.desired[Address("posts", "t")].fields["accounts"] == ["tiktok/glowlab"]
    assert manifests.desired[Address("posts", "t")].fields["tiktokAllowDuet"] is True


def test_a_reference_sees_defaults_and_files_of_its_target(loaded: Load) -> None:
    files = {
        "a/a.yaml": "defaults: {styles: {description: {file: d.md}}}\nstyles: {t: {name: T}}\n",
        "a/d.md": "From the file",
        "b/b.yaml": style("${styles.t.description}"),
    }
    manifests = loaded(files)
    assert manifests.errors == []
    assert manifests.desired[Address("styles", "s")].fields["description"] == "From the file"


def test_a_resource_depends_on_what_it_refers_to_itself_or_through_a_variable(loaded: Load) -> None:
    manifests = loaded(
        "vars: {m: '${messaging.m.body}'}\n"
        "messaging: {m: {name: M, body: '${personas.p.name}'}}\n"
        "personas: {p: {name: P, description: '${personas.p.name}'}}\n"
        + style("${vars.m} ${personas.p.name} ${messaging.m.name}")
    )
    assert {str(a): [str(r) for r in d.references] for a, d in manifests.desired.items()} == {
        "messaging.m": ["personas.p"],
        "personas.p": [],
        "styles.s": ["messaging.m", "personas.p"],
    }


def test_each_field_knows_the_fields_that_went_into_it(loaded: Load) -> None:
    manifests = loaded(
        {
            "brand.yaml": "vars: {who: '${personas.p.name}', ad: 'For ${vars.who}', file: d.md}\n"
            "defaults: {products: {photos: ['https://x.example/${personas.p.name}.jpg']}}\n"
            "personas: {p: {name: P, description: '${personas.p.name}'}}\n"
            "messaging: {m: {name: '$${personas.p.name}', body: '${personas.p.description} ${vars.ad}'}}\n"
            "products: {x: {name: X, messaging: '${messaging.m.body}'}}\n"
            "styles: {s: {name: S, description: {file: '${vars.file}'}}}\n",
            "d.md": "${messaging.m.body}",
        }
    )
    used = {
        f"{a}.{name}": [".".join((str(ref.address), ref.field)) for ref in refs]
        for a, d in manifests.desired.items()
        for name, refs in d.uses.items()
    }
    assert manifests.errors == []
    assert used == {
        "personas.p.description": ["personas.p.name"],
        "messaging.m.body": ["personas.p.description", "personas.p.name"],
        "products.x.messaging": ["messaging.m.body"],
        "products.x.photos": ["personas.p.name"],
    }


@pytest.mark.parametrize(
    ("written", "more", "said"),
    [
        ("${vars.clam}", VARS, "${vars.clam} refers to nothing | Did you mean claim?"),
        ("${vars.claim}", "", "${vars.claim} refers to nothing | There are no vars."),
        ("${styles.t.name}", "", "${styles.t.name} refers to nothing | Did you mean styles.s?"),
        ("${styles.s.type}", "", "styles.s sets no type. Known are description, name."),
        ("${styles.s.nam}", "", "styles.s sets no nam. Did you mean name?"),
        ("${claim}", VARS, "Write ${vars.name} or ${collection.key.field}."),
        ("${vars.claim.more}", VARS, "refers to nothing"),
        ("${}", VARS, "refers to nothing | Write ${vars.name}"),
        ("${styles.s.name.more}", VARS, "refers to nothing | Write ${vars.name}"),
        ("${HOME}", VARS, "Write $${ for a ${ that is meant as text."),
        ("costs ${ 5", VARS, "has a ${ without its } | Write $${ for a ${ that is meant as text."),
        ("all: ${vars.l}", "vars: {l: [a, b]}", "${vars.l} is a list, which cannot stand inside a text"),
    ],
)
def test_a_reference_that_cannot_be_resolved_is_told(
    errors: Errors, written: str, more: str, said: str
) -> None:
    (line,) = errors(style(written, more=more))
    assert "styles.s.description: " in line
    assert said in line


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        (style("${styles.s.description}"), "styles.s.description → styles.s.description"),
        (style("${vars.a}", more="vars: {a: '${vars.b}', b: 'x ${vars.a}'}"), "vars.a → vars.b → vars.a"),
        (
            style("${vars.a}", more="vars: {a: '${vars.b}', b: '${vars.b}'}"),
            "vars.b → vars.b",
        ),
        (
            "messaging: {m: {name: '${personas.p.name}', body: B}}\n"
            "personas: {p: {name: '${messaging.m.name}', description: D}}\n",
            "personas.p.name → messaging.m.name → personas.p.name",
        ),
    ],
)
def test_a_cycle_is_shown_as_the_path_that_it_forms(errors: Errors, text: str, circle: str) -> None:
    assert sum(f"references go in a circle: {circle} | " in line for line in errors(text)) == 1


def test_what_refers_to_something_broken_is_not_told_twice(errors: Errors) -> None:
    text = "vars: {a: '${vars.nope}'}\n" + style("${vars.a}") + "  t: {name: T, description: '${vars.a}'}\n"
    assert len([line for line in errors(text) if "vars.nope" in line]) == 1


def test_texts_do_not_grow_without_bound(errors: Errors) -> None:
    doubled = "\n".join(f"  v{n + 1}: ${{vars.v{n}}}${{vars.v{n}}}" for n in range(60))
    (line,) = errors(style("${vars.v60}", more=f"vars:\n  v0: 0123456789\n{doubled}"))
    assert "becomes larger than 1 MiB once its references are resolved" in line


@pytest.mark.parametrize("field", ["type", "description", "lifecycle"])
def test_lists_do_not_grow_without_bound(errors: Errors, field: str) -> None:
    doubled = "\n".join(f"  v{n + 1}: ['${{vars.v{n}}}', '${{vars.v{n}}}']" for n in range(18))
    text = f"vars:\n  v0: [a, b]\n{doubled}\nstyles: {{s: {{name: S, {field}: '${{vars.v18}}'}}}}\n"
    tracemalloc.start()
    try:
        assert len(errors(text)) == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2**25


def test_a_long_chain_of_references_is_followed_or_told(errors: Errors) -> None:
    chain = "\n".join(f"  v{n + 1}: ${{vars.v{n}}}" for n in range(3000))
    told = errors(style("${vars.v3000}", more=f"vars:\n  v0: end\n{chain}"))
    assert told == [] or "has too many references in a row" in told[0]


# -- files


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"Text\n", "Text"),
        (b"\xef\xbb\xbfBOM and\r\nCRLF\r\n", "BOM and\nCRLF"),
        (b"keeps ${vars.x} and #tags and {productName}", "keeps ${vars.x} and #tags and {productName}"),
        (b"one newline is dropped\n\n", "one newline is dropped\n"),
        (b"", ""),
    ],
)
def test_a_text_may_come_from_a_file(loaded: Load, content: bytes, value: str) -> None:
    text = "styles:\n  s: {name: S, description: {file: ../copy/d.md}}\n"
    manifests = loaded({"brand/styles.yaml": text, "copy/d.md": content})
    assert manifests.errors == []
    assert manifests.desired[Address("styles", "s")].fields["description"] == value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{file: copy/none.md}", "the file copy/none.md does not exist"),
        ("{file: ../../etc/passwd}", "the file ../../etc/passwd lies outside of the workspace"),
        ("{file: /etc/passwd}", "the file /etc/passwd is not relative to the manifest"),
        ("{file: '~/notes.md'}", "the file ~/notes.md is not relative to the manifest"),
        ("{file: 'C:/notes.md'}", "the file C:/notes.md is not relative to the manifest"),
        ("{file: latin.md}", "the file latin.md is not UTF-8 text | Save it as UTF-8."),
        ("{file: ''}", "has no usable name"),
        ("{file: folder}", "the file folder is not a plain file"),
        ("{file: [latin.md]}", "file must be one path | Write {file: copy/text.md}."),
        ("{file: '${vars.nope}'}", "${vars.nope} refers to nothing"),
        ("{file: latin.md, encoding: latin-1}", "must be a text"),
        ("{path: latin.md}", "must be a text"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where_it_is_named(
    errors: Errors, written: str, said: str
) -> None:
    text = f"styles:\n  s:\n    name: S\n    description: {written}\n"
    (line,) = errors({"styles.yaml": text, "latin.md": b"\xe9", "folder/x.md": b""})
    assert line.startswith("styles.yaml:4:")
    assert " styles.s.description: " in line
    assert said in line


def test_what_is_neither_text_nor_media_cannot_come_from_a_file(errors: Errors) -> None:
    (line,) = errors({"b.yaml": "styles: {s: {name: S, type: {file: t.md}}}", "t.md": b"video"})
    assert "styles.s.type: cannot come from a file" in line
