"""The manifest group of the fault catalogue, end to end: told in one run, and nothing is sent.

What each rule says in detail is tested with the reader and the loader, in `tests/manifest`.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from rawugc_sync.manifest.limits import MAX_BYTES
from tests.faults.machine import Conditions, World, opened
from tests.faults.stories import APPLY

PERSONA = "personas: {p: {name: N, description: D}}\n"


@pytest.fixture
def world() -> Iterator[World]:
    with opened(Conditions()) as made:
        (made.root / "brand.yaml").unlink()
        yield made


def write(world: World, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (world.root / name).parent.mkdir(parents=True, exist_ok=True)
        (world.root / name).write_bytes(data)


def described(text: str, more: str = "") -> str:
    return f"{more}styles:\n  s: {{name: S, description: {text}}}\n"


ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1}]\n" for n in range(1, 40))
MERGES = "x0: &a0 {x: y}\n" + "".join(f"x{n}: &a{n}\n  <<: [*a{n - 1},*a{n - 1}]\n" for n in range(1, 40))
POST = "posts: {{p: {{videoUrl: https://x.example/v.mp4, accounts: [tiktok/a], scheduledFor: {}}}}}\n"

REFUSED: dict[str, tuple[str | bytes, str]] = {
    "M1": (ALIASES, "nodes"),
    "M2": (MERGES, "nodes"),
    "M3 in brackets": ("a: " + "[" * 5000, "depth"),
    "M3 by indentation": ("".join(f"{' ' * level}k:\n" for level in range(5000)), "depth"),
    "M4": (POST.format("9" * 5000), "time"),
    "M5": ("#" * (MAX_BYTES + 1), "unreadable"),
    "M6": (PERSONA + PERSONA, "duplicate-key"),
    "M7": ("personas:\n\tp: {name: N}\n", "tab"),
    "M8 UTF-16": (PERSONA.encode("utf-16"), "encoding"),
    "M8 Latin-1": (PERSONA.replace("D", "é").encode("latin-1"), "encoding"),
    "M9 1.1": (f"%YAML 1.1\n---\n{PERSONA}", "directive"),
    "M12": ("personas: &a {p: *a}\n", "alias"),
    "M13": ("personas:\n  ? [a]\n  : {name: N}\n", "text"),
    "M14": ("personas: {p: {name: !wow N, description: D}}\n", "tag"),
    "M15": (f"{PERSONA}---\n{PERSONA}", "documents"),
    "M16 cycle": (described("'${vars.a}'", "vars: {a: '${vars.b}', b: '${vars.a}'}\n"), "reference-cycle"),
    "M16 itself": (described("'${styles.s.description}'"), "reference-cycle"),
    "M16 dangling": (described("'${vars.nope}'"), "unknown-reference"),
    "M16 another case": (described("'${vars.Claim}'", "vars: {claim: x}\n"), "unknown-reference"),
    "M19 up": (described("{file: ../../etc/passwd}"), "bad-file"),
    "M19 absolute": (described("{file: /etc/passwd}"), "bad-file"),
    "M19 home": (described("{file: ~/.ssh/id_rsa}"), "bad-file"),
    "M19 drive": (described("{file: 'C:\\x.md'}"), "bad-file"),
    "M19 share": (described("{file: '\\\\server\\share'}"), "bad-file"),
    "M23 NUL": ('personas: {p: {name: "\0", description: D}}\n', "control-character"),
    "M23 ESC": ('personas: {p: {name: "\x1b[2J", description: D}}\n', "control-character"),
    "M23 C1": ('personas: {p: {name: "\x9b", description: D}}\n', "control-character"),
}


@pytest.mark.parametrize(("text", "code"), REFUSED.values(), ids=REFUSED)
def test_a_bad_manifest_is_told_and_nothing_is_sent(world: World, text: str | bytes, code: str) -> None:
    write(world, {"bad.yaml": text, "good.yaml": "messaging: {m: {name: M, body: B}}\n"})
    assert code in refused(world)


def test_m18_one_address_in_two_files(world: World) -> None:
    write(world, {"a.yaml": PERSONA, "b/c.yaml": PERSONA})
    assert "duplicate" in "".join(refused(world))


def refused(world: World) -> set[str]:
    """The codes that `validate` tells, after `plan` and `apply` have told the same and sent nothing."""
    told = []
    for command in (("validate", "--format", "json"), ("plan", "--json"), APPLY):
        run = world.run(*command)
        assert (run.code, run.log) == (1, [])
        told.append({d["code"] for d in json.loads(run.out)["diagnostics"] if d["severity"] == "error"})
    assert told[0] == told[1] == told[2]
    return told[0]


Made = Callable[[Path], object]

NO_FILES: dict[str, Made] = {
    "M20 link out": lambda path: path.symlink_to("/etc/passwd"),
    "M20 link in": lambda path: path.symlink_to("other.md"),
    "M20 loop": lambda path: path.symlink_to(path.name),
    "M21 FIFO": os.mkfifo,
    "M21 device": lambda path: path.symlink_to("/dev/zero"),
    "M21 folder": Path.mkdir,
    "M21 4 GiB": lambda path: _sparse(path, 4 << 30),
}


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


@pytest.mark.parametrize("made", NO_FILES.values(), ids=NO_FILES)
def test_what_is_no_plain_file_is_told_without_waiting(world: World, made: Made) -> None:
    write(world, {"styles.yaml": described("{file: copy.md}"), "other.md": "text"})
    made(world.root / "copy.md")
    assert refused(world) == {"bad-file"}


NFC, NFD = unicodedata.normalize("NFC", "Café"), unicodedata.normalize("NFD", "Café")

TAKEN: dict[str, tuple[str | bytes, str]] = {
    "M8 BOM": (b"\xef\xbb\xbf" + PERSONA.encode(), "D"),
    "M8 CRLF": ("personas:\r\n  p:\r\n    name: N\r\n    description: |\r\n      a\r\n      b\r\n", "a\nb"),
    "M9 no": (PERSONA.replace("D", "no"), "no"),
    "M9 octal": (PERSONA.replace("D", "012"), "012"),
    "M9 sexagesimal": (PERSONA.replace("D", "12:30:45"), "12:30:45"),
    "M10": (PERSONA.replace("D", "2026-12-01"), "2026-12-01"),
    "M11 not a number": (PERSONA.replace("D", ".nan"), ".nan"),
    "M11 infinity": (PERSONA.replace("D", ".inf"), ".inf"),
    "M4 in a text": (PERSONA.replace("D", "9" * 4999), "9" * 4999),
    "M23 escaped NUL": (PERSONA.replace("D", '"a\\0b"'), "a\0b"),
    "M23 escaped ESC": (PERSONA.replace("D", '"a\\e[2J"'), "a\x1b[2J"),
    "M23 escaped NEL": (PERSONA.replace("D", '"a\\Nb"'), "a\x85b"),
    "M17 NFC": (PERSONA.replace("D", NFC), NFC),
    "M17 NFD": (PERSONA.replace("D", NFD), NFD),
}


@pytest.mark.parametrize(("text", "value"), TAKEN.values(), ids=TAKEN)
def test_a_text_is_taken_as_it_stands_and_does_not_differ_afterwards(
    world: World, text: str | bytes, value: str
) -> None:
    write(world, {"a.yaml": text})
    assert world.run(*APPLY).code == 0
    assert [live["description"] for live in world.live("personas").values()] == [value]
    assert world.run("plan", "--detailed-exitcode").code == 0


def test_m17_another_spelling_of_one_text_is_one_update(world: World) -> None:
    write(world, {"a.yaml": TAKEN["M17 NFC"][0]})
    world.run(*APPLY)
    write(world, {"a.yaml": TAKEN["M17 NFD"][0]})
    assert [one.method for one in world.run(*APPLY).writes] == ["PATCH"]
    assert world.run("plan", "--detailed-exitcode").code == 0
