"""Social accounts: listed, synced with the scheduling provider, and disconnected."""

from __future__ import annotations

from collections.abc import Callable

from rawugc_sync.api.client import Reader, Writer
from rawugc_sync.api.paths import segment
from rawugc_sync.direct import checked
from rawugc_sync.direct.whole import Object, entries, whole
from rawugc_sync.reading.lookups import look_up
from rawugc_sync.resources.accounts import Account, canonical_handle
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.words.errors import BadAnswer, InvalidInput
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.planned import Call


def listed(reader: Reader) -> Object:
    """`accounts` and `count`, as they came; those that are not active as well."""
    body = reader.get(ACCOUNTS.path).body
    entries(ACCOUNTS.path, body, ACCOUNTS.array)
    return whole(ACCOUNTS.path, body)


def sync(writer: Writer) -> Object:
    """Have RawUGC take the accounts over from its scheduling provider; twice does no more than once."""
    return _done(writer, Call(method="POST", path=ACCOUNTS.path, body={}))


def find(reader: Reader, name: str) -> Account:
    """The one account with this id or handle; InvalidInput when there is none, or several."""
    name = _named(name)
    directory = look_up(reader, ACCOUNTS)
    found = directory.named(name)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(account.id for account in found)
        raise InvalidInput.of(
            "ambiguous", f"several accounts are called {name}", f"Pass one of the ids {ids}."
        )
    known = [word for account in directory.accounts for word in (account.handle, account.id)]
    hint = did_you_mean(name, known, "rawugc-sync accounts list shows them all.")
    raise InvalidInput.of("unknown-account", f"no connected account is called {name}", hint)


def _named(name: str) -> str:
    if "/" not in name:
        return checked.id(name, "an account")
    try:
        return canonical_handle(name)
    except ValueError:
        raise InvalidInput.of(
            "bad-handle", f"{name[:60]!r} is no handle", "Write platform/username."
        ) from None


def disconnect(writer: Writer, account: Account, ready: Callable[[], None]) -> Object:
    """Take an account away from RawUGC, once `ready` lets it. One that is gone already is done."""
    path = f"{ACCOUNTS.path}/{segment(account.id)}"
    call = Call(method="DELETE", path=path, missing_is_done=True, removes=account.id)
    return _done(writer, call, ready)


def _done(writer: Writer, call: Call, ready: Callable[[], None] | None = None) -> Object:
    """What was answered, `{success: true}` where that was nothing; BadAnswer for a success that is none."""
    body = writer.send(call, ready).body
    answer = {"success": True} if body is None else whole(call.path, body)
    if answer.get("success") is False:
        raise BadAnswer.of("not-done", f"RawUGC says that {call.method} {call.path} did not succeed")
    return answer
