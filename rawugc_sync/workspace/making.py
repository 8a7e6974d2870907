"""Which run makes a plan: when, from which commit by whom, and where a person finds what is planned."""

from __future__ import annotations

from rawugc_sync.git.checkout import checkout_of, git, top_of
from rawugc_sync.words.provenance import Made
from rawugc_sync.words.pull_request import PullRequest, pull_request
from rawugc_sync.workspace.workspace import Workspace


def making(workspace: Workspace, at: int) -> Made:
    """The run that makes a plan now, which is `at` (Unix ms)."""
    proposed = pull_request(workspace.around.variables)
    commit = _commit(workspace, proposed)
    return Made(at=at, author=_author(workspace, commit), commit=commit, link=proposed.link)


def _commit(workspace: Workspace, proposed: PullRequest) -> str | None:
    """What the pull request proposes, rather than the merge that CI has made of it."""
    checkout = checkout_of(workspace.root, workspace.around.variables)
    if checkout is None:
        return None
    if proposed.head:
        return proposed.head
    parents = _parents(workspace, checkout.commit) if proposed.is_merge else []
    return parents[1] if len(parents) == 2 else checkout.commit


def _parents(workspace: Workspace, commit: str) -> list[str]:
    """As the commit itself names them: a shallow clone does not have them."""
    said = git(top_of(workspace.root), workspace.around.variables, "cat-file", "commit", commit) or ""
    head = said.partition("\n\n")[0].split("\n")
    return [line.removeprefix("parent ") for line in head if line.startswith("parent ")]


def _author(workspace: Workspace, commit: str | None) -> str | None:
    """None as well where a shallow clone does not have the commit."""
    form = ("log", "-1", "--no-show-signature", "--format=%aN <%aE>", "--end-of-options")
    if commit is None:
        return None
    return git(top_of(workspace.root), workspace.around.variables, *form, commit) or None
