"""Reads what a plan needs: the list of each collection in use, and missing recorded ids by id."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TypeAlias

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import Reader
from rawugc_sync.api.paths import segment
from rawugc_sync.reading.answers import organization_of, single
from rawugc_sync.reading.lists import Asked, Listed, answered, read_list, read_lists
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError, InvalidInput, Problem, Refused
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record, State


@dataclass(frozen=True, slots=True)
class Reading:
    """Collection → id → object; the organization if a list showed one; how many requests it takes.

    `hidden` are the collections that the key may not read, `partly` those with more pages than were read.
    `since` is when the first list was asked for, in Unix seconds by the server's clock: what is made
    later cannot be missed in any of them. `listed_at` is when each list was, by the client's monotonic clock.
    `looked` was asked for by id as well, for what its list may not show.
    """

    live: Mapping[str, Mapping[str, Live]]
    organization_id: str | None
    requests: int
    since: float
    listed_at: Mapping[str, float]
    hidden: tuple[str, ...] = ()
    partly: frozenset[str] = frozenset()
    looked: Mapping[Wanted, Live | None] = field(default_factory=dict)


Standing: TypeAlias = Mapping[str, Mapping[str, Live]]
"""Collection → id → object, as its record has it."""

_MAY_BE_GONE = (HTTPStatus.NOT_FOUND,)

Wanted = tuple[ResourceType, str]
"""One object: its type and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What is read beside the lists of some types, and what of them need not be.

    `others` are listed as far as the key may read them. `named` are asked for by id where their list does not
    show them, `closely` whatever it shows. `settled` are collections in which nothing but what is recorded
    and named has to be found: no more pages are read than it takes. `standing` need not be found, for nothing
    changes about them; of a collection that is not among the types they are all that is known. `witnesses`
    are read as well, one by one, as long as nothing that was read tells whose key this is.
    """

    others: Sequence[ResourceType] = ()
    named: Sequence[Wanted] = ()
    closely: Sequence[Wanted] = ()
    settled: Container[str] = ()
    standing: Standing = field(default_factory=dict)
    witnesses: Iterable[ResourceType] = ()


LISTS = Extent()
"""The lists, and what is recorded and missing there."""


def read(
    reader: Reader,
    types: Sequence[ResourceType],
    state: State | None,
    organization: str | None,
    extent: Extent = LISTS,
) -> Reading:
    """The live side of `types`. `organization` is the one that the configuration insists on.

    Raises ApiError, and Refused when the key belongs to another organization.
    """
    began, standing = reader.monotonic(), extent.standing
    lists = _lists(reader, types, state, extent)
    shown = {type_: one for type_, one in lists.items() if one is not None}
    found = next((one.organization_id for one in shown.values() if one.organization_id), None)
    _check_organization(reader, found, state, organization)
    stand = {(type_, id) for type_ in types for id in standing.get(type_.collection, ())}
    missing = [one for one in _missing(shown, state) if one not in stand]
    late = _ask(reader, missing[:2])
    if found is None or state is None or found != state.organization_id:
        _check_key(reader, late, shown, state)
    known = stand | {(type_, id) for type_, one in shown.items() for id in one.objects} | {*missing}
    more = [*dict.fromkeys(one for one in extent.named if one not in known)]
    more += [one for one in extent.closely if one not in missing and one not in more]
    late |= _ask(reader, [*missing[2:], *more])
    return Reading(
        live=_together(standing, shown, late),
        organization_id=found,
        requests=sum(one.requests if one else 1 for one in lists.values()) + len(missing) + len(more),
        since=reader.server_time() - (reader.monotonic() - began),
        listed_at={type_.collection: one.left for type_, one in shown.items()},
        hidden=tuple(type_.collection for type_ in lists if type_ not in shown),
        partly=_partly(shown, standing),
        looked={one: late[one] for one in extent.closely},
    )


def _lists(
    reader: Reader, types: Sequence[ResourceType], state: State | None, extent: Extent
) -> dict[ResourceType, Listed | None]:
    """What the lists show, and those of witnesses as far as needed; None for one that is hidden."""
    named, settled = extent.named, extent.settled
    asked = [Asked(t, _known(t, state, named) if t.collection in settled else None) for t in types]
    asked += [Asked(type_, optional=True) for type_ in extent.others]
    lists = dict(zip((one.type_ for one in asked), read_lists(reader, asked), strict=True))
    for type_ in (one for one in extent.witnesses if types and one not in types):
        if _is_told(type_, lists.values(), state):
            break
        lists[type_] = read_lists(reader, [Asked(type_, optional=True)])[0]
    return lists


def _is_told(witness: ResourceType, outcomes: Iterable[Listed | None], state: State | None) -> bool:
    """Whether a witness would tell no more of whose key this is.

    From one that tells no organization, what is recorded and live is all there is to know.
    """
    if any(one and one.organization_id for one in outcomes):
        return True
    ids = {id for one in outcomes if one for id in one.objects}
    return not witness.calls.tells_organization and any(id in ids for _, id in _recorded(state))


def _partly(shown: Mapping[ResourceType, Listed], standing: Standing) -> frozenset[str]:
    """The collections of which not all pages were read, or none."""
    listed = {type_.collection: one.whole for type_, one in shown.items()}
    return frozenset(name for name in {*listed, *standing} if not listed.get(name, False))


def read_rest(
    reader: Reader,
    reading: Reading,
    types: Sequence[ResourceType],
    closely: Sequence[Wanted] = (),
    state: State | None = None,
) -> Reading:
    """A reading of which the lists of `types` were read to their end, again or for once, and `closely` by id.

    What is recorded and not listed is asked for by id where that was not done yet. ApiError when they
    cannot be.
    """
    lists = {type_: read_list(reader, type_) for type_ in types}
    missing = _missing({t: one for t, one in lists.items() if t.collection not in reading.live}, state)
    live = {t.collection: {**reading.live.get(t.collection, {}), **one.objects} for t, one in lists.items()}
    looked, late = {**reading.looked, **_ask(reader, closely)}, _ask(reader, missing)
    return replace(
        reading,
        live=_together({**reading.live, **live}, {}, {**late, **looked}),
        looked=looked,
        requests=reading.requests + sum(one.requests for one in lists.values()) + len(closely) + len(missing),
        listed_at={**reading.listed_at, **{t.collection: one.left for t, one in lists.items()}},
        partly=reading.partly - live.keys(),
    )


@dataclass(frozen=True, slots=True)
class One:
    """One live object, and the organization that it names, if it does."""

    live: Live
    organization_id: str | None


def read_one(
    reader: Reader, type_: ResourceType, id: str, state: State | None, organization: str | None
) -> One:
    """The live object that a person names by its id; `organization` as for `read`.

    Raises ApiError, InvalidInput when there is none, and Refused when it is built in or of another
    organization.
    """
    segment(id)
    try:
        body = reader.get(type_.calls.item(id)).body
    except Problem as problem:
        if problem.status != 404:
            raise
        raise InvalidInput.of(
            "no-such-object",
            f"no live object of {type_.collection} has the id {id}",
            f"Look the id up in the dashboard of the account that {reader.key_from} belongs to.",
        ) from None
    live = single(type_, body, id)
    if live is None:
        raise Refused.of("built-in", f"{id} is built into RawUGC, and never managed", "Name one of your own.")
    if (whole := type_.spelling.whole(live)) != id:
        summary = f"{id} is a version of {whole}, and no object of its own"
        raise Refused.of("is-a-version", summary, f"Name {whole}.")
    found = organization_of(type_, body, id)
    _check_organization(reader, found, state, organization)
    return One(live, found)


def _known(type_: ResourceType, state: State | None, named: Iterable[Wanted]) -> frozenset[str]:
    """The ids by which the objects of a collection are known before anything is read."""
    recorded = (id for collection, id in _recorded(state) if collection == type_.collection)
    return frozenset([*recorded, *(id for one, id in named if one is type_)])


def _missing(shown: Mapping[ResourceType, Listed], state: State | None) -> list[Wanted]:
    """Recorded ids that their list does not show."""
    lists = {type_.collection: (type_, one.objects) for type_, one in shown.items()}
    return [
        (lists[collection][0], id)
        for collection, id in _recorded(state)
        if collection in lists and id not in lists[collection][1]
    ]


def _recorded(state: State | None) -> Iterator[tuple[str, str]]:
    """Collection and id of all that is recorded, deposed ones included; not of what we have deleted."""
    for address, record in sorted(state.records.items()) if state else ():
        for id in (*(() if _deleted(record) else (record.id,)), *record.deposed):
            yield address.collection, id


def _deleted(record: Record) -> bool:
    """Whether its object was deleted for a new one that is not there yet."""
    return record.replacing is not None and record.replacing.deleted


def _together(
    standing: Standing, shown: Mapping[ResourceType, Listed], late: Mapping[Wanted, Live | None]
) -> dict[str, Mapping[str, Live]]:
    """All that is known to be live: as recorded, over that as listed, and over that as it is by its id."""
    live: dict[str, dict[str, Live]] = {type_.collection: {} for type_ in shown}
    for collection, objects in standing.items():
        live.setdefault(collection, {}).update(objects)
    for type_, one in shown.items():
        live[type_.collection].update(one.objects)
    for (type_, id), found in late.items():
        if found is not None:
            live.setdefault(type_.collection, {})[id] = found
    return dict(live)


def _ask(reader: Reader, wanted: Sequence[Wanted]) -> dict[Wanted, Live | None]:
    """Each object by its id; None for one that is gone."""
    answers = reader.get_all([(type_.calls.item(id), {}) for type_, id in wanted], _MAY_BE_GONE)
    return {pair: _found(pair, answer) for pair, answer in zip(wanted, answers, strict=True)}


def _found(wanted: Wanted, answer: Answer | ApiError) -> Live | None:
    if isinstance(answer, Problem) and answer.status == 404:
        return None
    type_, id = wanted
    live = single(type_, answered(answer).body, id)
    return live if live and type_.spelling.whole(live) == id else None


def _check_organization(
    reader: Reader, found: str | None, state: State | None, organization: str | None
) -> None:
    recorded = state.organization_id if state else None
    for expected, where in ((organization, "rawugc.yaml"), (recorded, "the state")):
        if found and expected and found != expected:
            raise Refused.of(
                "wrong-organization",
                f"the key belongs to the organization {found}, and {where} names {expected}",
                f"Use a key of the right organization ({reader.key_from}), or another workspace.",
            )


def _check_key(
    reader: Reader,
    asked: Mapping[Wanted, Live | None],
    lists: Mapping[ResourceType, Listed],
    state: State | None,
) -> None:
    """Two and more recorded objects of which none is live: that is the wrong key, not a clean-up.

    Where no list shows one, two are asked for by id; asking for all could take minutes.
    """
    names = {type_.collection for type_ in lists}
    records = state.records.items() if state else ()
    recorded = [r for a, r in records if a.collection in names and not _deleted(r)]
    shown = {id for one in lists.values() for id in one.objects}
    if len(recorded) < 2 or any(record.id in shown for record in recorded):
        return
    if all(live is None for live in asked.values()):
        raise Refused.of(
            "wrong-key",
            f"none of the {len(recorded)} recorded objects is listed: this looks like another account's key",
            f"Check {reader.key_from}. If all of them really were deleted, begin with a new state: move "
            "this one away, and take posts that must not be created again out of the manifests first.",
        )
