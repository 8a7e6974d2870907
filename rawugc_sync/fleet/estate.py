"""What a fleet has to run: the workspaces of a repository at the commit of its branch."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.fleet.config import Fleet, Repository
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.mirror import Law, Mirror
from rawugc_sync.fleet.reconcile import Task, Wish
from rawugc_sync.fleet.signing_in import signed_in
from rawugc_sync.repository.homes import all_workspaces
from rawugc_sync.workspace.members import Broken, members_of
from rawugc_sync.workspace.members import Member as Found


@dataclass(frozen=True, slots=True)
class Place:
    """A repository and its mirror; `home` is the checkout that it is itself, where it is one here."""

    repository: Repository
    mirror: Mirror
    variables: Mapping[str, str]
    home: Path | None = None


@dataclass(frozen=True, slots=True)
class Estate:
    """The members at one commit, in a checkout of it, and the workspaces that cannot be read.

    `kept`: each member's state, with its URL and the name that it has there. `content`: what each is made
    of, told by ids of git, and `include` where it reads beside its own folder.
    """

    place: Place
    commit: str
    checkout: Path
    kept: Mapping[Member, tuple[str, str]]
    content: Mapping[Member, str]
    include: Mapping[str, Sequence[str]]
    broken: Sequence[Broken]
    law: Law

    @property
    def members(self) -> list[Member]:
        return list(self.kept)

    def task(self, member: Member, wish: Wish) -> Task:
        """What to run for a member of it."""
        return Task(member, wish, self.commit, self.checkout, self.place.home)


def places(fleet: Fleet, folder: Path, scratch: Path, variables: Mapping[str, str]) -> list[Place]:
    """The repositories of a fleet whose fleet.yaml lies in `folder`, with their mirrors in `scratch`.

    InvalidInput where git cannot sign in.
    """
    return [
        _place(one, folder, scratch / str(number), variables) for number, one in enumerate(fleet.repositories)
    ]


def _place(repository: Repository, folder: Path, scratch: Path, variables: Mapping[str, str]) -> Place:
    url, here = repository.url, None
    if _is_path(url):
        here = (folder / url).resolve()
        url = str(here)
    entitled = signed_in(repository, variables)
    home = here if here and (here / ".git").exists() else None
    return Place(repository, Mirror(url, scratch, entitled), entitled, home)


def _is_path(url: str) -> bool:
    """As git has it: a colon before the first slash is a host's."""
    return "://" not in url and ":" not in url.partition("/")[0]


def newest(place: Place) -> Estate:
    """What there is on its branch now. ForgeError where git fails."""
    place.mirror.fetch()
    return estate_of(place, place.mirror.tip(place.mirror.branch(place.repository.branch)))


def estate_of(place: Place, commit: str) -> Estate:
    """What there is at a commit that has been fetched. ForgeError where git fails."""
    checkout = place.mirror.checkout(commit)
    found, broken = members_of(checkout, all_workspaces(checkout))
    kept = dict(pair for one in found for pair in _members(place, one))
    trees = place.mirror.trees(commit)
    include = {one.path: one.config.include for one in found}
    made = {path: content_of(trees, path, include[path]) for path in include}
    content = {member: made[member.path] for member in kept}
    files = frozenset(file for one in found for file in signers(one))
    return Estate(place, commit, checkout, kept, content, include, broken, Law(commit, files))


def content_of(trees: Mapping[str, str], path: str, include: Sequence[str]) -> str:
    """What a workspace is made of in a commit: its folder, and those that it includes."""
    folders = [path, *(posixpath.normpath(f"{path}/{one}") for one in include)]
    return " ".join(trees.get(one, "-") for one in folders)


def _members(place: Place, found: Found) -> Iterator[tuple[Member, tuple[str, str]]]:
    for environment, kept in zip(found.environments or (None,), found.kept, strict=True):
        yield Member(place.repository.tenant, place.repository.url, found.path, environment), kept


def signers(found: Found) -> Iterator[str]:
    """The files of keys that the roles name, from the top."""
    for role in found.config.approvals.roles:
        if role.signers:
            yield posixpath.normpath(f"{found.path}/{role.signers}")
