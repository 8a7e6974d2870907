"""Environments: what one of them has of its own is laid over what all share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.manifest.config import Api, Limits
from rawugc_sync.manifest.environments import Folders, select
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.manifest.sources import Elsewhere
from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Lifecycle
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import InvalidInput
from tests.manifest.conftest import NOW, Files, Load

Write = Callable[[Files], Path]
In = Callable[..., Manifests]

CONFIG = """\
workspace: glow-lab
organization: org_0
limits: {maxDeletes: 1, maxCredits: 7}
prices: {veo3: 8, overlay: 2}
drift: {personas: stop, posts: keep}
api: {baseUrl: "https://one.example/api"}
environments:
  staging:
    keyVariable: GLOW_STAGING_KEY
    organization: org_staging
    limits: {maxDeletes: 0}
    prices: {veo3: 0.5}
    drift: {personas: revert}
    folders: [env/staging]
  production: {folders: [env/production]}
"""
STAGING = {"rawugc.yaml": "environments: {staging: {folders: [env/a, env/b]}, other: {folders: [env/other]}}"}

PERSONA = "personas: {p: {name: Shared, description: Shared}}\n"
POST = """\
posts:
  p:
    videoUrl: https://x.example/v.mp4
    accounts: [tiktok/shared]
    mode: draft
