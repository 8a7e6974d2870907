"""Social accounts: handles such as `tiktok/glowlab` ↔ the account ids that the API takes.

Source: `GET /social/accounts` of the API page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

ARRAY = "accounts"


class UnknownAccount(Exception):
    """A handle or id that no usable account has; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """One connected account; `active` is false when it must be connected again."""

    id: str
    platform: str
    username: str
    active: bool = True

    @property
    def handle(self) -> str:
        return f"{self.platform}/{self.username}"

    @property
    def is_writable(self) -> bool:
        """Whether a manifest that names its handle means it; a name may be empty, or odd."""
        try:
            return canonical_handle(self.handle) == self.handle
        except ValueError:
            return False


def _account(entry: Mapping[str, Any]) -> Account:
    active = entry.get("isActive") is not False
    return Account(entry["accountId"], entry["platform"].lower(), _bare(entry["username"]), active)


def canonical_handle(text: str) -> str:
    """`TikTok/@GlowLab` → `tiktok/GlowLab`; ValueError unless it is `platform/username`."""
    platform, slash, username = text.strip().partition("/")
    username = _bare(username)
    if not (platform and slash and username) or "/" in username or " " in username:
        raise ValueError(text)
    return f"{platform.lower()}/{username}"


def _bare(username: str) -> str:
    """Some write `@glowlab`, in manifests and in answers."""
    return username.removeprefix("@")


def platforms_of(handles: Iterable[str]) -> frozenset[str]:
    """The platforms that handles name."""
    return frozenset(handle.partition("/")[0] for handle in handles)


class Directory:
    """The accounts of an organization, looked up by handle or id.

    With `strict`, those that are not active cannot be used. Else what names one is sent, and fails alone.
    """

    def __init__(self, accounts: Iterable[Account], *, strict: bool = True) -> None:
        self.accounts = tuple(accounts)
        self._strict = strict
        self._by_id = {account.id: account for account in self.accounts}

    @classmethod
    def read(cls, answer: Any) -> Directory:
        """From the answer of `GET /social/accounts`; entries without id or handle are passed over.

        ValueError when it holds no list of accounts.
        """
        entries = answer.get(ARRAY) if isinstance(answer, Mapping) else None
        if not isinstance(entries, list):
            raise ValueError(f"has no list called {ARRAY}")  # noqa: TRY004
        return cls(
            _account(e)
            for e in entries
            if isinstance(e, Mapping)
            and all(isinstance(e.get(name), str) for name in ("accountId", "platform", "username"))
        )

    def at_risk(self) -> Directory:
        """The same accounts for what loses nothing when it fails."""
        return Directory(self.accounts, strict=False)

    def for_sure(self) -> Directory:
        """The same accounts for what has to succeed."""
        return Directory(self.accounts)

    def named(self, name: str) -> list[Account]:
        """The accounts that a handle or an id names, active or not."""
        if name in self._by_id:
            return [self._by_id[name]]
        return [a for a in self.accounts if a.handle.casefold() == name.casefold()]

    def ids(self, handles: Sequence[str]) -> list[str]:
        """The account ids of handles, in order; UnknownAccount tells of all that have none."""
        return [account.id for account in self._all(self._find, handles)]

    def platforms(self, ids: Iterable[str]) -> frozenset[str]:
        """The platforms of account ids; UnknownAccount tells of all that are not connected."""
        return frozenset(account.platform for account in self._all(self._get, ids))

    def only(self, platforms: Iterable[str]) -> list[Account]:
        """The one account on each platform; UnknownAccount where there is none, or another.

        One that is not active counts, too: it may be where a post went.
        """
        on = {name: [a for a in self.accounts if a.platform == name] for name in sorted(platforms)}
        for name, found in on.items():
            if len(found) != 1:
                names = f"{len(found)} accounts are" if found else "no account is"
                raise UnknownAccount(f"{names} connected on {name}, so it cannot be told which one was meant")
        return [account for found in on.values() for account in found]

    def past_ids(self, handles: Iterable[str]) -> list[str]:
        """The account ids of handles that were right once; one that no account has stands for itself."""
        known = {account.handle.casefold(): account.id for account in self.accounts}
        return [known.get(handle.casefold(), handle) for handle in handles]

    def handles(self, ids: Iterable[str]) -> list[str]:
        """The handles of account ids; an id that is no longer connected stands for itself."""
        return [self._by_id[id].handle if id in self._by_id else id for id in ids]

    def _all(self, find: Callable[[str], Account], names: Iterable[str]) -> list[Account]:
        found, wrong = [], []
        for name in names:
            try:
                found.append(self._usable(find(name)))
            except UnknownAccount as unknown:
                wrong.append(str(unknown))
        if wrong:
            raise UnknownAccount("; ".join(wrong))
        return found

    def _find(self, handle: str) -> Account:
        found = [a for a in self.accounts if a.handle.casefold() == handle.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownAccount(f"several accounts are called {handle}: write accountIds instead")
        raise UnknownAccount(f"no connected account is called {handle}{self._hint(handle)}")

    def _get(self, id: str) -> Account:
        if id not in self._by_id:
            raise UnknownAccount(f"no connected account has the id {id}{self._hint(id)}")
        return self._by_id[id]

    def _usable(self, account: Account) -> Account:
        if self._strict and not account.active:
            raise UnknownAccount(
                f"the account {account.handle} is not active: connect it again in the RawUGC dashboard"
            )
        return account

    def _hint(self, wanted: str) -> str:
        names = [a.handle for a in self.accounts if a.active]
        near = get_close_matches(wanted, names, n=1)
        if near:
            return f"; did you mean {near[0]}?"
        if not names:
            return "; connect one in the RawUGC dashboard"
        return f"; connected are {', '.join(sorted(names))}"
