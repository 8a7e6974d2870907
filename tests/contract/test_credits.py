"""Credits: what a plan says that it costs, what it may cost, what was paid, and what happens without any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Files, Project, Run
from tests.contract.samples import both_extremes
from tests.contract.test_media import IMAGE, TRACK, VIDEO, credits_spent

PERSONA = {"name": "P", "description": "D"}
MONTH = "2027-01"
FLAG, RUN, MONTHLY, PRICE = "--max-credits", "max-credits", "max-credits-per-month", "price-unknown"
KNOWN: Files = {"media.yaml": {"images": {"still": IMAGE}, "music": {"tune": TRACK}}}
"""7 credits, by documented prices."""
UNKNOWN: Files = {"media.yaml": {"videos": {"teaser": VIDEO}}}
FREE: Files = {"media.yaml": {"personas": {"p": PERSONA}}}


def configured(**keys: Any) -> Files:
    return {"rawugc.yaml": keys}


def generations(project: Project) -> list[str]:
    return [path for _, path, _ in project.calls() if path.endswith("/generate")]


def refusals(run: Run) -> list[str]:
    """The codes of what a plan or an apply is refused for."""
    said = run.json if run.stdout.startswith("{\n") else run.result
    return [d["code"] for d in said.get("diagnostics", []) if d["severity"] == "error"]


def spent_in_state(project: Project) -> Any:
    return project.state["credits"]["months"]


# -- prices


SORA = {"model": "sora-2-text-to-video", "prompt": "A serum.", "nFrames": "15"}
PRICES: list[tuple[str, dict[str, Any], dict[str, Any], int | float | None]] = [
    ("images", IMAGE, {}, 4),
    ("images", IMAGE, {"nano-banana-2": 7}, 7),
    ("images", IMAGE, {"nano-banana-2": 0}, 0),
    ("music", TRACK, {"V5": 2.5}, 2.5),
    ("music", TRACK, {"V4": 2}, 3),
    ("videos", VIDEO, {}, None),
    ("videos", VIDEO, {"veo3_fast": 8}, 8),
    ("videos", VIDEO, {"veo3": 8, "overlay": 2, "captions": 1}, None),
    ("videos", SORA, {}, 6),
    ("videos", {**SORA, "nFrames": "10"}, {}, None),
]


@pytest.mark.parametrize(("collection", "fields", "prices", "price"), PRICES)
def test_a_price_is_as_said_else_as_documented_else_unknown(
    workspace: Workspace, collection: str, fields: dict[str, Any], prices: dict[str, Any], price: Any
) -> None:
    project = workspace({"it.yaml": {collection: {"it": fields}}, **configured(prices=prices)})
    plan = project.plan().json
    (change,) = plan["resource_changes"]
    assert change["credits"] == price
    assert change["calls"][0].get("credits", 0) == price
    assert (plan["budget"]["credits"], plan["budget"]["credits_unknown"]) == (price or 0, price is None)


@pytest.mark.parametrize(
    ("other", "price"),
    [({}, 5), ({"prompt": "Another one."}, 5), ({"nFrames": "10"}, None), ({"model": "veo3_fast"}, None)],
)
def test_what_was_paid_is_the_price_of_the_same_model_length_mode_and_resolution(
    workspace: Workspace, other: dict[str, Any], price: int | None
) -> None:
    clip = {"model": "sora-2-image-to-video", "imageUrls": ["https://cdn.rawugc.test/a.jpg"], "nFrames": "15"}
    project = workspace({"it.yaml": {"videos": {"one": clip}}}).applied()
    project.write(
        {
            "it.yaml": {
                "videos": {"one": clip, "two": {**(VIDEO if "model" in other else clip), "take": 2, **other}}
            }
        }
    )
    assert [change["credits"] for change in project.plan().json["resource_changes"]] == [price]


def test_an_environment_has_prices_and_caps_of_its_own(workspace: Workspace) -> None:
    staging = {"prices": {"veo3_fast": 1}, "limits": {"maxCredits": 5}}
    config = {
        "prices": {"veo3_fast": 8, "veo3": 9},
        "limits": {"maxCredits": 10},
        "environments": {"staging": staging, "production": {}},
    }
    videos = {"fast": VIDEO, "slow": {"model": "veo3", "prompt": "A cream."}}
    project = workspace({"it.yaml": {"videos": videos}, "rawugc.yaml": config})
    for name, credits, cap in (("staging", 10, 5), ("production", 17, 10)):
        project.variables["RAWUGC_ENV"] = name  # type: ignore[index]
        plan = project.plan()
        assert plan.exit_code == 3
        assert refusals(plan) == [RUN]
        assert plan.said(RUN)["summary"] == (f"{credits} credits are more than maxCredits allows ({cap})")


def test_the_plan_says_what_each_change_costs_and_all_of_them(workspace: Workspace) -> None:
    files = {"media.yaml": {**KNOWN["media.yaml"], **UNKNOWN["media.yaml"], **FREE["media.yaml"]}}  # type: ignore[dict-item]
    project = workspace(files)
    shown = project.run("plan").stdout
    assert [line.strip() for line in shown.splitlines() if "costs" in line or "price not" in line] == [
        "# (costs 4 credits)",
        "# (costs 3 credits)",
        "# (price not known)",
    ]
    assert ", 7 credits and 1 call without a known price, " in shown
    assert project.plan().json["budget"]["credits_unknown"] == 1
    assert project.run("plan", "--out", "saved.plan").exit_code == 0
    assert project.run("show", "saved.plan").stdout.rpartition("\nPlan:")[0] in shown


def test_of_what_is_free_no_credits_are_told(workspace: Workspace) -> None:
    project = workspace(FREE)
    assert "credit" not in project.run("plan").stdout
    applied = project.run("apply", "--auto-approve")
    assert "credit" not in applied.stdout
    assert "credits" not in project.state


# -- caps


@dataclass(frozen=True)
class Guard:
    """Which caps there are, what is asked for, and which refusals there are; none where it is carried out."""

    files: Files = field(default_factory=lambda: KNOWN)
    limits: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    spent: int | float = 0
    refused: tuple[str, ...] = ()

    def project(self, workspace: Workspace) -> Project:
        """A workspace in which so much was spent this month."""
        project = workspace({**self.files, **configured(limits=self.limits, prices=self.prices)})
        if self.spent:
            state = {"version": 5, "serial": 1, "lineage": "l", "organizationId": "org_1", "resources": {}}
            kept = {"unresolved": {}, "moved": [], "applied": None}
            credits = {"months": {"2026-12": 999, MONTH: self.spent}}
            project.write({"rawugc.state.json": {**state, **kept, "credits": credits}})
        return project


GUARDS = {
    "no cap, known": Guard(),
    "no cap, unknown": Guard(UNKNOWN),
    "flag, exact": Guard(flags=(FLAG, "7")),
    "flag, one above": Guard(flags=(FLAG, "6"), refused=(RUN,)),
    "flag, a little above": Guard(flags=(FLAG, "6.99"), refused=(RUN,)),
    "flag, nothing": Guard(flags=(FLAG, "0"), refused=(RUN,)),
    "flag, nothing, free": Guard(FREE, flags=(FLAG, "0")),
    "flag, unknown": Guard(UNKNOWN, flags=(FLAG, "99"), refused=(PRICE,)),
    "flag, unknown, said": Guard(UNKNOWN, flags=(FLAG, "5"), prices={"veo3_fast": 5}),
    "flag, said to be free": Guard(UNKNOWN, flags=(FLAG, "0"), prices={"veo3_fast": 0}),
    "config, exact": Guard(limits={"maxCredits": 7}),
    "config, one above": Guard(limits={"maxCredits": 6}, refused=(RUN,)),
    "config, unknown": Guard(UNKNOWN, limits={"maxCredits": 99}, refused=(PRICE,)),
    "config, free": Guard(FREE, limits={"maxCredits": 0, "maxCreditsPerMonth": 0}),
    "the flag wins, above": Guard(flags=(FLAG, "7"), limits={"maxCredits": 1}),
    "the flag wins, below": Guard(flags=(FLAG, "6"), limits={"maxCredits": 99}, refused=(RUN,)),
    "month, exact": Guard(limits={"maxCreditsPerMonth": 20}, spent=13),
    "month, one above": Guard(limits={"maxCreditsPerMonth": 20}, spent=14, refused=(MONTHLY,)),
    "month, a fraction above": Guard(limits={"maxCreditsPerMonth": 20}, spent=13.1, refused=(MONTHLY,)),
    "month, unknown": Guard(UNKNOWN, limits={"maxCreditsPerMonth": 99}, refused=(PRICE,)),
    "month, used up, free": Guard(FREE, limits={"maxCreditsPerMonth": 5}, spent=9),
    "month, and no flag lifts it": Guard(
        flags=(FLAG, "99"), limits={"maxCreditsPerMonth": 6}, refused=(MONTHLY,)
    ),
    "both": Guard(limits={"maxCredits": 6, "maxCreditsPerMonth": 6}, refused=(RUN, MONTHLY)),
}
How = Literal["plan", "apply", "saved"]

guards = pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS)


def asked(project: Project, guard: Guard, how: How) -> Run:
    """The plan is made without a cap where it is saved: the configuration comes after it."""
    if how == "plan":
        return project.run("plan", "--json", *guard.flags)
    if how == "apply":
        return project.apply(*guard.flags)
    project.write(configured(prices=guard.prices))
    saved = project.run("plan", "--json", "--out", "saved.plan", *guard.flags)
    project.write(configured(prices=guard.prices, limits=guard.limits))
    return saved if saved.exit_code else project.run("apply", "--json", "saved.plan")


@pytest.mark.parametrize("how", ["plan", "apply", "saved"])
@guards
def test_above_a_cap_nothing_is_written(workspace: Workspace, guard: Guard, how: How) -> None:
    project = guard.project(workspace)
    run = asked(project, guard, how)
    assert refusals(run) == list(guard.refused)
    assert run.exit_code == (3 if guard.refused else 0)
    if guard.refused or how == "plan":
        assert (project.calls(), credits_spent(project)) == ([], 0)
    else:
        assert project.calls() != []
        project.assert_settled()


@pytest.mark.parametrize("files", [KNOWN, UNKNOWN, FREE])
def test_to_destroy_costs_nothing_whatever_the_cap(workspace: Workspace, files: Files) -> None:
    project = workspace(files).applied()
    project.write(configured(limits={"maxCredits": 0, "maxCreditsPerMonth": 0}))
    assert project.plan("--destroy").json["budget"]["credits_unknown"] == 0
    assert project.apply("--destroy", FLAG, "0").exit_code == 0
    assert generations(project) == []


@pytest.mark.parametrize("guard", [pytest.param(g, id=name) for name, g in GUARDS.items() if g.refused])
def test_the_way_out_of_a_refusal_leads_out(workspace: Workspace, guard: Guard) -> None:
    project = guard.project(workspace)
    run = project.run("plan", "--json", *guard.flags)
    flags, limits, prices = guard.flags, dict(guard.limits), dict(guard.prices)
    for said in (run.said(code) for code in refusals(run)):
        if said["code"] == PRICE:
            assert said["detail"] == "Write its price into rawugc.yaml: prices: {veo3_fast: N}."
            prices["veo3_fast"] = 5
        elif said["code"] == RUN:
            assert said["detail"] == (
                "If that is meant: --max-credits 7, or limits: {maxCredits: 7} in rawugc.yaml."
            )
            flags = (FLAG, "7")
        else:
            enough = said["detail"].removeprefix("If that is meant: limits: {maxCreditsPerMonth: ")
            limits["maxCreditsPerMonth"] = float(enough.removesuffix("} in rawugc.yaml."))
    project.write(configured(limits=limits, prices=prices))
    assert project.run("plan", "--json", *flags).exit_code == 0


def test_the_refusal_stands_behind_the_plan(workspace: Workspace) -> None:
    project = workspace({**KNOWN, **configured(limits={"maxCredits": 6})})
    run = project.run("apply", "--auto-approve")
    assert run.exit_code == 3
    assert run.stdout.index("# (costs 4 credits)") < run.stdout.index("Refused (max-credits)")
    assert "7 credits are more than maxCredits allows (6)" in run.stdout


def test_what_was_spent_last_month_does_not_count(workspace: Workspace) -> None:
    guard = Guard(limits={"maxCreditsPerMonth": 20}, spent=14)
    project = guard.project(workspace)
    assert project.plan().exit_code == 3
    project.rawugc.clock.sleep(31 * 86_400)
    assert project.apply().exit_code == 0
    assert spent_in_state(project) == {MONTH: 14, "2027-02": 7}


@pytest.mark.parametrize("amount", ["-1", "many", "inf", "nan", "1e3", ""])
def test_what_is_no_amount_is_said(workspace: Workspace, amount: str) -> None:
    run = workspace(KNOWN).run("plan", FLAG, amount)
    assert run.exit_code == 1
    assert f"{amount} is no number of credits, from 0 on" in run.stderr


def test_a_saved_plan_takes_no_cap_of_nothing_either(workspace: Workspace) -> None:
    project = workspace(KNOWN)
    assert project.run("plan", "--out", "saved.plan").exit_code == 0
    run = project.run("apply", "saved.plan", FLAG, "0")
    assert (run.exit_code, project.calls()) == (1, [])
    assert "leave out the other options" in run.stderr


# -- dearer than was thought


@pytest.mark.parametrize("options", [Options(prices={"veo3_fast": 9})])
@pytest.mark.parametrize(
    ("limits", "sent", "code"),
    [
        ({"maxCredits": 16}, 1, RUN),
        ({"maxCredits": 18}, 2, None),
        ({"maxCreditsPerMonth": 17}, 1, MONTHLY),
        ({"maxCreditsPerMonth": 18}, 2, None),
        ({}, 2, None),
    ],
)
def test_what_would_pass_a_cap_at_its_real_price_is_not_sent_and_the_rest_goes_on(
    workspace: Workspace, limits: dict[str, int], sent: int, code: str | None
) -> None:
    videos = {"one": VIDEO, "two": {**VIDEO, "take": 2}}
    manifest = {"videos": videos, "personas": {"p": PERSONA}}
    prices = {"veo3_fast": 8}
    project = workspace({"it.yaml": manifest, **configured(limits=limits, prices=prices)})
    run = project.apply()
    assert (len(generations(project)), credits_spent(project)) == (sent, 9 * sent)
    assert len(project.dashboard.objects("personas")) == 1
    assert (run.exit_code, [one["address"] for one in run.result["skipped"]]) == (
        (0, []) if code is None else (4, ["videos.two"])
    )
    assert run.codes == ({code} if code else set())
    assert spent_in_state(project) == {MONTH: 9 * sent}


# -- what was paid


@both_extremes
@pytest.mark.parametrize(
    "files",
    [
        KNOWN,
        {"it.yaml": {"videos": {"it": SORA}}},
        {"it.yaml": {"images": {"a": IMAGE, "b": {**IMAGE, "take": 2}}}},
    ],
)
def test_what_is_spent_is_what_was_estimated(workspace: Workspace, files: Files) -> None:
    project = workspace(files)
    estimated = project.plan().json["budget"]["credits"]
    bill = project.apply().result["credits"]
    spent = credits_spent(project)
    assert bill == {
        "estimated": estimated,
        "estimated_unknown": 0,
        "spent": spent,
        "spent_unsaid": 0,
        "balance": 1000 - spent,
    }
    assert spent == estimated > 0
    assert spent_in_state(project) == {MONTH: spent}
    project.assert_settled()
    assert project.apply().result["credits"] is None
    assert spent_in_state(project) == {MONTH: spent}


@pytest.mark.parametrize("options", [Options(unpriced=2.5, credits=10.25)])
def test_the_end_says_what_was_estimated_what_was_spent_and_what_is_left(workspace: Workspace) -> None:
    manifest = {"videos": {"it": VIDEO}, "music": {"it": TRACK}}
    project = workspace({"it.yaml": manifest})
    shown = project.run("apply", "--auto-approve").stdout
    told = "Spent 5.5 credits (estimated: 3 credits and 1 call without a known price); 4.75 are left."
    assert told in shown.splitlines()
    assert project.state["credits"]["prices"] == {"V5": 3, "veo3_fast": 2.5}


def test_failed_generations_count_as_spent(workspace: Workspace) -> None:
    project = workspace({"it.yaml": {"images": {"it": {**IMAGE, "prompt": "It [fails]."}}}})
    run = project.apply()
    assert (run.exit_code, run.result["credits"]["spent"]) == (4, 4)
    assert spent_in_state(project) == {MONTH: 4}


def test_what_is_adopted_costs_nothing_and_teaches_no_price(workspace: Workspace) -> None:
    project = workspace(UNKNOWN)
    now = project.rawugc.clock.ms
    shown = {
        **VIDEO,
        "creditsUsed": 5,
        "fate": "completes",
        "readyAt": now,
        "url": "https://cdn.rawugc.test/a",
    }
    project.dashboard.insert("videos", shown, at=now)
    run = project.apply(FLAG, "0")
    assert (run.exit_code, run.result["credits"], "credits" in project.state) == (0, None, False)


# -- no credits left


@pytest.mark.parametrize("options", [Options(credits=5)])
def test_without_credits_nothing_more_is_paid_and_all_that_is_free_goes_on(workspace: Workspace) -> None:
    images = {key: {**IMAGE, "take": take} for take, key in enumerate("abc", 1)}
    manifest = {"images": images, "personas": {"p": PERSONA, "q": {**PERSONA, "name": "Q"}}}
    project = workspace({"it.yaml": manifest})
    run = project.apply()
    assert run.exit_code == 4
    assert len(generations(project)) == 2
    assert len(project.dashboard.objects("personas")) == 2
    assert [one["address"] for one in run.result["failed"]] == ["images.b"]
    assert [one["address"] for one in run.result["skipped"]] == ["images.c"]
    assert "Insufficient credits. Required: 4, Available: 1" in run.said("no-credits")["detail"]
    assert run.said("unpaid") == {
        **run.said("unpaid"),
        "summary": "was not sent, for the credits have run out",
        "detail": "Add credits in the RawUGC dashboard, and run apply again.",
    }
    assert (run.result["credits"]["spent"], run.result["credits"]["balance"]) == (4, 1)

    project.dashboard.insert("charges", {"what": "more", "credits": -10}, at=0)
    project.reset()
    assert project.apply().exit_code == 0
    assert len(generations(project)) == 2
    assert spent_in_state(project) == {MONTH: 12}
    project.assert_settled()


@pytest.mark.parametrize("options", [Options(credits=0)])
def test_where_nothing_else_is_to_be_done_nothing_succeeded(workspace: Workspace) -> None:
    project = workspace(KNOWN)
    run = project.run("apply", "--auto-approve")
    assert (run.exit_code, len(project.calls())) == (1, 1)
    assert run.stdout.count("Insufficient credits.") == 1
    assert "Spent" not in run.stdout


# -- where it is kept


@pytest.mark.parametrize(
    "command",
    [
        ("state", "mv", "images.still", "images.other"),
        ("state", "rm", "images.still"),
        ("state", "rm", "--all", "--auto-approve"),
        ("import", "personas.p", "per_1"),
        ("pull",),
        ("destroy", "--auto-approve"),
    ],
    ids=" ".join,
)
def test_whatever_else_writes_the_state_keeps_what_was_spent(
    workspace: Workspace, command: tuple[str, ...]
) -> None:
    project = workspace(KNOWN).applied()
    project.dashboard.insert("personas", {**PERSONA, "organizationId": "org_1"}, at=project.rawugc.clock.ms)
    project.write({"personas.yaml": FREE["media.yaml"]} if command[0] == "import" else {})
    before = project.state
    assert project.run(*command).exit_code == 0
    assert project.state["serial"] > before["serial"]
    assert project.state["credits"] == before["credits"]


def test_a_month_and_the_one_before_are_kept(workspace: Workspace) -> None:
    project = Guard(spent=2).project(workspace)
    assert project.apply().exit_code == 0
    assert spent_in_state(project) == {"2026-12": 999, MONTH: 9}
    project.rawugc.clock.sleep(20 * 86_400)
    project.write({"media.yaml": {"images": {"still": {**IMAGE, "take": 2}}, "music": {"tune": TRACK}}})
    assert project.apply().exit_code == 0
    assert spent_in_state(project) == {MONTH: 9, "2027-02": 4}
