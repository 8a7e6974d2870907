"""Where each yes stands that a plan takes, by the policy that counts and the book of the workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rawugc_sync.approving.asking import Asking, asked_of_policy, asked_of_waiver, begun_in
from rawugc_sync.approving.book import Book
from rawugc_sync.approving.document import load
from rawugc_sync.approving.standing import Hearing, Signed
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.reconciling.policy import InForce, Policy, in_force
from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.signing.verify import Unverified, verify
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import Approval, Asked, Entry, Kept, Role
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.documents import APPROVALS
from rawugc_sync.words.people import People
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.authors import Authors, policy_authors
from rawugc_sync.workspace.workspace import Workspace


def with_approvals(
    plan: Plan,
    workspace: Workspace,
    manifests: Manifests,
    state: State | None,
    policy: Policy,
    authors: Authors,
) -> Plan:
    """The plan with where each yes stands that it takes, what becomes of the policy included."""
    asked = list(_asked(plan, workspace, manifests, policy, state, authors))
    return replace(plan, approvals=_heard(asked, workspace, state, policy))


def heard_now(workspace: Workspace, plan: Plan) -> tuple[Approval, ...]:
    """Where each yes stands now that a plan took when it was made; no API is asked."""
    state = workspace.keeper.read()
    return _heard([one.asked for one in plan.approvals], workspace, state, in_force(workspace, state))


def book_of(workspace: Workspace, policy: InForce) -> Book:
    """All that was said in a workspace. StateError where it cannot be read."""
    kept = workspace.document(APPROVALS, policy.law.roles.address)
    return book_in(workspace, kept.place, kept.read())


def book_in(workspace: Workspace, place: str, data: bytes | None) -> Book:
    """The book of a workspace from its document."""
    return load(data, place, whose_are(workspace))


def kept_in(workspace: Workspace, policy: InForce) -> list[Kept]:
    """All that was said in a workspace, in all environments, with what has become of it by the policy."""
    book = book_of(workspace, policy)
    return list(_hearing(book, workspace, policy, {}).kept(book.entries))


def unsigned(book: Book, policy: InForce) -> Signed:
    """Says why the signature of an entry does not count, by the keys of the policy that does."""
    people, known = People(policy.law.roles.people), dict[tuple[str, str], str]()

    def objection(entry: Entry, role: Role) -> str:
        if role.signers is None:
            return ""
        if entry.signature is None:
            return "it is not signed"
        key = (entry.id, role.signers)
        if key not in known:
            text = policy.law.signers.get(role.signers, "")
            listed = (one for one in role.by if people.same(one, entry.by))
            names = list(dict.fromkeys([*people.names_of(entry.by), *listed]))
            found = verify(book.payload(entry), entry.signature, names, text, entry.at)
            known[key] = str(found) if isinstance(found, Unverified) else ""
        return known[key]

    return objection


def _heard(
    asked: Sequence[Asked], workspace: Workspace, state: State | None, policy: InForce
) -> tuple[Approval, ...]:
    served = {str(address): at for address, at in state.served.items()} if state else {}
    return _hearing(book_of(workspace, policy), workspace, policy, served).heard(asked)


def _hearing(book: Book, workspace: Workspace, policy: InForce, served: Mapping[str, int]) -> Hearing:
    return Hearing(
        roles=policy.law.roles,
        entries=book.genuine,
        environment=workspace.environment,
        now=workspace.now,
        signed=unsigned(book, policy),
        served=served,
    )


def _asked(
    plan: Plan,
    workspace: Workspace,
    manifests: Manifests,
    policy: Policy,
    state: State | None,
    authors: Authors,
) -> Iterator[Asked]:
    roles, desired = policy.law.roles.roles, manifests.desired

    def permits(address: Address) -> frozenset[str]:
        return desired[address].permits if address in desired else frozenset()

    asking = Asking(
        roles=roles,
        types=workspace.types,
        permits=permits,
        authors=authors.of,
        begun=begun_in(state),
        former=_former(plan.moves.made),
    )
    yield from asking.of(plan.changes)
    mine = {one.address for one in plan.changes}
    for waiver in (one for one in policy.waived if policy.is_whole or one.address in mine):
        hands = authors.of_line(waiver.source)
        yield from asked_of_waiver(roles, waiver, hands, (str(waiver.address),))
    if policy.change is not None:
        files = {*policy.law.signers, *(one.source.file for one in manifests.rules if one.source)}
        hands = policy_authors(workspace, state.settled if state else None, sorted(files))
        yield from asked_of_policy(policy.deciding, policy.change, hands)


def _former(made: Iterable[Renaming]) -> dict[Address, Address]:
    """Address → what it was before a rename; where two have changed places, each is its own."""
    old = {new: before for before, new in made}
    return {new: before for new, before in old.items() if old.get(before) != new}
