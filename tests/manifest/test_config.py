"""`rawugc.yaml`: every key is optional, every unknown key an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rawugc_sync.manifest.config import Api, Config, Limits, load_config
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.errors import InvalidInput

Write = Callable[[Mapping[str, str]], Path]

WHOLE = """\
workspace: glow-lab
organization: org_1
state: state/rawugc.json
manifests: ["**/*.yaml"]
exclude: [drafts/**]
limits: {maxDeletes: 0, maxCredits: 50, maxCreditsPerMonth: 400.5}
prices: {veo3_fast: 8, overlay: 0.5}
drift: {posts: keep, personas: stop}
api: {baseUrl: "https://rawugc.example/api", shares: ana}
keyVariable: GLOW_KEY
"""


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config == Config()
    assert (config.state, config.limits.maxDeletes, config.drift) == ("rawugc.state.json", 5, {})


@pytest.mark.parametrize("text", ["", "# only comments\n", "{}"])
def test_a_file_may_say_nothing(write: Write, text: str) -> None:
    assert load_config(write({"rawugc.yaml": text})) == Config()


def test_every_key_is_read(write: Write) -> None:
    assert load_config(write({"rawugc.yaml": WHOLE})) == Config(
        workspace="glow-lab",
        organization="org_1",
        state="state/rawugc.json",
        manifests=["**/*.yaml"],
        exclude=["drafts/**"],
        limits=Limits(maxDeletes=0, maxCredits=50, maxCreditsPerMonth=400.5),
        prices={"veo3_fast": 8, "overlay": 0.5},
        drift={"posts": "keep", "personas": "stop"},
        api=Api(baseUrl="https://rawugc.example/api", shares="ana"),
        keyVariable="GLOW_KEY",
    )


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("workspce: x", "1:1", "workspce: is not a key of rawugc.yaml | Did you mean workspace?"),
        (
            "limits: {maxDelete: 1}",
            "1:10",
            "limits.maxDelete: is not a key of rawugc.yaml | Did you mean maxDeletes?",
        ),
        ("api: {url: x}", "1:7", "api.url: is not a key of rawugc.yaml"),
        ('api: {shares: ""}', "1:15", "api.shares: "),
        ("keyVariable: a-b", "1:14", "keyVariable: "),
        *(
            (f"keyVariable: {name}", "1:14", "keyVariable: must be a variable for a key of RawUGC")
            for name in (
                "GITHUB_TOKEN",
                "CI_JOB_TOKEN",
                "RAWUGC_COMMENT_TOKEN",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "TF_HTTP_PASSWORD",
                "PGPASSWORD",
                "AWS_SECRET_ACCESS_KEY",
            )
        ),
        ("limits: {maxDeletes: many}", "1:22", "limits.maxDeletes: must be a whole number"),
        ("limits: {maxDeletes: -1}", "1:22", "limits.maxDeletes: "),
        ("limits: {maxCredits: some}", "1:22", "limits.maxCredits: must be a number of credits, from 0 on"),
        ("limits: {maxCredits: -1}", "1:22", "limits.maxCredits: must be a number of credits"),
        ("limits: {maxCreditsPerMonth: .inf}", "1:30", "limits.maxCreditsPerMonth: must be a number"),
        ("limits: {maxCredits: [1]}", "1:22", "limits.maxCredits: must be a number of credits"),
        (
            "prices: {veo3-fast: 8}",
            "1:10",
            "prices.veo3-fast: is nothing that costs credits | Did you mean veo3_fast?",
        ),
        (
            "prices: {overlays: 8}",
            "1:10",
            "prices.overlays: is nothing that costs credits | Did you mean overlay?",
        ),
        (
            "prices: {persona: 8}",
            "1:10",
            "prices.persona: is nothing that costs credits | Known are V3_5, V4,",
        ),
        ("prices: {veo3: -1}", "1:16", "prices.veo3: must be a number of credits, from 0 on"),
        ("prices: {veo3: nan}", "1:16", "prices.veo3: must be a number of credits, from 0 on"),
        ("prices: {veo3: {}}", "1:16", "prices.veo3: must be a number of credits, from 0 on"),
        ("prices: [8]", "1:9", "prices: must be a mapping of keys and values"),
        ("environments: {a: {prices: {veo: 8}}}", "1:29", "environments.a.prices.veo: is nothing that costs"),
        ("limits: [5]", "1:9", "limits: must be a mapping of keys and values"),
        ("limits: 5", "1:9", "limits: must be a mapping of keys and values"),
        ("drift: {posts: ignore}", "1:16", "drift.posts: must be revert or keep or stop"),
        ("drift: {post: keep}", "1:9", "drift.post: is not a collection | Did you mean posts?"),
        ("drift: keep", "1:8", "drift: must be a mapping"),
        ("manifests: brand.yaml", "1:12", "manifests: must be a list"),
        ("workspace: ''", "1:12", "workspace: "),
        ("workspace: a/b", "1:12", "workspace: "),
        ('workspace: "a\\n"', "1:12", "workspace: "),
        ("state: state.txt", "1:8", "state: must name a file that ends in .json"),
        ("environments: {Staging: {}}", "1:16", "`Staging` cannot be the name of an environment"),
        ("environments: {../x: {}}", "1:16", "`../x` cannot be the name of an environment"),
        ("environments: [staging]", "1:15", "environments: must be a mapping"),
        ("environments: {a: x}", "1:19", "environments.a: must be a mapping"),
        (
            "environments: {a: {organisation: x}}",
            "1:20",
            "environments.a.organisation: is not a key of rawugc.yaml | Did you mean organization?",
        ),
        ("environments: {a: {manifests: [x]}}", "1:20", "environments.a.manifests: is not a key"),
        (
            "environments: {a: {limits: {maxDelete: 1}}}",
            "1:29",
            "environments.a.limits.maxDelete: is not a key of rawugc.yaml",
        ),
        ("environments: {a: {limits: {maxDeletes: x}}}", "1:41", "must be a whole number"),
        (
            "environments: {a: {drift: {post: keep}}}",
            "1:28",
            "environments.a.drift.post: is not a collection",
        ),
        ("environments: {a: {keyVariable: a-b}}", "1:33", "environments.a.keyVariable: "),
        ("environments: {a: {keyVariable: GITHUB_TOKEN}}", "1:33", "must be a variable for a key of RawUGC"),
        ("environments: {a: {state: x.txt}}", "1:27", "environments.a.state: must name a file"),
        (
            "environments: {a: {collections: [post]}}",
            "1:34",
            "post is not a collection | Did you mean posts?",
        ),
        ("environments: {a: {collections: []}}", "1:33", "environments.a.collections: "),
        ("environments: {a: {vars: [x]}}", "1:26", "environments.a.vars: must be a mapping"),
        (
            "environments: {a: {defaults: {posts: x}}}",
            "1:38",
            "environments.a.defaults.posts: must be a mapping",
        ),
        ("environments: {a: {folders: env}}", "1:29", "environments.a.folders: must be a list"),
        ("environments: {a: {folders: [../x]}}", "1:30", "the folder ../x lies outside of the workspace"),
        ("environments: {a: {folders: [/x]}}", "1:30", "the folder /x is not relative"),
        ("environments: {a: {folders: [env/..]}}", "1:30", "the folder env/.. is the whole workspace"),
        ("environments: {a: {folders: [.x/y]}}", "1:30", "the folder .x/y is hidden"),
        (
            "environments: {a: {state: x.json}, b: {state: ./x.json}}",
            "1:40",
            "environments.b.state: is the state of a, too",
        ),
        (
            "environments: {a: {state: rawugc.state.b.json}, b: {}}",
            "1:52",
            "environments.b.state: is the state of a, too",
        ),
        (
            "environments: {a: {state: git+branch://x}, b: {state: git+branch://x}}",
            "1:48",
            "environments.b.state: is the state of a, too",
        ),
        ("[workspace]", "1:1", "mapping"),
        ("workspace: a\nworkspace: b", "2:1", "workspace"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(write: Write, text: str, place: str, said: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        load_config(write({"rawugc.yaml": text}))
    (one,) = wrong.value.diagnostics
    assert str(one.source) == f"rawugc.yaml:{place}"
    assert said in f"{one.field}: {one.summary} | {one.detail}"


def test_all_errors_are_told_in_one_run(write: Write) -> None:
    text = "workspce: x\nlimits: {maxDelete: 1, maxCredits: x}\ndrift: {posts: no}\nexclude: x\n"
    with pytest.raises(InvalidInput) as wrong:
        load_config(write({"rawugc.yaml": text}))
    assert {d.field for d in wrong.value.diagnostics} == {
        "workspce",
        "limits.maxDelete",
        "limits.maxCredits",
        "drift.posts",
        "exclude",
    }


def folder(root: Path) -> None:
    (root / "rawugc.yaml").mkdir()


def link(root: Path) -> None:
    (root / "real.yml").touch()
    (root / "rawugc.yaml").symlink_to("real.yml")


def dangling(root: Path) -> None:
    (root / "rawugc.yaml").symlink_to("nowhere")


@pytest.mark.parametrize("made", [folder, link, dangling])
def test_a_configuration_that_is_no_plain_file_is_refused(
    tmp_path: Path, made: Callable[[Path], None]
) -> None:
    made(tmp_path)
    with pytest.raises(InvalidInput, match=r"^rawugc\.yaml is "):
        load_config(tmp_path)


def test_a_glob_that_matches_no_file_is_an_error(loaded: Callable[[object], Manifests]) -> None:
    manifests = loaded({"rawugc.yaml": "manifests: [brands/*.yaml]", "brand.yaml": "personas: {}"})
    assert "manifests: brands/*.yaml matches no file" in [e.summary for e in manifests.errors]
