"""One change as a card: what happens, what the public reads, where it shows, and whose lines it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rawugc_sync.render.deciding import deadline
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.resources.networks.captions import Cut
from rawugc_sync.review.page.approvals import Yes
from rawugc_sync.review.page.captions import accounts_of, captions_of
from rawugc_sync.review.page.fields import FieldsView, fields_of
from rawugc_sync.review.page.sayings import alerts, sentences, verb
from rawugc_sync.review.page.times import When, when
from rawugc_sync.review.page.usage import Usage, usage_of
from rawugc_sync.review.page.values import Showing
from rawugc_sync.words.names import name_of
from rawugc_sync.words.planned import Change, Managed
from rawugc_sync.words.uploads import Upload


@dataclass(frozen=True, slots=True)
class Decide:
    """Until when a change has to be decided, and a sentence that says what happens otherwise."""

    by: When
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All that a page shows of one change. Nothing in here is safe to show yet.

    `id` is unique on the page, `action` one of the words of a summary. `alerts` are pairs of a kind and a
    sentence, `facts` of a label and a value. `yeses` are the approvals that it takes. `loses_an_edit`: it
    goes over what somebody has changed in the dashboard.
    """

    id: str
    address: str
    collection: str
    action: str
    verb: str
    sentences: tuple[str, ...]
    alerts: tuple[tuple[str, str], ...]
    yeses: tuple[Yes, ...]
    decide: Decide | None
    accounts: tuple[str, ...]
    fields: FieldsView
    captions: tuple[Cut, ...]
    usage: Usage
    facts: tuple[tuple[str, str], ...]
    loses_an_edit: bool


@dataclass(frozen=True, slots=True)
class Deck:
    """What it takes to make the cards of a plan: how fields and values are shown, and all that is managed.

    `broken` says how fields break rules of the brand: address → field → sentences. `yeses` is address → the
    approvals that it takes.
    """

    kinds: KindOf
    showing: Showing
    managed: tuple[Managed, ...]
    broken: Mapping[str, Mapping[str, Sequence[str]]]
    yeses: Mapping[str, tuple[Yes, ...]]

    def card(self, change: Change, id: str) -> Card:
        """The card of a change, under an id that no other card has."""
        accounts = accounts_of(change, self.kinds)
        fields = fields_of(change, self.kinds, self.showing, self.managed)
        return Card(
            id=id,
            address=str(change.address),
            collection=change.address.collection,
            action=change.action.word,
            verb=verb(change),
            sentences=sentences(change),
            alerts=alerts(change),
            yeses=self.yeses.get(str(change.address), ()),
            decide=_decide(change, self.showing.now),
            accounts=accounts,
            fields=fields.breaking(self.broken.get(str(change.address), {})),
            captions=captions_of(change, accounts, self.kinds),
            usage=usage_of(change, self.showing.now),
            facts=tuple(_facts(change).items()),
            loses_an_edit=change.drift or any(field.loses_an_edit for field in change.fields),
        )


def _decide(change: Change, now: int) -> Decide | None:
    due = deadline(change)
    return Decide(when(due.at, None, now), due.otherwise) if due else None


def ids_of(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """An id for each: its address, with a number behind it where another one has that already."""
    seen: dict[str, int] = {}
    ids = []
    for change in changes:
        address = str(change.address)
        seen[address] = seen.get(address, 0) + 1
        ids.append(address if seen[address] == 1 else f"{address}~{seen[address]}")
    return tuple(ids)


def _facts(change: Change) -> Mapping[str, str]:
    source, known = change.source, change.importing or change.id
    uploads = [call.file for call in change.calls if call.file is not None]
    facts = {
        "In the files": f"{source.file}:{source.line}" if source else None,
        "Written by": change.written.author,
        "Commit": _commit(change),
        "Uploads": ", ".join(map(_upload, uploads)),
        "In RawUGC": known,
        "Change": name_of(change.digest),
    }
    return {label: value for label, value in facts.items() if value}


def _commit(change: Change) -> str | None:
    """Lines of somebody without a commit are not in git yet; None where nobody knows whose they are."""
    written = change.written
    return written.commit[:12] if written.commit else "not committed yet" if written.author else None


def _upload(file: Upload) -> str:
    return f"{file.path} ({file.told_size})"
