"""What is no manifest and no text: told as what it is, with the way to leave it out or to mend it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from tests.manifest.conftest import Load, Write

BRAND = "personas:\n  p:\n    name: N\n    description: D\n"
FOREIGN = [
    "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n",
    "apiVersion: v1\nkind: Role\nrules: [{verbs: [get]}]\n",
    "services:\n  web: {image: nginx}\n",
    "on: push\njobs: {}\n",
    "- hosts: all\n  tasks: []\n",
    "a: 1\n---\nb: 2\n",
    "Resources:\n  Bucket: !Ref x\n",
    "key: !vault |\n  1234\n",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_yaml_of_other_programs_is_one_error_that_leads_to_exclude(
    loaded: Load, write: Write, text: str
) -> None:
    (wrong,) = loaded({"brand.yaml": BRAND, "deploy/other.yaml": text}).errors
    assert wrong.source is not None
    assert wrong.source.file == "deploy/other.yaml"
    assert "exclude:" in wrong.detail
    write({"rawugc.yaml": 'exclude: ["deploy/other.yaml"]\n'})
    assert loaded({"brand.yaml": BRAND}).diagnostics == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("persona: {}\n", "Did you mean personas?"),
        ("personas: {}\nservices: {}\n", "Known are"),
        ("x-shared: 1\nservices: {}\n", "Known are"),
    ],
)
def test_a_manifest_with_a_wrong_key_is_no_foreign_file(
    errors: Callable[[object], list[str]], text: str, said: str
) -> None:
    assert said in "".join(errors(text))


def test_folders_of_other_tools_are_left_out(loaded: Load) -> None:
    foreign = {f"{name}/pkg/x.yaml": "a: b\n" for name in ("node_modules", "site/node_modules", "venv")}
    assert loaded({"brand.yaml": BRAND, **foreign}).diagnostics == []


@pytest.mark.parametrize("name", ["more.YAML", "posts/more.Yml"])
def test_a_name_in_capitals_is_told_as_not_read(loaded: Load, write: Write, name: str) -> None:
    (told,) = loaded({"brand.yaml": BRAND, name: BRAND}).diagnostics
    assert (told.severity.value, told.code, told.source and told.source.file) == ("warning", "not-read", name)
    write({"rawugc.yaml": told.detail.split("rawugc.yaml: ")[1] + "\n"})
    assert loaded({}).diagnostics == []


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "git lfs pull"),
        (_zip(), "a ZIP archive"),
        (b"{\\rtf1\\ansi Calm}", "an RTF document"),
        (b"%PDF-1.7\n", "a PDF document"),
        (gzip.compress(b"x", mtime=0), "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        ("Calm".encode("utf-16"), "UTF-16"),
        ("Calm".encode("utf-16-le"), "NUL"),
        (b"a\0b", "NUL"),
        (b"Calm \xe9", "not UTF-8"),
        (b"<<<<<<< HEAD\nCalm\n=======\nCalmer\n>>>>>>> main\n", "in conflict"),
        (b"Hi\r\n<<<<<<< HEAD\r\nCalm\r\n=======\r\nCalmer\r\n>>>>>>> main\r\n", "in conflict"),
    ],
)
def test_a_file_that_is_no_text_is_not_published(
    errors: Callable[[object], list[str]], data: bytes, said: str
) -> None:
    text = BRAND.replace("description: D", "description: {file: copy/x.md}")
    (line,) = errors({"brand.yaml": text, "copy/x.md": data})
    assert "personas.p.description: the file copy/x.md is" in line
    assert said in line


@pytest.mark.parametrize("body", ["We <<<<<<< all", "=======\nCalm\n=======", "PK is calm", "{rtf}", "é 🔥"])
def test_texts_that_look_a_little_like_it_are_texts(loaded: Load, body: str) -> None:
    text = BRAND.replace("description: D", "description: {file: x.md}")
    assert loaded({"brand.yaml": text, "x.md": body}).errors == []


@pytest.mark.parametrize(
    ("template", "meant"),
    [
        ("{{productName}} here", "productName"),
        ("{{ productName }} here", "productName"),
        ("{ productName } here", "productName"),
        ("{ productName} here", "productName"),
        ("{product.name} here", "productName"),
        ("{product-name} here", "productName"),
        ("{Product Name} here", "productName"),
        ("{{messaging}}", "messaging"),
        ("{charakter}", "character"),
    ],
)
def test_what_nearly_is_a_placeholder_is_told_with_it_and_then_accepted(
    loaded: Load, errors: Callable[[object], list[str]], template: str, meant: str
) -> None:
    style = "styles:\n  s:\n    name: S\n    promptTemplate: |\n      "
    (line,) = errors(f"{style}{template}\n")
    assert f"did you mean {{{meant}}}?" in line
    wrong = line.split("has ")[1].split(", which")[0]
    assert loaded(f"{style}{template.replace(wrong, f'{{{meant}}}')}\n").diagnostics == []
