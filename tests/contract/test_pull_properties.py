"""Whatever is live, and however it is written: after a pull nothing is left to do, and no comment is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from rawugc_sync.sandbox import Options
from tests.contract.project import START
from tests.contract.samples import DAY, both_extremes
from tests.contract.test_properties import opened
from tests.sampling import of

MANY = settings(max_examples=of(60, 20), deadline=None, derandomize=True, database=None)

SIGNS = "-?:,[]{}#&*!|>'\"%@`~= \n\r\ta0.$\\é🙂\x85\u2028\x00\x1b\u202e\ufeff\xa0"
ISSUE = [
    "a: b", "#ad", "less. #skin", "  led", "\ttab", "🙂", "no", "1e3", "${x}", "$${x}", "${vars.x}", "a\n\n",
    "a\x85b", "{word}", "{productName}", "y" * 1000, "null", "~", "2026-12-01", "'", '"', "a\r\nb", "- a",
    "---", "...", "<<", "&a", "*a", "a\n  b\n c", "a\n#b", "|", ">-", "日本語", "\ud83d", "",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(ISSUE), st.text(st.sampled_from(SIGNS), max_size=20), st.text(max_size=40))
NAMES = st.one_of(TEXTS, st.sampled_from(["Same", "same!", "x" * 200]))


def objects(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=3)


POSTS = objects(
    videoUrl=st.just("https://cdn.example.com/a.mp4"),
    accountIds=st.sampled_from([["acc_1"], ["acc_2", "acc_1"], ["acc_3"]]),
    mode=st.sampled_from(["schedule", "schedule", "draft", "now"]),
    scheduledFor=st.sampled_from([START + DAY, START + 2 * DAY]) | st.integers(START, START + 400 * DAY),
    timezone=st.sampled_from(["UTC", "America/New_York", "Mars/Olympus", "Australia/Lord_Howe"]),
    content=TEXTS,
)  # fmt: skip
ACCOUNTS = st.fixed_dictionaries(
    {
        "personas": objects(name=NAMES, description=TEXTS),
        "messaging": objects(name=NAMES, body=TEXTS),
        "products": objects(
            name=NAMES,
            photos=st.lists(
                st.sampled_from(["https://cdn.rawugc.test/a?b=1#c", "https://cdn.rawugc.test/[x]"])
            ),
            description=TEXTS,
            messaging=TEXTS,
        ),
        "styles": objects(name=NAMES, type=st.sampled_from(["video", "image"]), promptTemplate=TEXTS),
        "posts": POSTS,
    }
)


@both_extremes
@MANY
@given(account=ACCOUNTS, flags=st.lists(st.sampled_from(["--copy-dir=copy", "--layout=file-per-resource"])))
@example(
    account={"personas": [{"name": text, "description": text} for text in ISSUE]}, flags=["--copy-dir=copy"]
)
@example(account={"messaging": [{"name": "Same", "body": text} for text in ISSUE]}, flags=[])
@example(account={"personas": [{"name": "Long", "description": "x\n" * 2500}]}, flags=[])
def test_a_plan_after_a_pull_is_empty(
    options: Options, account: Mapping[str, list[dict[str, Any]]], flags: list[str]
) -> None:
    with opened(options) as project:
        for collection, live in account.items():
            for fields in live:
                project.dashboard.insert(collection, fields, at=START)
        run = project.run("pull", "--include-published", *set(flags))
        assert run.exit_code == 0
        event(f"{run.stdout.count(' → ') // 5 * 5}+ resources")
        if not run.stdout.startswith("Nothing"):
            project.assert_settled()
        again = project.run("pull", "--include-published")
        assert again.stdout == "Nothing to pull.\n"


# -- what was changed outside git


def spelt(text: str, style: str, indent: int, *, prose: bool = True) -> str:
    """A text of letters and lines in one of YAML's styles, and a comment where one can stand."""
    margin = "\n" + " " * indent
    if style == '"':
        return f"{json.dumps(text)}  # c0"
    if style in ("|", ">"):
        return f"{style}-  # c0{margin}{text.replace(chr(10), margin)}"
    comment = "  # c0" if style or not prose else ""  # behind bare prose it may be text: an error
    return f"{style}{text.replace(chr(10), margin)}{style}{comment}"


