"""What the pages of a fleet say, and what goes with every one of them."""

from __future__ import annotations

import json
from functools import reduce
from html import escape, unescape

import pytest

from rawugc_sync.sandbox import Options
from tests.contract.test_failures import INVALID, Refusals
from tests.fleet.serve.town import BO, BRAND, CY, LAW, Town, Visitor

POST = """
posts:
  launch:
    videoUrl: https://media.example.com/launch.mp4
    accounts: [tiktok/glowlab]
    timezone: America/New_York
    scheduledFor: 2027-02-01 09:00
    content: "<script>alert(1)</script> Soon."
"""


def test_the_status_page_says_what_there_is(town: Town, visitor: Visitor) -> None:
    assert "No workspace is known yet" in visitor.get("/").text
    town.commit({"brands/b01/post.yaml": POST})
    run = town.planned()
    visitor.answers(town.link(), {0: "no"}, {0: "Never <b>that</b>."})
    page = visitor.get("/").text
    assert "Never &lt;b&gt;that&lt;/b&gt;." in page
    assert f"{CY} for legal" in page
    assert f'href="/runs/{run}"' in page
    assert "Mon 2027-02-01 09:00 America/New_York" in page
    assert 'href="/tenants/agency"' in page
    assert "<script>" not in page


def test_a_no_stays_on_the_status_page_and_says_that_the_plan_has_changed_since(
    town: Town, visitor: Visitor
) -> None:
    town.planned()
    visitor.answers(town.link(), {0: "no"}, {0: "Never that."})
    assert "of an earlier plan" not in visitor.get("/").text
    town.commit({"brands/b01/post.yaml": POST})
    town.survey()
    page = visitor.get("/").text
    assert "Never that." in page
    assert "of an earlier plan" in page


def test_a_no_is_told_for_as_long_as_it_is_about_what_there_is_however_old_it_is(
    town: Town, visitor: Visitor
) -> None:
    run = town.planned()
    visitor.answers(town.link(), {0: "no"}, {0: "Never that."})
    town.sql("update fleet_links set expires_at = now() - interval '31 days'")
    town.sql("update fleet_runs set started_at = now() - interval '91 days' where id = %s", run)
    town("enqueue", "brands/b01", "--kind", "drift")
    town.work()
    town.parts.tick.look()
    assert "Never that." in visitor.get("/").text
    assert visitor.get(f"/runs/{run}").status_code == 200
    town.commit({"brands/b01/post.yaml": POST})
    town.survey()
    town.parts.tick.look()
    assert "Never that." not in visitor.get("/").text
    assert visitor.get(f"/runs/{run}").status_code == 404


def test_what_has_failed_and_what_runs_and_waits_is_told(town: Town, visitor: Visitor) -> None:
    town.commit(
        {"brands/b02/rawugc.yaml": "workspace: b02\n", "brands/b02/b.yaml": "personas: {p: {nam: N}}\n"}
    )
    town.survey()
    town.work()
    town("enqueue", "brands/b01", "--kind", "drift")
    town.sql("update fleet_runs set ended_at = null where exit_code = 0")
    page = visitor.get("/").text
    assert "exit 1" in page
    assert "nam" in page
    assert "drift: 1 run" in page
    assert "since <time>" in page


def test_what_has_failed_is_told_with_the_way_out_where_it_stands_and_where_it_leads(
    town: Town, visitor: Visitor
) -> None:
    many = "".join(f"  m{one}: {{name: M{one}, body: B}}\n" for one in range(7))
    town.commit({"brands/b01/rawugc.yaml": "workspace: b01\n", "brands/b01/many.yaml": f"messaging:\n{many}"})
    town.survey()
    town.work()
    (done,) = town.sql("select id from fleet_runs")
    town.commit({"brands/b01/many.yaml": "{}\n"})
    town.survey()
    town.work()
    (run,) = town.sql("select id, what, advice from fleet_runs where exit_code = 3")
    told = run["advice"].partition("\n")[0]
    assert "maxDeletes" in run["what"]
    assert told
    pages = [visitor.get(path).text for path in ("/", "/tenants/agency", f"/runs/{run['id']}")]
    assert [told in unescape(page) for page in pages] == [True, True, True]
    assert run["what"] in pages[2]
    assert 'href="?plan"' in pages[2]
    assert "What was planned" in pages[2]
    planned = visitor.get(f"/runs/{run['id']}?plan")
    assert planned.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "What was planned" not in visitor.get(f"/runs/{done['id']}").text


