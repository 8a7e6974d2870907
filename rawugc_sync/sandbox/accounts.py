"""Social accounts: listed, synced and disconnected, never created through the API."""

from __future__ import annotations

from rawugc_sync.sandbox import forms
from rawugc_sync.sandbox.exchange import Response, answer
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context
from rawugc_sync.sandbox.views import with_nulls

PATH = "/social/accounts"
_FIELDS = ("platform", "username", "displayName", "profilePicture", "isActive")


def list_accounts(context: Context) -> Response:
    """`{accounts: […], count}`, the inactive ones too."""
    accounts = [
        with_nulls({"accountId": known, **{name: fields.get(name) for name in _FIELDS}}, context.options)
        for known, fields in context.store.objects("accounts").items()
    ]
    return answer(200, {"accounts": accounts, "count": len(accounts)})


def sync(context: Context) -> Response:
    """Says that it synced: there is no scheduling provider behind a sandbox."""
    forms.form(context.request.body or b"{}", ())
    return answer(200, {"success": True})


def disconnect(context: Context) -> Response:
    """Remove an account, or 404."""
    if context.store.find("accounts", context.object_id) is None:
        raise Problem(404, f"There is no account {context.object_id}.")
    context.store.remove("accounts", context.object_id)
    return answer(200, {"success": True})
