"""Reads what a plan needs: one list for each collection in use, and missing recorded ids by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import Reader
from rawugc_sync.api.paths import segment
from rawugc_sync.reading.answers import Listed, listed, organization_of, single
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError, InvalidInput, Problem, Refused
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record, State


@dataclass(frozen=True, slots=True)
class Reading:
    """Collection → id → object; the organization if a list showed one; how many requests it takes.

    `hidden` are the collections that the key may not read.
    `since` is when the first list was asked for, in Unix seconds by the server's clock: what is made
    later cannot be missed in any of them. `listed_at` is when each list was, by the client's monotonic clock.
    """

    live: Mapping[str, Mapping[str, Live]]
    organization_id: str | None
    requests: int
    since: float
    listed_at: Mapping[str, float]
    hidden: tuple[str, ...] = ()


_MAY_BE_HIDDEN = (HTTPStatus.FORBIDDEN,)
_MAY_BE_GONE = (HTTPStatus.NOT_FOUND,)

Wanted = tuple[ResourceType, str]
"""One object: its type and its id."""


def read(
    reader: Reader,
    types: Sequence[ResourceType],
    state: State | None,
    organization: str | None,
    named: Sequence[Wanted] = (),
    others: Sequence[ResourceType] = (),
) -> Reading:
    """The live side of `types`, and of the `others` that the key may read.

    `organization` is the one that the configuration insists on. `named` are further objects that are
    asked for by id where their list does not show them. Raises ApiError, and Refused when the key
    belongs to another organization.
    """
    began = reader.monotonic()
    wanted = [*types, *others]
    answers = reader.get_all([(t.calls.path, t.calls.query) for t in wanted], () if types else _MAY_BE_HIDDEN)
    hidden = [t for t, answer in zip(wanted, answers, strict=True) if t in others and is_forbidden(answer)]
    shown = [(t, _answer(answer)) for t, answer in zip(wanted, answers, strict=True) if t not in hidden]
    types = [type_ for type_, _ in shown]
    lists = [listed(type_, answer.body) for type_, answer in shown]
    found = next((one.organization_id for one in lists if one.organization_id), None)
    _check_organization(reader, found, state, organization)
    missing = _missing(types, lists, state)
    late = _ask(reader, missing[:2])
    if found is None or state is None or found != state.organization_id:
        _check_key(reader, late, lists, state, types)
    listed_ids = {(type_, id) for type_, one in zip(types, lists, strict=True) for id in one.objects}
    more = [one for one in dict.fromkeys(named) if one not in listed_ids and one not in missing]
    late |= _ask(reader, [*missing[2:], *more])
    live = {type_.collection: dict(one.objects) for type_, one in zip(types, lists, strict=True)}
    for (type_, id), found_live in late.items():
        if found_live is not None:
            live[type_.collection][id] = found_live
    since = reader.server_time() - (reader.monotonic() - began)
    asked_for = len(wanted) + len(missing) + len(more)
    listed_at = {type_.collection: answer.left for type_, answer in shown}
    return Reading(live, found, asked_for, since, listed_at, tuple(type_.collection for type_ in hidden))


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
            f"Look the id up in the dashboard of the account that {reader.key_variable} belongs to.",
        ) from None
    live = single(type_, body, id)
    if live is None:
        raise Refused.of("built-in", f"{id} is built into RawUGC, and never managed", "Name one of your own.")
    found = organization_of(type_, body, id)
    _check_organization(reader, found, state, organization)
    return One(live, found)


def is_forbidden(answer: Answer | ApiError) -> bool:
    """Whether the key lacks the scope for what was asked."""
    return isinstance(answer, Problem) and answer.status == HTTPStatus.FORBIDDEN


def _answer(answer: Answer | ApiError) -> Answer:
    if isinstance(answer, ApiError):
        raise answer
    return answer


def _missing(types: Iterable[ResourceType], lists: Iterable[Listed], state: State | None) -> list[Wanted]:
    """Recorded ids, deposed ones included, that their list does not show; not what we have deleted."""
    if state is None:
        return []
    shown = {type_.collection: (type_, one.objects) for type_, one in zip(types, lists, strict=True)}
    return [
        (shown[address.collection][0], id)
        for address, record in sorted(state.records.items())
        if address.collection in shown
        for id in (*(() if _deleted(record) else (record.id,)), *record.deposed)
        if id not in shown[address.collection][1]
    ]


def _deleted(record: Record) -> bool:
    """Whether its object was deleted for a new one that is not there yet."""
    return record.replacing is not None and record.replacing.deleted


def _ask(reader: Reader, wanted: Sequence[Wanted]) -> dict[Wanted, Live | None]:
    """Each object by its id; None for one that is gone."""
    answers = reader.get_all([(type_.calls.item(id), {}) for type_, id in wanted], _MAY_BE_GONE)
    return {pair: _found(pair, answer) for pair, answer in zip(wanted, answers, strict=True)}


def _found(wanted: Wanted, answer: Answer | ApiError) -> Live | None:
    if isinstance(answer, Problem) and answer.status == 404:
        return None
    type_, id = wanted
    return single(type_, _answer(answer).body, id)


def _check_organization(
    reader: Reader, found: str | None, state: State | None, organization: str | None
) -> None:
    recorded = state.organization_id if state else None
    for expected, where in ((organization, "rawugc.yaml"), (recorded, "the state")):
        if found and expected and found != expected:
            raise Refused.of(
                "wrong-organization",
                f"the key belongs to the organization {found}, and {where} names {expected}",
                f"Use the key of the right organization in {reader.key_variable}, or another workspace.",
            )


def _check_key(
    reader: Reader,
    asked: Mapping[Wanted, Live | None],
    lists: Sequence[Listed],
    state: State | None,
    types: Sequence[ResourceType],
) -> None:
    """Two and more recorded objects of which none is live: that is the wrong key, not a clean-up.

    Where no list shows one, two are asked for by id; asking for all could take minutes.
    """
    names = {type_.collection for type_ in types}
    records = state.records.items() if state else ()
    recorded = [r for a, r in records if a.collection in names and not _deleted(r)]
    shown = {id for one in lists for id in one.objects}
    if len(recorded) < 2 or any(record.id in shown for record in recorded):
        return
    if all(live is None for live in asked.values()):
        raise Refused.of(
            "wrong-key",
            f"none of the {len(recorded)} recorded objects is listed: this looks like another account's key",
            f"Check {reader.key_variable}. If all of them really were deleted, begin with a new state: move "
            "this one away, and take posts that must not be created again out of the manifests first.",
        )
