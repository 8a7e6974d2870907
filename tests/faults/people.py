"""What people do when the tool asks them, and how a story comes to its good end."""

from __future__ import annotations

import json

from rawugc_sync.sandbox import COLLECTIONS
from rawugc_sync.words.recorded import Unresolved
from tests.contract.samples import body as sent_body
from tests.faults.machine import DAY, MINUTE, Fields, Run, World
from tests.faults.takedowns import questions


def truth(world: World, address: str, unresolved: Unresolved) -> str | None:
    """The id of what an unresolved create made, by a look at the server's books; None for nothing."""
    collection = address.partition(".")[0]
    wanted = sent_body(unresolved.content)
    ids = [
        id for id, made in world.orphans().items() if made.collection == collection and made.body == wanted
    ]
    return ids[0] if ids else None


def settle_unresolved(world: World) -> None:
    """Look into the dashboard once nothing is on its way, and say what became of each unresolved create."""
    world.arrive()
    if world.unresolved():
        world.clock.sleep(60)  # a create may still land, and nobody is there to be asked
    for address, unresolved in world.unresolved().items():
        id = truth(world, address, unresolved)
        run = world.run("state", "resolve", address, *(("--adopt", id) if id else ("--recreate",)))
        assert run.code == 0


def answer(world: World, run: Run) -> None:
    """Say what is to become of the posts that were deleted, and are wanted under another key."""
    asked = questions(run.out)
    flags = [flag for said in asked for flag in world.takedowns.answer(world.manifests, said)]
    world.save_manifests()
    if asked:
        again = world.run("apply", "--json", "--auto-approve", *flags)
        for said in again.result.get("diagnostics", ()):
            if said["code"] == "moved-onto":
                assert world.run("state", "rm", said["address"]).code == 0
                again = world.run("apply", "--json", "--auto-approve")
        asked_again = {said["address"] for said in questions(again.out)}
        assert asked_again.isdisjoint(said["address"] for said in asked)
    world.takedowns.blocks["moved"] = []
    world.save_manifests()


def tidy(world: World, run: Run) -> None:
    """Clear away what a plan refuses: strangers that look like ours, or the resource that looks like them.

    What comes too late gets a later time; of two that would go out twice, one leaves; where git and the
    dashboard disagree, git is right.
    """
    answer(world, run)
    for said in run.result["diagnostics"]:
        if said["severity"] != "error":
            continue
        if said["code"] == "wrong-key":
            (world.root / "rawugc.state.json").unlink()
            world.strangers |= set(world.created)
            world.takedowns.known.clear()  # only the state could remember
            return
        if said["code"] in ("rename", "taken-down"):
            continue
        collection, _, key = said["address"].partition(".")
        if said["code"] == "posted-twice":
            world.manifests[collection].pop(key)
            world.save_manifests()
            return
        if said["code"] == "kept-by-replace" and said["field"]:
            world.run("apply", "--json", "--auto-approve", "--revert-drift", said["address"])
            return
        if said["code"] in ("late", "missed", "kept-by-replace"):
            world.manifests[collection][key] |= {"scheduledFor": world.clock.ms + DAY, "timezone": "UTC"}
            world.save_manifests()
            continue
        assert said["code"] in ("ambiguous", "possible-duplicate"), said
        unknown = world.live(collection).keys() - known_ids(world)
        for id in unknown:
            world.store.remove(collection, id)
        if not unknown:
            world.manifests[collection].pop(key)
            world.save_manifests()


def known_ids(world: World) -> set[str]:
    state = world.state()
    return {id for r in state.records.values() for id in (r.id, *r.deposed)} if state else set()


def converge(world: World) -> None:
    """I2: without faults, at most two applies make live what is desired, and then there is nothing left."""
    calm(world)
    for _ in range(2):
        settle_unresolved(world)
        run = world.run("apply", "--json", "--auto-approve")
        for _ in range(4):
            if run.code not in (1, 3):
                break
            tidy(world, run)
            run = world.run("apply", "--json", "--auto-approve")
        assert run.code in (0, 6)
    plan = world.run("plan", "--json", "--detailed-exitcode")
    assert plan.code == 0
    content = json.loads(plan.out)
    assert content["resource_changes"] == []
    assert world.unresolved() == {}
    check_live(world, {said["address"] for said in content["diagnostics"] if said["severity"] == "warning"})


def calm(world: World) -> None:
    """Wait until the window is fresh and no post is due soon."""
    world.clock.sleep(2 * 60)
    while any(
        0 < (fields.get("scheduledFor") or 0) - world.clock.ms < 15 * MINUTE
        for posts in (world.store.objects("posts"), world.manifests["posts"])
        for fields in posts.values()
    ):
        world.clock.sleep(15 * 60)


def check_live(world: World, doubtful: set[str]) -> None:
    """Live is desired, but for what the plan warns of; and nothing of ours is left over."""
    state = world.state()
    records = {str(address): record.id for address, record in state.records.items()} if state else {}
    for collection, resources in world.manifests.items():
        for key, fields in resources.items():
            address = f"{collection}.{key}"
            if address not in doubtful:
                _check_object(world, collection, records[address], fields)
    ours = {id for id in world.created if id not in world.strangers}
    left = {id for name in COLLECTIONS for id in world.live(name)} & ours
    wanted = {id for address, id in records.items() if _desired(world, address) or address in doubtful}
    assert left <= wanted


def _desired(world: World, address: str) -> bool:
    collection, _, key = address.partition(".")
    return key in world.manifests[collection]


def _check_object(world: World, collection: str, id: str, fields: Fields) -> None:
    stored = world.store.find(collection, id)
    assert stored is not None
    if world.over(collection, stored):
        return
    for name, value in sent_body(fields).items():
        if name in ("videoUrl", "mode") and (id not in world.created or id in world.strangers):
            continue  # adopted, and adopting never replaces
        shown = {"timezone": "UTC", **stored}.get(name)
        assert shown == value or (not value and not shown), (collection, id, name)
