"""Bad input of every kind is reported, and never a traceback."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.driver import Tool

LATE = """\
posts:
  p:
    videoUrl: https://x.example/v.mp4
    accounts: [tiktok/glowlab]
    scheduledFor: 1700000000000
"""

NASTY: dict[str, dict[str, str | bytes]] = {
    "binary": {"b.yaml": bytes(range(256))},
    "NUL bytes": {"b.yaml": b"a: \x00\n"},
    "UTF-16": {"b.yaml": "a: b".encode("utf-16")},
    "lone surrogates": {"b.yaml": '"\\ud800": "\\udfff"'},
    "a surrogate in a text": {"b.yaml": 'personas: {p: {name: "\\ud800", description: D}}'},
    "escape sequences": {"b.yaml": '"\\e[2J": "\\e]0;x\\a"'},
    "a deep list": {"b.yaml": "[" * 5000},
    "a deep mapping": {"b.yaml": "{a: " * 5000},
    "an alias of itself": {"b.yaml": "a: &a [*a]"},
    "a bomb of aliases": {
        "b.yaml": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1},*a{n - 1}]\n" for n in range(1, 40))
    },
    "a bomb of merges": {
        "b.yaml": "x0: &a0 {x: y}\n"
        + "".join(f"x{n}: &a{n}\n  <<: [*a{n - 1},*a{n - 1}]\n" for n in range(1, 40))
    },
    "keys that are lists": {"b.yaml": "? [a]\n: b"},
    "null everywhere": {"b.yaml": "personas:\nposts: ~\nvars: null\ndefaults:"},
    "a number as a document": {"b.yaml": "7"},
    "a block that is a list": {"b.yaml": "personas: [{name: N}]"},
    "an empty resource": {"b.yaml": "personas: {p: {}}\nposts: {p: {}}\nstyles: {s: {}}"},
    "fields that are mappings": {
        "b.yaml": "posts: {p: {videoUrl: {}, accounts: {}, mode: {}, scheduledFor: {}, timezone: {}}}"
    },
    "fields that are lists": {
        "b.yaml": "posts: {p: {videoUrl: [], accounts: [[]], mode: [], scheduledFor: []}}"
    },
    "a file for every field": {
        "b.yaml": "posts: {p: {videoUrl: &f {file: b.yaml}, accounts: *f, mode: *f, scheduledFor: *f}}"
    },
    "a file that is the manifest": {"b.yaml": "personas: {p: {name: N, description: {file: b.yaml}}}"},
    "a file that is a folder": {
        "b.yaml": "personas: {p: {name: N, description: {file: copy}}}",
        "copy/x.md": "",
    },
    "a file that is the workspace": {"b.yaml": "personas: {p: {name: N, description: {file: .}}}"},
    "a file with a NUL": {"b.yaml": 'personas: {p: {name: N, description: {file: "a\\0b"}}}'},
    "a file with a long name": {
        "b.yaml": f"personas: {{p: {{name: N, description: {{file: {'x' * 5000}}}}}}}"
    },
    "a file with a surrogate": {"b.yaml": 'personas: {p: {name: N, description: {file: "\\ud800"}}}'},
    "a file of a file": {"b.yaml": "personas: {p: {name: N, description: {file: {file: b.yaml}}}}"},
    "references in keys": {"b.yaml": "personas: {'${vars.x}': {name: N, description: D}}"},
    "references to lists and mappings": {
        "b.yaml": "vars: {a: [b], c: {d: e}}\npersonas: {p: {name: '${vars.a}', description: '${vars.c}'}}"
    },
    "a reference to a lifecycle": {
        "b.yaml": "styles: {s: {name: '${styles.t.lifecycle}'}, t: {name: T, lifecycle: {}}}"
    },
    "a reference to an unknown field": {
        "b.yaml": "styles: {s: {name: '${styles.t.zzz}'}, t: {name: T, zzz: '${styles.s.name}'}}"
    },
    "a default that refers to itself": {
        "b.yaml": "defaults: {styles: {description: '${styles.s.description}'}}\nstyles: {s: {name: S}}"
    },
    "a lifecycle of the wrong kind": {
        "b.yaml": "styles: {s: {name: S, lifecycle: [[]]}, t: {name: T, lifecycle: {ignoreChanges: {}}}}"
    },
    "an unknown default": {"b.yaml": "defaults: {styles: {lifecycle: {preventDestroy: true}}}"},
    "an hour that does not exist": {
        "b.yaml": LATE.replace("1700000000000", "2027-03-28 02:30") + "    timezone: Europe/Berlin\n"
    },
    "a zone that is a path": {"b.yaml": LATE + "    timezone: ../../../etc/passwd\n"},
    "a huge number": {"b.yaml": LATE.replace("1700000000000", "9" * 10_000)},
    "a URL with brackets": {"b.yaml": LATE.replace("https://x.example/v.mp4", "'https://[::1/v.mp4'")},
    "a URL with a huge port": {"b.yaml": LATE.replace("x.example", "x.example:99999999")},
    "a broken configuration": {"rawugc.yaml": "limits: [", "b.yaml": ""},
    "a configuration of the wrong kinds": {
        "rawugc.yaml": "workspace: []\nlimits: {maxDeletes: {}}\ndrift: {posts: []}\nmanifests: {a: b}"
    },
    "a configuration that is null": {"rawugc.yaml": "workspace:\nlimits: ~\ndrift:\napi:\nmanifests:"},
    "a configuration that is binary": {"rawugc.yaml": bytes(range(256))},
    "a glob with braces and brackets": {
        "rawugc.yaml": "manifests: ['[', '{a,b}', '(', '\\\\', '**a**']\nexclude: ['*', '[']"
    },
    "a glob out of the workspace": {"rawugc.yaml": "manifests: ['../**', '/etc/*', '']"},
    "a manifest that is called like an option": {"-rf.yaml": "personas: {}"},
    "a name with a newline": {"a\nb.yaml": "persona: {}"},
    "a name that is not UTF-8": {"\udcff.yaml": "persona: {}"},
}


@pytest.mark.parametrize("files", NASTY.values(), ids=NASTY.keys())
@pytest.mark.parametrize(
    "command",
    [("validate",), ("validate", "--format", "github"), ("plan", "--json"), ("plan",)],
    ids=" ".join,
)
def test_no_workspace_makes_the_tool_fall_over(
    tool: Tool, files: dict[str, str | bytes], command: tuple[str, ...]
) -> None:
    tool.write(files)
    run = tool.sandboxed(*command)
    assert run.code in (0, 1)
    assert (run.code == 1) == ("error" in run.out + run.err)
    assert "Traceback" not in run.out + run.err
    assert not {"\x1b", "\x00", "\x07"} & set(run.out + run.err)


def config_folder(root: Path) -> None:
    (root / "rawugc.yaml").mkdir()


def manifest_folder(root: Path) -> None:
    (root / "brand.yaml").mkdir()


def manifest_pipe(root: Path) -> None:
    os.mkfifo(root / "brand.yaml")


def manifest_link(root: Path) -> None:
    (root / "brand.yaml").symlink_to("/etc/hostname")


def manifest_dangling(root: Path) -> None:
    (root / "brand.yaml").symlink_to("nowhere")


def folder_loop(root: Path) -> None:
    (root / "loop").symlink_to(".")


def text_pipe(root: Path) -> None:
    os.mkfifo(root / "copy.md")
    (root / "brand.yaml").write_text("personas: {p: {name: N, description: {file: copy.md}}}")


def text_link(root: Path) -> None:
    (root / "copy.md").symlink_to("/etc/hostname")
    (root / "brand.yaml").write_text("personas: {p: {name: N, description: {file: copy.md}}}")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (config_folder, 1),
        (manifest_folder, None),
        (manifest_pipe, 1),
        (manifest_link, 1),
        (manifest_dangling, 1),
        (folder_loop, None),
        (text_pipe, 1),
        (text_link, 1),
    ],
)
def test_what_is_no_plain_file_is_reported_without_waiting(
    tool: Tool, made: Callable[[Path], None], code: int | None
) -> None:
    made(tool.root)
    run = tool("validate")
    assert run.code in ((0, 1) if code is None else (code,))
    assert "Traceback" not in run.out + run.err


def state(**resources: object) -> str:
    entries = {name.replace("_", "."): entry for name, entry in resources.items()}
    return json.dumps(
        {"version": 1, "serial": 1, "lineage": "l", "organizationId": "org_1", "resources": entries}
    )


STATES = {
    "empty": "",
    "not JSON": "{",
    "a conflict": "<<<<<<< HEAD\n{}\n",
    "another version": '{"version": 99}',
    "an unknown collection": state(gadgets_g={"id": "g_1", "fields": {"name": "G"}}),
    "an unknown field": state(personas_p={"id": "per_1", "fields": {"name": "N", "zzz": "x"}}),
    "a field of another kind": state(posts_p={"id": "post_1", "fields": {"accounts": 7, "content": []}}),
    "no fields": state(posts_p={"id": "post_1", "fields": {}}, styles_s={"id": "sty_9", "fields": {}}),
    "an id that is a path": state(personas_p={"id": "../../accounts", "fields": {}}),
    "an id with control characters": state(personas_p={"id": "a\nb", "fields": {}}),
    "a key with control characters": state(**{"personas_p\x1b[2J": {"id": "per_1", "fields": {}}}),
    "an id that is too long": state(personas_p={"id": "x" * 5000, "fields": {}}),
}


@pytest.mark.parametrize("text", STATES.values(), ids=STATES.keys())
@pytest.mark.parametrize(
    "manifest",
    ["personas: {p: {name: N, description: D}}\n", "personas: {}\nposts: {}\nstyles: {}\n", LATE],
    ids=["wanted", "empty", "post"],
)
@pytest.mark.parametrize(
    "command",
    [
        ("plan",),
        ("plan", "--json"),
        ("drift",),
        ("plan", "--destroy"),
        ("state", "list"),
        ("apply", "--auto-approve"),
    ],
    ids=" ".join,
)
def test_no_state_makes_the_tool_fall_over(
    tool: Tool, text: str, manifest: str, command: tuple[str, ...]
) -> None:
    tool.write({"brand.yaml": manifest, ".rawugc/sandbox/state.json": text})
    run = tool.sandboxed(*command)
    assert run.code in (0, 1, 3, 4)
    assert not {"\x1b", "\x00", "\x07"} & set(run.out + run.err)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=120), st.text("ab:-[]{}&*!|>%@`#'\"\n\t ,?~<=$", max_size=60).map(str.encode)
    )
)
def test_any_bytes_are_a_manifest_or_reported(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tool = Tool(Path(folder))
        tool.write({"brand.yaml": data})
        run = tool("validate")
        assert run.code in (0, 1)
        assert (run.code == 1) == (" error" in run.out)
