"""Whatever is desired, recorded and live: an apply does what its plan shows, and then nothing is left."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import event, given, note, settings

from rawugc_sync.resources import registered
from rawugc_sync.sandbox import Options
from tests.contract.project import Project, RawUGC, Run, Sent
from tests.contract.promised import assert_promised
from tests.contract.samples import both_extremes
from tests.contract.worlds import Deed, Fields, Manifest, deeds, manifests, policies
from tests.sampling import of

REFUSED = 3
MANY = settings(max_examples=of(60, 20), deadline=None, derandomize=True, database=None)


@contextmanager
def opened(options: Options) -> Iterator[Project]:
    """An empty workspace on a RawUGC in this process, which never makes it wait: time stands still."""
    with TemporaryDirectory() as folder:
        rawugc = RawUGC.in_process(replace(options, rate_limit=1000))
        try:
            yield Project(Path(folder), rawugc, rawugc.clock, note)
        finally:
            rawugc.stop()


def calls_of(plan: Run) -> Counter[str]:
    """The calls that a plan shows, in no order."""
    calls = [call for change in plan.json["resource_changes"] for call in change["calls"]]
    return counted([(call["method"], call["path"], call["body"]) for call in calls])


def counted(calls: Sequence[Sent]) -> Counter[str]:
    return Counter(json.dumps(call, sort_keys=True) for call in calls)


def converge(project: Project) -> None:
    """Plan, apply, plan again: refused and untouched, or done as shown and finished."""
    project.reset()
    state = memory(project)
    plan = project.plan()
    strangers = unmanaged(project)
    event(f"plan exits {plan.exit_code}")
    applied = project.apply()
    if plan.exit_code == REFUSED or goes_out_twice(plan):
        assert (applied.exit_code, project.calls(), memory(project)) == (plan.exit_code, [], state)
        return
    assert plan.exit_code in (0, 2)
    assert applied.exit_code == 0
    assert counted(project.calls()) == calls_of(plan)
    assert_no_duplicates(plan, strangers, state)
    assert_promised(plan, project.assert_settled())


def goes_out_twice(plan: Run) -> bool:
    """Whether manifests made up at random have one post under two keys, which nothing else is wrong with."""
    errors = {d["code"] for d in plan.json["diagnostics"] if d["severity"] == "error"}
    return plan.exit_code == 1 and errors == {"posted-twice"}


def memory(project: Project) -> Fields:
    """Address → record; nothing without a state."""
    there = (project.root / "rawugc.state.json").exists()
    records: Fields = project.state["resources"] if there else {}
    return records


def unmanaged(project: Project) -> dict[str, dict[str, Fields]]:
    """The live objects that no record knows, by collection and id."""
    known = {record["id"] for record in memory(project).values()}
    return {
        name: {id: fields for id, fields in project.dashboard.objects(name).items() if id not in known}
        for name in registered()
    }


def assert_no_duplicates(plan: Run, strangers: Mapping[str, dict[str, Fields]], before: Fields) -> None:
    """A resource without a record is only created where nobody else's object has its name and type."""
    changes = plan.json["resource_changes"]
    adopted = {change["change"]["importing"]["id"] for change in changes if change["change"]["importing"]}
    for change in changes:
        new = change["change"]["actions"] == ["create"] and change["address"] not in before
        left = strangers[change["type"]].items()
        after = change["change"]["after"]
        assert not (new and [id for id, fields in left if id not in adopted and same(after, fields)])


def same(wanted: Fields, live: Fields) -> bool:
    """Whether a live object is what would be created; posts have no names, but rules of their own."""
    named = "name" in wanted and wanted["name"].strip() == live["name"].strip()
    return named and wanted.get("type") in (None, live.get("type"))


@both_extremes
@MANY
@given(first=manifests(), happens=deeds(), then=manifests(), drift=policies())
def test_any_world_converges(
    options: Options, first: Manifest, happens: list[Deed], then: Manifest, drift: Mapping[str, str]
) -> None:
    with opened(options) as project:
        project.write({"rawugc.yaml": {"drift": drift, "limits": {"maxDeletes": 99}}, "it.yaml": first})
        converge(project)
        for deed in happens:
            deed.happen(project)
        project.write({"it.yaml": then})
        converge(project)
