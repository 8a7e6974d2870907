"""What a plan can do with a resource: each action once, with its words for programs and for people."""

from __future__ import annotations

from enum import Enum


class Action(Enum):
    """What a plan does with one resource: its whole description, and all that is said of it.

    `counts` is what a summary counts it as, of the seven words that are in one; the first is its `word`.
    `terraform` are Terraform's actions in the order in which they happen. `symbol` and `sentence` are for a
    plan, with `{address}` and `{previous}` for names; `doing` is for a run that is at it. `reason` is given
    for it where another has the same words.
    """

    CREATE = (("create",), ("create",), "+", "{address} will be created", "creating")
    CREATE_ANEW = (
        ("create", "forget"),
        ("forget", "create"),
        "+",
        "{address} will be created anew, and the old one forgotten",
        "creating",
    )
    UPDATE = (("update",), ("update",), "~", "{address} will be updated in-place", "updating")
    CREATE_THEN_DELETE = (
        ("replace",),
        ("create", "delete"),
        "+/-",
        "{address} must be replaced",
        "replacing",
    )
    DELETE_THEN_CREATE = (
        ("replace",),
        ("delete", "create"),
        "-/+",
        "{address} must be replaced",
        "replacing",
    )
    CREATE_THEN_FORGET = (
        ("replace",),
        ("create", "forget"),
        "+/.",
        "{address} must be replaced, and the old one forgotten, not destroyed",
        "replacing",
    )
    DELETE = (("delete",), ("delete",), "-", "{address} will be destroyed", "deleting")
    CLEAN_UP = (("delete",), ("delete",), "-", "{address} will be destroyed", "deleting", "deposed")
    ADOPT = (("adopt",), ("no-op",), "→", "{address} will be adopted", "adopting")
    ADOPT_AND_UPDATE = (
        ("adopt", "update"),
        ("update",),
        "→",
        "{address} will be adopted and updated in-place",
        "adopting",
    )
    UPDATE_AND_FORGET = (
        ("update", "forget"),
        ("update", "forget"),
        "~/.",
        "{address} will be updated in-place and then forgotten, not destroyed",
        "updating",
    )
    FORGET = (("forget",), ("forget",), ".", "{address} will be forgotten, not destroyed", "forgetting")
    MOVE = (("no-op",), ("no-op",), " ", "{previous} has moved to {address}", "keeping")
    AWAIT = (("no-op",), ("no-op",), " ", "{address} is waited for", "waiting for", "pending")

    def __init__(
        self,
        counts: tuple[str, ...],
        terraform: tuple[str, ...],
        symbol: str,
        sentence: str,
        doing: str,
        reason: str | None = None,
    ) -> None:
        self.counts = counts
        self.terraform = terraform
        self.symbol = symbol
        self.sentence = sentence
        self.doing = doing
        self.reason = reason

    def __str__(self) -> str:
        return self.word

    @property
    def word(self) -> str:
        """The one of seven words that events and results have for it."""
        return self.counts[0]

    @property
    def creates(self) -> bool:
        """Whether there is a new object afterwards."""
        return "create" in self.terraform

    @property
    def updates(self) -> bool:
        """Whether a live object is changed."""
        return "update" in self.terraform

    @property
    def deletes(self) -> bool:
        """Whether an object is gone afterwards."""
        return "delete" in self.terraform

    @property
    def forgets(self) -> bool:
        """Whether a live object is no longer known afterwards."""
        return "forget" in self.terraform

    @property
    def replaces(self) -> bool:
        """Whether a new object takes the place of a live one that was well."""
        return self.word == "replace"

    @property
    def adopts(self) -> bool:
        """Whether a live object that had none gets a record."""
        return self.word == "adopt"

    @property
    def leaves(self) -> bool:
        """Whether the resource has left the manifests, and is not in the state afterwards."""
        return self in (Action.DELETE, Action.FORGET)


COUNTED = ("create", "update", "replace", "delete", "adopt", "forget", "no-op")
"""The words of a summary, in its order."""
