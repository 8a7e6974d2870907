"""Worlds made by hand: what is desired, recorded and live at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.resources import registered
from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.words.addresses import Address, FieldRef, Value
from rawugc_sync.words.desired import Desired, Lifecycle
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Record, State

NOW = 1_800_000_000_000
MINUTE = 60_000
LATER = NOW + 86_400_000
BEFORE = NOW - 86_400_000
VIDEO = "https://cdn.example.com/v.mp4"

ACCOUNTS = Directory(
    [
        Account("acc_1", "tiktok", "glowlab"),
        Account("acc_2", "instagram", "glow.lab"),
        Account("acc_3", "youtube", "glowlabskin", active=False),
    ]
)

Fields = Mapping[str, Value]
PLAIN = Lifecycle()
NOTHING: Mapping[str, tuple[str, ...]] = {}
USUAL = Options()
Objects = Mapping[str, list[dict[str, Any]]]


def want(
    address: str,
    fields: Fields,
    lifecycle: Lifecycle = PLAIN,
    references: tuple[str, ...] = (),
    uses: Mapping[str, tuple[str, ...]] = NOTHING,
) -> Desired:
    """A resource of the manifests; `uses` is own field → fields of others, `references` are in its name."""
    names = {"name": tuple(f"{reference}.name" for reference in references)} if references else {}
    refs = {field: tuple(map(field_ref, texts)) for field, texts in {**names, **uses}.items()}
    return Desired(Address.parse(address), fields, Source("brand.yaml", 1, 1), lifecycle, refs)


def recorded_by(change: Change) -> Record | None:
    """What the state holds of a resource once its change is made."""
    return change.steps[-1].record


def field_ref(text: str) -> FieldRef:
    """`messaging.gentle-science.body`, as a reference writes it."""
    address, _, name = text.rpartition(".")
    return FieldRef(Address.parse(address), name)


def persona(key: str, *, text: str = "D", **more: Any) -> Desired:
    return want(f"personas.{key}", {"name": key, "description": text}, **more)


def live_persona(id: str, name: str, text: str = "D") -> dict[str, Any]:
    return {"_id": id, "name": name, "description": text}


def post(**fields: Value) -> dict[str, Value]:
    """The fields of a scheduled post; None leaves one out."""
    whole = {
        "videoUrl": VIDEO,
        "accounts": ["tiktok/glowlab"],
        "mode": "schedule",
        "timezone": "UTC",
        "scheduledFor": LATER,
        "content": "Hello",
        **fields,
    }
    return {name: value for name, value in whole.items() if value is not None}


def live_post(id: str = "post_1", /, **fields: Any) -> dict[str, Any]:
    """A scheduled post as the API lists it."""
    return {
        "postId": id,
        "videoUrl": VIDEO,
        "scheduledFor": LATER,
        "timezone": "UTC",
        "content": "Hello",
        "platforms": ["tiktok"],
        "status": "scheduled",
        **fields,
    }


def lives(objects: Objects) -> dict[str, dict[str, Live]]:
    """Live objects by collection and id, from what the API answers."""
    types = registered()
    read: dict[str, dict[str, Live]] = {collection: {} for collection in objects}
    for collection, listed in objects.items():
        type_ = types[collection]
        for raw in listed:
            live = type_.spelling.live(raw, raw[type_.calls.id_field])
            if live is not None:
                read.setdefault(collection, {})[live.id] = live
    return read


def world(
    *desired: Desired,
    records: Mapping[str, Record] | None = None,
    live: Objects | None = None,
    directory: Directory | None = ACCOUNTS,
    **more: Any,
) -> World:
    """Without records there is no state; `more` are further fields of the world."""
    known = {Address.parse(address): record for address, record in (records or {}).items()}
    state = None if records is None else State("lineage", 3, "org_1", known)
    base: dict[str, Any] = {
        "workspace": "glow-lab",
        "types": registered(),
        "desired": {d.address: d for d in desired},
        "declared": frozenset(d.address.collection for d in desired),
        "state": state,
        "live": lives(live or {}),
        "organization_id": "org_1",
        "now": NOW,
        "listed_at": more.get("now", NOW),
        "reads": 1,
        "known": Lookups({"accounts": directory} if directory else {}),
    }
    return World(**{**base, **more})


def plan(*desired: Desired, options: Options = USUAL, **parts: Any) -> Plan:
    """The plan of a world; `parts` as for `world`."""
    return make_plan(world(*desired, **parts), options)


def actions(made: Plan) -> dict[str, tuple[str, ...]]:
    return {str(change.address): change.actions for change in made.changes}


def calls(made: Plan) -> list[tuple[str, str, Any]]:
    return [(call.method, call.path, call.body) for change in made.changes for call in change.calls]


def codes(made: Plan) -> set[str]:
    """What the plan has to say, beside that it was made without a state."""
    said = (*made.diagnostics, *made.errors, *made.refusals)
    return {diagnostic.code for diagnostic in said} - {"no-state"}