@pytest.mark.parametrize("why", ["git cannot read it: <b>gone</b>", "api.github.com answered <b>502</b>"])
def test_trouble_with_a_repository_is_told_in_words_that_are_true_of_git_and_of_the_host(
    town: Town, visitor: Visitor, why: str
) -> None:
    town.survey()
    assert "Repositories with trouble" not in visitor.get("/").text
    town.sql("update fleet_repositories set trouble = %s", why)
    page = visitor.get("/").text
    assert "Repositories with trouble" in page
    assert escape(why) in page
    assert "read" not in page.replace(escape(why), "").partition("<main")[2]


def test_the_calendar_has_the_posts_of_all_brands(town: Town, visitor: Visitor) -> None:
    town.commit({"brands/b01/post.yaml": POST})
    town.planned()
    page = visitor.get("/calendar?from=2027-01-29").text
    assert "Mon 2027-02-01" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Soon." in page
    assert "posts.launch" not in visitor.get("/calendar?from=2027-02-02").text


CAPTIONS = ("Soon.", "Sooner.", "Later.")


def coming(visitor: Visitor) -> list[str]:
    """The captions of what is public next, and of a week of the calendar, which have to be the same."""
    first = visitor.get("/").text.partition('id="next"')[2].partition("<h2")[0]
    week = visitor.get("/calendar?from=2027-01-29").text
    found = [[one for one in CAPTIONS if one in page] for page in (first, week)]
    assert found[0] == found[1]
    return found[0]


def test_the_calendar_is_what_the_applies_have_made_whatever_is_looked_at_between(
    town: Town, visitor: Visitor
) -> None:
    def commit(caption: str, more: str = "") -> list[tuple[str, str]]:
        said = POST.replace("<script>alert(1)</script> Soon.", caption)
        town.commit({"brands/b01/post.yaml": f"{said}{more}"})
        town.survey()
        return [kind for kind, _ in town.work()]

    assert commit("Soon.") == ["apply"]
    assert coming(visitor) == ["Soon."]
    assert "new" not in visitor.get("/calendar?from=2027-01-29").text.partition("<main")[2]
    town("enqueue", "brands/b01", "--kind", "drift")
    town.work()
    assert coming(visitor) == ["Soon."]
    assert commit("Later.", "personas: 3\n") == ["apply"]  # wrong: it comes to no plan
    assert coming(visitor) == ["Soon."]
    assert commit("Sooner.", "  more: {videoUrl: https://m.example.com/v.mp4, accountIds: [acc_no]}\n") == [
        "apply"
    ]
    assert coming(visitor) == ["Soon."]  # nothing of it was done
    town.rawugc.log.clear()
    assert commit("Sooner.") == ["apply"]
    assert coming(visitor) == ["Sooner."]
    assert [(one.method, one.path) for one in town.rawugc.log if one.path.startswith("/social")] == [
        ("GET", "/social/posts"),
        ("PATCH", f"/social/posts/{town.rawugc.log[-1].path.rpartition('/')[2]}"),
    ]


REFUSING = Options(collections=Refusals(writing={"Later.": INVALID}).collections())


@pytest.mark.parametrize("options", [REFUSING])
def test_what_an_apply_could_not_do_is_on_the_calendar_as_it_was(town: Town, visitor: Visitor) -> None:
    first = POST.replace("<script>alert(1)</script> ", "")
    other = {"\nposts:\n  launch": "  more", "Soon.": "Sooner.", "09:00": "08:00", "launch.mp4": "more.mp4"}
    second = reduce(lambda text, pair: text.replace(*pair), other.items(), first)
    for files in (first, first.replace("Soon.", "Later.") + second):
        town.commit({"brands/b01/post.yaml": files})
        town.survey()
        town.work()
        town.rawugc.clock.sleep(90)  # ten requests a minute
    assert town.sql("select exit_code from fleet_runs order by started_at") == [
        {"exit_code": 0},
        {"exit_code": 4},
    ]
    assert coming(visitor) == ["Soon.", "Sooner."]


