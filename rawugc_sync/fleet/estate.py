"""What a fleet has to run: the workspaces of a repository at the commit of its branch."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.fleet.addresses import here
from rawugc_sync.fleet.config import Repository
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.mirror import Mirror
from rawugc_sync.fleet.signing_in import signed_in
from rawugc_sync.manifest.below import look_below
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import ForgeError
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
    """The members at one commit, and the workspaces that cannot be read.

    `kept`: each member's state, with its URL and the name that it has there. `content`: what each is made
    of, told by ids of git, and `include` where it reads beside its own folder.
    """

    place: Place
    commit: str
    kept: Mapping[Member, tuple[str, str]]
    content: Mapping[Member, str]
    include: Mapping[str, Sequence[str]]
    broken: Sequence[Broken]

    @property
    def members(self) -> list[Member]:
        return list(self.kept)


def place_of(repository: Repository, folder: Path, scratch: Path, variables: Mapping[str, str]) -> Place:
    """A repository of a fleet whose fleet.yaml lies in `folder`, with its mirror below `scratch`.

    InvalidInput where git cannot sign in.
    """
    path = here(repository.url, folder)
    entitled = signed_in(repository, variables)
    name = hashlib.sha256(repository.url.encode()).hexdigest()[:16]
    mirror = Mirror(repository.url if path is None else str(path), scratch / name, entitled)
    home = path if path and (path / ".git").exists() else None
    return Place(repository, mirror, entitled, home)


def newest(place: Place) -> Estate:
    """What there is on its branch now. ForgeError where git fails."""
    place.mirror.fetch()
    return estate_of(place, place.mirror.tip(place.mirror.branch(place.repository.branch)))


def estate_of(place: Place, commit: str) -> Estate:
    """What there is at a commit that has been fetched. ForgeError where git fails."""
    with place.mirror.checkout(commit) as checkout:
        found, broken = _found(checkout)
    kept = dict(pair for one in found for pair in _members(place, one))
    trees = place.mirror.trees(commit)
    include = {one.path: one.config.include for one in found}
    made = {path: content_of(trees, path, include[path]) for path in include}
    content = {member: made[member.path] for member in kept}
    return Estate(place, commit, kept, content, include, broken)


def _found(checkout: Path) -> tuple[list[Found], list[Broken]]:
    below = look_below(checkout)
    if below.missed:
        raise ForgeError.of("fleet-git", f"not all of it can be read: {'; '.join(below.missed)}")
    paths = below.workspaces or ["."]
    unfit = [path for path in paths if not path.isprintable()]
    found, broken = members_of(checkout, [path for path in paths if path not in unfit])
    return found, [*broken, *(Broken(ascii(path)[1:-1], (_unfit(),)) for path in unfit)]


def _unfit() -> Diagnostic:
    detail = "Rename the folder: this name goes into a database, and to people."
    return error("fleet-path", "the path of the workspace is no plain text", detail)


def content_of(trees: Mapping[str, str], path: str, include: Sequence[str]) -> str:
    """What a workspace is made of in a commit: its folder, and those that it includes."""
    folders = [path, *(posixpath.normpath(f"{path}/{one}") for one in include)]
    return " ".join(trees.get(one, "-") for one in folders)


def _members(place: Place, found: Found) -> Iterator[tuple[Member, tuple[str, str]]]:
    for environment, kept in zip(found.environments or (None,), found.kept, strict=True):
        yield Member(place.repository.tenant, place.repository.url, found.path, environment), kept


def deciding(found: Found) -> Iterator[str]:
    """The files beside `rawugc.yaml` that decide something, from the top: keys of roles, and states."""
    for role in found.config.approvals.roles:
        if role.signers:
            yield posixpath.normpath(f"{found.path}/{role.signers}")
    yield from found.states
