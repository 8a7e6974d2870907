"""Holds a plan to its words: what it showed, against what RawUGC has before and after its apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rawugc_sync.resources import registered
from tests.contract.project import Project, Run
from tests.contract.samples import ACCOUNT_IDS

Fields = dict[str, Any]
Objects = dict[str, Fields]

HANDLES = {id: handle for handle, id in ACCOUNT_IDS.items()}
MODES = {"draft": "draft", "scheduled": "schedule", "published": "now"}
UNSET = (None, "", [])


@dataclass(frozen=True)
class Sight:
    """Every object of RawUGC at one moment, in the words of manifests: id → fields."""

    objects: Objects

    @classmethod
    def of(cls, project: Project) -> Sight:
        types = registered()
        return cls(
            {
                id: _in_words(types[name].fields.traits, fields)
                for name in types
                for id, fields in project.dashboard.objects(name).items()
            }
        )


def _in_words(names: Mapping[str, Any], raw: Fields) -> Fields:
    """What is set, write-only fields included; a post has a mode, and its accounts have handles."""
    fields = dict(raw)
    if "accountIds" in raw:
        status = raw.get("status") or {"schedule": "scheduled", "now": "published"}.get(raw["mode"], "draft")
        fields["mode"] = MODES.get(status, status)
        fields["accounts"] = sorted(HANDLES.get(id, id) for id in raw["accountIds"])
    return {name: fields[name] for name in names if fields.get(name) not in UNSET}


def hold(plan: Run, applied: Run, before: Sight, after: Sight) -> None:
    """Everything is as the plan said, and nothing else has happened."""
    changes = plan.json["resource_changes"]
    done = {(one["address"], one["id"]): one["id"] for one in applied.result["applied"]}
    _only_what_was_named(changes, before, after)
    for change in changes:
        made = [id for address, id in done if address == change["address"] and id not in before.objects]
        id = made[0] if made and _creates(change) else change["id"]
        _Held(change, before.objects.get(change["id"] or "", {}), after.objects.get(id or "", {})).check(plan)


def _creates(change: Fields) -> bool:
    return "create" in change["change"]["actions"]


def _only_what_was_named(changes: list[Fields], before: Sight, after: Sight) -> None:
    calls = [call for change in changes for call in change["calls"]]
    named = {call["path"].rpartition("/")[2] for call in calls if call["method"] == "DELETE"}
    paths = {type_.calls.path for type_ in registered().values()}
    created = sum(call["method"] == "POST" and call["path"] in paths for call in calls)
    assert before.objects.keys() - after.objects.keys() == named & before.objects.keys()
    assert len(after.objects.keys() - before.objects.keys()) == created
    touched = {change["id"] for change in changes}
    for id in (before.objects.keys() & after.objects.keys()) - touched:
        assert after.objects[id] == before.objects[id], f"{id} was touched, and no change names it"


@dataclass(frozen=True)
class _Held:
    """One change, with its object as it was and as it is; a new one after a replacement."""

    change: Fields
    was: Fields
    now: Fields

    def check(self, plan: Run) -> None:
        if not self.now:
            assert self.change["change"]["actions"] in (["delete"], ["forget"]) or self._was_gone(plan)
            return
        shown = {field["path"]: field for field in self.change["fields"]}
        for name, field in shown.items():
            self._is(name, field["after"], f"the plan showed as {field!r}")
            if field["carried"] == "taken_over" and self.was:
                self._is(name, _value(name, self.was), "was taken over")
        for name in self._unmentioned(shown) if self.was else ():
            self._is(name, _value(name, self.was), "was not mentioned")
        for name, value in (self.change["change"]["after"] or {}).items():
            if _creates(self.change):
                self._is(name, value, "`after` has")
        for said in plan.json["diagnostics"]:
            if said["code"] == "drift-kept" and said["address"] == self.change["address"]:
                self._is(said["field"], _value(said["field"], self.was), said["summary"])

    def _was_gone(self, plan: Run) -> bool:
        """Whether it only got another name, and the plan says that somebody had deleted it before."""
        told = {said["address"] for said in plan.json["diagnostics"] if said["code"] == "deleted-outside"}
        renamed = self.change["previous_address"] and self.change["change"]["actions"] == ["no-op"]
        return bool(renamed) and not self.was and self.change["address"] in told

    def _unmentioned(self, shown: Fields) -> list[str]:
        """What can be read, and no field of the change shows."""
        traits = registered()[self.change["type"]].fields.traits
        return [name for name, trait in traits.items() if trait.returned and name not in shown]

    def _is(self, name: str, value: Any, why: str) -> None:
        where = f"{self.change['address']}.{name}"
        now = _value(name, self.now)
        assert _equal(now, value), f"{where} is {now!r} and should be {value!r}, which {why}"


def _value(name: str, fields: Fields) -> Any:
    value = fields.get(name)
    return "UTC" if name == "timezone" and value in (*UNSET, "UTC") else value


def _equal(one: Any, other: Any) -> bool:
    if one in (*UNSET, "UTC") and other in (*UNSET, "UTC"):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)