@pytest.mark.parametrize(
    ("taken", "done"),
    [
        pytest.param(True, "0 changed", id="the edit is taken into git"),
        pytest.param(False, "1 changed", id="the edit is set back"),
    ],
)
def test_drift_that_an_apply_may_have_settled_is_not_told_until_somebody_looks_again(
    town: Town, visitor: Visitor, taken: bool, done: str
) -> None:
    def run(kind: str) -> bool:
        town("enqueue", "brands/b01", "--kind", kind)
        town.work()
        return "Changed in the dashboard" in visitor.get("/").text

    town.commit({"brands/b01/rawugc.yaml": "workspace: b01\n"})
    town.survey()
    town.work()
    (persona,) = town.rawugc.store.objects("personas")
    assert not run("drift")
    town.rawugc.store.edit("personas", persona, {"description": "Edited."})
    assert run("drift")
    assert run("plan")
    if taken:
        town.commit(
            {"brands/b01/brand.yaml": BRAND.replace("Thirty-somethings whose skin reacts.", "Edited.")}
        )
        town.survey()
    assert not run("apply")
    (row,) = json.loads(town("status", "--json").out)["workspaces"]
    assert (row["drifted"], done in row["run"]["what"]) == (None, True)
    assert not run("drift")


def test_what_lacks_a_yes_is_on_the_calendar_of_a_plan_and_not_of_an_apply(
    town: Town, visitor: Visitor
) -> None:
    town.commit({"brands/b01/rawugc.yaml": f"{LAW}  posts: {{of: [posts], by: [{BO}]}}\n"})
    town.commit({"brands/b01/post.yaml": POST})
    town.survey()
    for kind, expected in [("apply", []), ("plan", ["Soon."]), ("apply", [])]:
        town("enqueue", "brands/b01", "--kind", kind)
        assert [kind for kind, _ in town.work()] == [kind]
        assert coming(visitor) == expected


@pytest.mark.parametrize(
    "path",
    [
        "/calendar?from=never",
        "/calendar?from=0001-01-01",
        "/tenants/nobody",
        "/tenants/agency?page=0",
        "/tenants/agency?page=99",
        "/tenants/agency?page=x",
        "/tenants/agency?page=99999999999999999999",
        f"/tenants/agency?page={'1' * 5000}",
        "/tenants/a%00",
        "/runs/none",
        "/runs/%00",
    ],
)
def test_what_there_is_not_is_no_page(town: Town, visitor: Visitor, path: str) -> None:
    town.survey()
    assert visitor.get(path).status_code == 404


def test_a_run_has_its_page(town: Town, visitor: Visitor) -> None:
    run = town.planned()
    page = visitor.get(f"/runs/{run}")
    assert "Says less to skin that reacts." in page.text
    assert page.headers["content-security-policy"].startswith("sandbox allow-scripts")
    town.sql("update fleet_runs set page = null, what = %s", "<i>nothing</i>")
    assert "&lt;i&gt;nothing&lt;/i&gt;" in visitor.get(f"/runs/{run}").text


@pytest.mark.parametrize(
    "path", ["/", "/calendar", "/tenants/agency", "/r/x", "/healthz", "/metrics", "/none"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(town: Town, visitor: Visitor, path: str) -> None:
    town.survey()
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_of_a_link_lets_forms_go_to_itself_alone(town: Town, visitor: Visitor) -> None:
    town.planned()
    answer = visitor.get(town.link())
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_health_is_that_of_the_database(town: Town, visitor: Visitor) -> None:
    assert (visitor.get("/healthz").status_code, visitor.get("/").status_code) == (200, 200)
    town.sql("alter table fleet_steps rename to gone")
    assert visitor.get("/healthz").status_code == 503


def test_no_query_is_compiled_which_takes_longer_than_it_runs(town: Town) -> None:
    assert town.sql("show jit") == [{"jit": "off"}]


def test_the_figures_are_those_of_the_runs(town: Town, visitor: Visitor) -> None:
    town.rawugc.log.clear()
    town.planned()
    town("enqueue", "brands/b01", "--kind", "drift")
    requests = len(town.rawugc.log)
    told = visitor.get("/metrics").text.splitlines()
    assert 'rawugc_fleet_runs_total{kind="plan",outcome="done"} 1.0' in told
    assert 'rawugc_fleet_claims_total{kind="plan"} 1.0' in told
    assert 'rawugc_fleet_waiting{kind="drift"} 1.0' in told
    assert "rawugc_fleet_workspaces 1.0" in told
    assert any(line.startswith("rawugc_fleet_backlog_seconds ") for line in told)
    counted = [line for line in told if line.startswith("rawugc_fleet_requests_total{")]
    assert sum(float(line.rpartition(" ")[2]) for line in counted) == requests
    kept = town.sql("select sum(requests) as sent, sum(throttled) as throttled from fleet_runs")
    assert kept == [{"sent": requests, "throttled": 0}]