STYLES = ["", "'", '"', "|", ">"]
WORDS = st.text(st.sampled_from("ab c"), min_size=1, max_size=9).map(lambda t: f"x{t}x")
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """Two resources with comments everywhere, texts in all styles, and one text from a variable."""
    step = draw(st.integers(1, 4))
    here, deep = " " * step, " " * 2 * step
    rows = ["# c1", "vars:", f"{here}claim: {spelt('x claim', draw(st.sampled_from(STYLES)), 3 * step)}", ""]
    rows += ["messaging:  # c2"]
    for key in ("a", "b"):
        body = spelt(draw(LINES), draw(st.sampled_from(STYLES)), 3 * step)
        rows += [
            f"{here}# c3",
            f"{here}{key}:  # c4",
            f"{deep}name: {spelt(draw(WORDS), draw(st.sampled_from(STYLES)), 3 * step, prose=False)}",
        ]
        rows += [f"{deep}# c5", f"{deep}body: {draw(st.sampled_from([body, '${vars.claim}']))}"]
        rows += draw(st.sampled_from([[], [""], ["", f"{here}# c7"]]))
    rows.append(draw(st.sampled_from(["", "# c8", "x-y: z"])))
    return draw(st.sampled_from(["\n", "\r\n"])).join(rows)


EDITS = st.dictionaries(
    st.tuples(st.sampled_from(["msg_1", "msg_2"]), st.sampled_from(["name", "body"])), NAMES, max_size=3
)


@MANY
@given(written=manifests(), edits=EDITS)
def test_an_edit_in_place_loses_no_comment_and_leaves_nothing_to_do(
    written: str, edits: Mapping[tuple[str, str], str]
) -> None:
    with opened(Options()) as project:
        (project.root / "it.yaml").write_bytes(written.encode())
        project.applied()
        for (id, field), text in edits.items():
            project.dashboard.edit("messaging", id, {field: text})
        run = project.run("pull")
        after = (project.root / "it.yaml").read_bytes().decode()
        assert re.findall("# c[0-9]", after) == re.findall("# c[0-9]", written)
        assert ("\r\n" in after) == ("\r\n" in written)
        changed = [line for line in ("name", "body") if line in run.stdout]
        event(f"exit {run.exit_code}, {len(changed)} kinds of fields")
        again = project.run("pull", "--dry-run")
        assert (again.stdout, again.exit_code) == ("", 4 if run.exit_code else 0)
        if not run.exit_code and "follows" not in run.stderr and "refers to a text" not in run.stderr:
            project.assert_settled()


TIMES = ["2027-01-16 03:00", "2027-01-16T09:00+01:00", "2027-01-16 08:00:30Z", str(START + DAY)]
ZONES = ["America/New_York", "Europe/Berlin", "UTC"]
MOVES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["draft", "scheduled"]),
        "scheduledFor": st.integers(START + DAY, START + 400 * DAY) | st.just(1_824_946_200_000),
        "timezone": st.sampled_from([*ZONES, "Mars/Olympus"]),
        "accountIds": st.lists(st.sampled_from(["acc_1", "acc_2", "acc_3"]), min_size=1, unique=True),
        "content": TEXTS,
    },
)


@MANY
@given(
    post=st.fixed_dictionaries(
        {"accounts": st.sampled_from([["tiktok/glowlab"], ["TikTok/@GlowLab", "instagram/glow.lab"]])},
        optional={"mode": st.sampled_from(["draft", "schedule"]), "content": st.just("C # c")},
    ),
    time=st.none() | st.sampled_from(TIMES),
    default=st.sampled_from(ZONES),
    move=MOVES,
)
def test_a_post_that_was_changed_is_written_down_or_told(
    post: dict[str, Any], time: str | None, default: str, move: dict[str, Any]
) -> None:
    if time is None:
        post = {**post, "mode": "draft"}
        move = {"scheduledFor": START + DAY, **move} if "status" in move else move  # nothing waits without
    fields = {"videoUrl": "https://a.b/c.mp4", **post, **({"scheduledFor": time} if time else {})}
    with opened(Options()) as project:
        project.write({"it.yaml": {"defaults": {"posts": {"timezone": default}}, "posts": {"it": fields}}})
        project.applied()
        project.dashboard.edit("posts", "post_1", move)
        run = project.run("pull")
        event(f"exit {run.exit_code}")
        assert ("is not pulled" in run.stderr) == bool(run.exit_code)
        if not run.exit_code:
            assert project.assert_settled().diagnostics == []