"""


@pytest.fixture
def within(write: Write) -> In:
    """What the manifests in these files say in an environment, by default `staging`."""

    def read(files: Files, name: str = "staging") -> Manifests:
        root = write(files)
        selected = select(root, name)
        return load(root, selected.config, registered(), NOW, environment=selected)

    return read


def fields(manifests: Manifests, address: str) -> dict[str, Any]:
    assert manifests.errors == []
    return dict(manifests.desired[Address.parse(address)].fields)


def said(manifests: Manifests) -> list[str]:
    return [
        f"{e.source} {'.'.join(filter(None, (e.address, e.field)))}: {e.summary} | {e.detail}"
        for e in manifests.errors
    ]


def settings(**staging: Any) -> Files:
    """A `rawugc.yaml` in which staging has these keys, each as YAML."""
    lines = [f"    {name}: {value}\n" for name, value in staging.items()]
    return {"rawugc.yaml": "environments:\n  other: {}\n  staging:\n    limits: {}\n" + "".join(lines)}


# -- the configuration


def test_an_environment_overrides_the_configuration_key_by_key(write: Write) -> None:
    root = write({"rawugc.yaml": CONFIG})
    staging, production = (select(root, name).config for name in ("staging", "production"))
    assert staging.organization == "org_staging"
    assert staging.limits == Limits(maxDeletes=0, maxCredits=7)
    assert (staging.prices, production.prices) == ({"veo3": 0.5, "overlay": 2}, {"veo3": 8, "overlay": 2})
    assert staging.drift == {"personas": "revert", "posts": "keep"}
    assert staging.api == Api(baseUrl="https://one.example/api")
    assert production.organization == "org_0"
    assert production.limits == Limits(maxDeletes=1, maxCredits=7)


@pytest.mark.parametrize(
    ("shared", "own", "variable", "user"),
    [
        ("{}", "{}", "RAWUGC_API_KEY", None),
        ("{keyVariable: GLOW_KEY, api: {shares: ana}}", "{}", "GLOW_KEY", "ana"),
        ("{keyVariable: GLOW_KEY, api: {shares: ana}}", "{keyVariable: OTHER_KEY}", "OTHER_KEY", "ana"),
        ("{keyVariable: GLOW_KEY}", "{keyVariable: RAWUGC_API_KEY}", "RAWUGC_API_KEY", None),
        ("{api: {shares: ana}}", "{api: {shares: ben}}", "RAWUGC_API_KEY", "ben"),
    ],
)
def test_an_environment_has_the_workspaces_key_and_user_or_its_own(
    write: Write, shared: str, own: str, variable: str, user: str | None
) -> None:
    root = write(
        {"rawugc.yaml": f"{shared[:-1]}{', ' * (shared != '{}')}environments: {{staging: {own}}}}}\n"}
    )
    config = select(root, "staging").config
    assert (config.keyVariable, config.api.shares) == (variable, user)


@pytest.mark.parametrize(
    ("shared", "own", "kept"),
    [
        ("rawugc.state.json", None, "rawugc.state.staging.json"),
        ("state/it.json", None, "state/it.staging.json"),
        ("state/it.json", "state/it.json", "state/it.json"),
        ("git+branch://rawugc-state", None, "git+branch://rawugc-state"),
        ("git+branch://rawugc-state", "mine.json", "mine.json"),
    ],
)
def test_a_state_is_its_own_or_the_workspaces_under_its_name(
    write: Write, shared: str, own: str | None, kept: str
) -> None:
    mine = f"{{state: '{own}'}}" if own else "{}"
    root = write({"rawugc.yaml": f"state: '{shared}'\nenvironments: {{staging: {mine}, other: {{}}}}"})
    assert select(root, "staging").config.state == kept


@pytest.mark.parametrize(
    ("text", "name", "code", "way_out"),
    [
        ("environments: {staging: {}}", "stagin", "unknown-environment", "Did you mean staging?"),
        ("environments: {a: {}, b: {}}", "zzz", "unknown-environment", "Known are a, b."),
        ("environments: {}", "staging", "no-environments", "Leave out --env"),
        ("workspace: x", "staging", "no-environments", "Leave out --env"),
    ],
)
def test_an_environment_that_is_not_there_is_an_error(
    write: Write, text: str, name: str, code: str, way_out: str
) -> None:
    with pytest.raises(InvalidInput) as wrong:
        select(write({"rawugc.yaml": text}), name)
    (one,) = wrong.value.diagnostics
    assert one.code == code
    assert way_out in one.detail


# -- folders


@pytest.mark.parametrize(
    ("name", "read"),
    [(None, ["a"]), ("staging", ["a", "s"]), ("production", ["a", "p"])],
)
def test_what_lies_in_the_folder_of_an_environment_is_for_it_alone(
    write: Write, within: In, loaded: Load, name: str | None, read: list[str]
) -> None:
    persona = "personas: {%s: {name: N, description: D}}"
    files = {
        "rawugc.yaml": CONFIG,
        "env/a.yaml": persona % "a",
        "env/staging/deep/s.yaml": persona % "s",
        "env/production/p.yaml": persona % "p",
    }
    manifests = within(files, name) if name else loaded(files)
    assert (manifests.errors, sorted(a.key for a in manifests.desired)) == ([], read)
    assert manifests.files == len(read)


def test_a_folder_inside_of_another_ones_is_not_the_others(write: Write) -> None:
    root = write({"rawugc.yaml": "environments: {a: {folders: [env]}, b: {folders: [env/b/, ./c]}}"})
    a, b = select(root, "a"), select(root, "b")
    paths = ["x.yaml", "c/x.yaml", "env/x.yaml", "env/b/x.yaml", "env/b/deep/x.yaml"]
    assert [p for p in paths if Folders.of(a.config, a).read(p)] == ["x.yaml", "env/x.yaml"]
    assert [p for p in paths if Folders.of(b.config, b).read(p)] == [
        "x.yaml",
        "c/x.yaml",
        "env/b/x.yaml",
        "env/b/deep/x.yaml",
    ]


def test_a_folder_without_a_manifest_is_an_error_of_its_environment(within: In) -> None:
    files = {**STAGING, "a.yaml": PERSONA, "env/b/x.yaml": "personas: {}", "env/a/x.txt": ""}
    assert [e.summary for e in within(files).errors] == ["folders: env/a holds no manifest"]


def test_a_glob_may_match_the_files_of_another_environment_alone(within: In) -> None:
    config = "manifests: ['*.yaml', 'x/*.yaml']\nenvironments: {staging: {}, other: {folders: [x]}}"
    assert within({"rawugc.yaml": config, "a.yaml": PERSONA, "x/b.yaml": "personas: {}"}).errors == []


# -- parts of resources


@pytest.mark.parametrize(
    ("shared", "own", "merged"),
    [
        ("{name: A, description: B}", "{name: C}", {"name": "C", "description": "B"}),
        ("{name: A}", "{description: B}", {"name": "A", "description": "B"}),
        ("{name: A, description: B}", "{}", {"name": "A", "description": "B"}),
        (
            "{name: A, description: B}",
            "{name: C, description: '${vars.x}'}",
            {"name": "C", "description": "own"},
        ),
    ],
)
def test_a_field_in_the_folder_wins_over_the_shared_one(
    within: In, shared: str, own: str, merged: dict[str, str]
) -> None:
    files = {
        **STAGING,
        "a.yaml": f"vars: {{x: shared}}\npersonas: {{p: {shared}}}",
        "env/a/a.yaml": f"vars: {{x: own}}\npersonas: {{p: {own}}}",
        "env/b/b.yaml": "x-nothing: y",
    }
    assert fields(within(files), "personas.p") == merged


def test_the_others_read_what_is_shared_alone(within: In) -> None:
    files = {
        **STAGING,
        "a.yaml": PERSONA,
        "env/a/a.yaml": "personas: {p: {name: Own}}",
        "env/b/b.yaml": "vars: {x: y}",
        "env/other/x.yaml": "x-nothing: y",
    }
    assert fields(within(files), "personas.p")["name"] == "Own"
    assert fields(within(files, "other"), "personas.p")["name"] == "Shared"


def test_a_part_may_be_of_what_is_included(write: Write) -> None:
    config = "include: [../shared]\nenvironments: {staging: {folders: [own]}}"
    files = {"shared/a.yaml": PERSONA, "w/rawugc.yaml": config, "w/own/a.yaml": "personas: {p: {name: Own}}"}
    root = write(files) / "w"
    selected = select(root, "staging")
    manifests = load(root, selected.config, registered(), NOW, environment=selected)
    assert fields(manifests, "personas.p") == {"name": "Own", "description": "Shared"}
    assert manifests.files == 2


def test_a_resource_may_stand_in_the_folder_alone_and_refer_to_shared_ones(within: In) -> None:
    own = "personas: {q: {name: Q, description: '${personas.p.description}'}}"
    manifests = within({**STAGING, "a.yaml": PERSONA, "env/a/a.yaml": own, "env/b/b.yaml": "x-y: z"})
    assert fields(manifests, "personas.q") == {"name": "Q", "description": "Shared"}
    assert manifests.desired[Address("personas", "q")].references == (Address("personas", "p"),)


def test_two_folders_may_each_say_a_part(within: In) -> None:
    files = {
        **STAGING,
        "a.yaml": PERSONA,
        "env/a/a.yaml": "personas: {p: {name: A}, q: {name: Q}}",
        "env/b/b.yaml": "personas: {p: {description: B}, q: {description: R}}",
    }
    manifests = within(files)
    assert fields(manifests, "personas.p") == {"name": "A", "description": "B"}
    assert fields(manifests, "personas.q") == {"name": "Q", "description": "R"}


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("content: A", "content: B", "posts.p.content"),
        ("accounts: [tiktok/a]", "accountIds: [acc_1]", "posts.p.accountIds"),
        (
            "lifecycle: {preventDestroy: true}",
            "lifecycle: {preventDestroy: false}",
            "posts.p.lifecycle.preventDestroy",
        ),
    ],
)
def test_two_folders_that_set_one_field_are_an_error(within: In, one: str, other: str, told: str) -> None:
    files = {
        **STAGING,
        "a.yaml": POST,
        "env/a/a.yaml": f"posts: {{p: {{{one}}}}}",
        "env/b/b.yaml": f"posts: {{p: {{{other}}}}}",
    }
    (line,) = said(within(files))
    assert line.startswith("env/b/b.yaml:1:")
    assert f" {told}: is set twice for this environment | It is set at env/a/a.yaml:1:" in line


@pytest.mark.parametrize(
    ("shared", "own", "accounts"),
    [
        ("accounts: [tiktok/a]", "accountIds: [acc_1]", {"accountIds": ["acc_1"]}),
        ("accountIds: [acc_1]", "accounts: [tiktok/a]", {"accounts": ["tiktok/a"]}),
        ("content: C", "accountIds: [acc_1]", {"accountIds": ["acc_1"]}),
    ],
)
def test_what_stands_for_one_another_is_replaced(
    within: In, shared: str, own: str, accounts: dict[str, Any]
) -> None:
    base = "posts: {p: {videoUrl: 'https://x.example/v.mp4', mode: draft, %s}}\n"
    files = {
        **STAGING,
        "a.yaml": base % shared + "defaults: {posts: {accounts: [tiktok/default]}}",
        "env/a/a.yaml": f"posts: {{p: {{{own}}}}}",
        "env/b/b.yaml": "x-y: z",
    }
    merged = fields(within(files), "posts.p")
    assert {name: merged[name] for name in ("accounts", "accountIds") if name in merged} == accounts


def test_lifecycle_is_merged_by_key(within: In) -> None:
    shared = (
        "personas: {p: {name: N, description: D, lifecycle: {preventDestroy: true, ignoreChanges: [name]}}}"
    )
    files = {
        **STAGING,
        "a.yaml": shared,
        "env/a/a.yaml": "personas: {p: {lifecycle: {preventDestroy: false}}}",
        "env/b/b.yaml": "personas: {p: {lifecycle: {}}}",
    }
    manifests = within(files)
    assert manifests.errors == []
    assert manifests.desired[Address("personas", "p")].lifecycle == Lifecycle(False, frozenset({"name"}))


def test_a_file_is_relative_to_the_manifest_that_names_it(within: In) -> None:
    files = {
        **STAGING,
        "brand/a.yaml": "messaging: {m: {name: {file: it.md}, body: {file: it.md}}}",
        "brand/it.md": "shared",
        "env/a/a.yaml": "messaging: {m: {body: {file: it.md}}}",
        "env/a/it.md": "own",
        "env/b/b.yaml": "x-y: z",
    }
    assert fields(within(files), "messaging.m") == {"name": "shared", "body": "own"}


@pytest.mark.parametrize(
    ("own", "line"),
    [
        (
            "p: {naem: N}",
            "env/a/a.yaml:2:7 personas.p.naem: is not a field of personas | Did you mean name?",
        ),
        ("p: {name: [x]}", "env/a/a.yaml:2:13 personas.p.name: must be a text"),
        ("p: {name: '${vars.x}'}", "env/a/a.yaml:2:13 personas.p.name: ${vars.x} refers to nothing"),
        ("p: {lifecycle: {x: y}}", "env/a/a.yaml:2:19 personas.p.lifecycle.x: is not a key of lifecycle"),
        ("p: N", "env/a/a.yaml:2:3 personas.p: must be a mapping of fields"),
        (
            "sensitive-skn: {name: N}",
            "env/a/a.yaml:2:3 personas.sensitive-skn.description: is required | No manifest that all "
            "environments read has personas.sensitive-skn. Did you mean personas.sensitive-skin?",
        ),
    ],
)
def test_an_error_points_to_the_file_that_holds_the_field(within: In, own: str, line: str) -> None:
    shared = "personas:\n  p: {name: N, description: D}\n  sensitive-skin: {name: N, description: D}"
    files = {**STAGING, "a.yaml": shared, "env/a/a.yaml": f"personas:\n  {own}", "env/b/b.yaml": "x-y: z"}
    (found,) = said(within(files))
    assert found.startswith(line)


def test_what_is_found_later_points_there_too(within: In) -> None:
    own = "personas: {p: {name: Own}}"
    manifests = within({**STAGING, "a.yaml": PERSONA, "env/a/a.yaml": own, "env/b/b.yaml": "x-y: z"})
    placed = manifests.placed(error("x", "x", address="personas.p", field="name"))
    assert str(placed.source) == "env/a/a.yaml:1:22"


# -- variables and defaults


@pytest.mark.parametrize(
    ("given", "claim"),
    [({}, "shared"), ({"own"}, "own"), ({"settings"}, "settings"), ({"own", "settings"}, "settings")],
)
def test_variables_of_an_environment_win(within: In, given: set[str], claim: str) -> None:
    files = {
        **settings(folders="[env]", **({"vars": "{claim: settings}"} if "settings" in given else {})),
        "a.yaml": "vars: {claim: shared}\npersonas: {p: {name: N, description: '${vars.claim}'}}",
        "env/a.yaml": "vars: {claim: own}" if "own" in given else "vars: {more: x}",
    }
    assert fields(within(files), "personas.p")["description"] == claim


@pytest.mark.parametrize(
    ("text", "said_of_it"),
    [
        ("clam: x", "no manifest has the variable clam | Did you mean claim?"),
        ("'1x': x", "`1x` cannot be the name of a variable"),
    ],
)
def test_a_variable_that_no_manifest_has_is_an_error(within: In, text: str, said_of_it: str) -> None:
    (line,) = said(within({**settings(vars=f"{{{text}}}"), "a.yaml": f"vars: {{claim: x}}\n{PERSONA}"}))
    assert line.startswith("rawugc.yaml:5:12")
    assert said_of_it in line


def test_a_variable_may_be_a_file_which_is_relative_to_the_workspace(within: In) -> None:
    files = {
        **settings(vars="{claim: {file: copy/claim.md}}"),
        "deep/a.yaml": "vars: {claim: x}\npersonas: {p: {name: N, description: '${vars.claim}'}}",
        "copy/claim.md": "from a file",
    }
    assert fields(within(files), "personas.p")["description"] == "from a file"


@pytest.mark.parametrize(
    ("own", "accounts"),
    [("content: C", ["tiktok/settings"]), ("accounts: [tiktok/own]", ["tiktok/own"])],
)
def test_defaults_of_an_environment_win_over_folders_and_lose_to_fields(
    within: In, own: str, accounts: list[str]
) -> None:
    base = "posts: {p: {videoUrl: 'https://x.example/v.mp4', mode: draft, %s}}\n"
    files = {
        **settings(defaults="{posts: {accounts: [tiktok/settings]}}"),
        "a.yaml": "defaults: {posts: {accountIds: [acc_1], timezone: UTC}}",
        "deep/a.yaml": base % own + "defaults: {posts: {accountIds: [acc_2]}}",
    }
    merged = fields(within(files), "posts.p")
    assert (merged["accounts"], merged["timezone"], "accountIds" in merged) == (accounts, "UTC", False)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{post: {}}", "rawugc.yaml:5:16 : `post` is not a collection | Did you mean posts?"),
        ("{posts: {account: []}}", "rawugc.yaml:5:24 : `account` is not a field of posts"),
    ],
)
def test_defaults_that_cannot_be_are_errors(within: In, text: str, line: str) -> None:
    (found,) = said(within({**settings(defaults=text), "a.yaml": PERSONA}))
    assert found.startswith(line)


def test_what_stands_in_the_configuration_is_never_edited(within: In) -> None:
    files = {
        **settings(vars="{claim: x}"),
        "a.yaml": "vars: {claim: y}\npersonas: {p: {name: N, description: '${vars.claim}'}}",
    }
    sources = within(files).sources
    assert sources is not None
    with pytest.raises(Elsewhere, match=r"rawugc\.yaml"):
        sources.origin(sources.entries[Address("personas", "p")].fields["description"], Kind.TEXT)


# -- collections


def test_only_the_named_collections_are_managed_and_references_still_resolve(within: In) -> None:
    files = {
        **settings(collections="[messaging]"),
        "a.yaml": PERSONA
        + "messaging: {m: {name: M, body: '${personas.p.description}'}}\n"
        + "products: {broken: {name: N}}\n"
        + "imports: [{to: personas.p, id: per_1}, {to: messaging.m, id: msg_1}]",
    }
    manifests = within(files)
    assert manifests.errors == []
    assert {str(a): d.fields for a, d in manifests.desired.items()} == {
        "messaging.m": {"name": "M", "body": "Shared"}
    }
    assert [one.id for one in manifests.blocks.imports] == ["msg_1"]
    others = {"personas", "posts", "products", "styles", "videos", "images", "music"}
    assert manifests.left_out == others


# -- blocks


@pytest.mark.parametrize(
    ("env", "counts"),
    [
        ("", {"staging", "other"}),
        (", env: staging", {"staging"}),
        (", env: [staging, other]", {"staging", "other"}),
        (", env: []", set()),
    ],
)
@pytest.mark.parametrize("name", ["staging", "other"])
def test_a_block_counts_in_the_environments_that_it_names(
    within: In, env: str, counts: set[str], name: str
) -> None:
    blocks = (
        f"moved: [{{from: personas.a, to: personas.p{env}}}]\n"
        f"imports: [{{to: personas.p, id: x{env}}}]\n"
        f"removed: [{{from: personas.z{env}}}]\n"
    )
    manifests = within({**settings(), "a.yaml": PERSONA + blocks}, name)
    assert manifests.errors == []
    found = manifests.blocks
    assert [len(some) for some in (found.moved, found.imports, found.removed)] == [name in counts] * 3


def test_blocks_contradict_each_other_in_one_environment_alone(within: In) -> None:
    blocks = "imports: [{to: personas.p, id: x, env: staging}, {to: personas.p, id: y, env: other}]"
    assert within({**settings(), "a.yaml": PERSONA + blocks}).errors == []
    (line,) = said(within({"a.yaml": PERSONA + blocks.replace("other", "staging")}))
    assert "personas.p is imported twice" in line


def test_without_an_environment_a_block_that_names_one_says_nothing(loaded: Load) -> None:
    block = "imports: [{to: personas.p, id: x, env: staging}]"
    manifests = loaded({**settings(), "a.yaml": PERSONA + block})
    assert (manifests.errors, manifests.blocks.imports) == ([], ())


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ("stagin", "rawugc.yaml has no environment stagin | Did you mean staging?"),
        ("[staging, x]", "rawugc.yaml has no environment x | Known are other, staging."),
        ("{a: b}", "`env` must be the name of an environment, or a list of names"),
    ],
)
def test_a_block_for_an_unknown_environment_is_an_error(within: In, env: str, told: str) -> None:
    block = f"removed: [{{from: personas.z, env: {env}}}]"
    (line,) = said(within({**settings(), "a.yaml": PERSONA + block}))
    assert line.startswith("a.yaml:2:")
    assert told in line


def test_a_block_cannot_name_an_environment_where_there_is_none(loaded: Load) -> None:
    (line,) = said(loaded({"a.yaml": PERSONA + "removed: [{from: personas.z, env: x}]"}))
    assert "rawugc.yaml has no environment x | It has none." in line
