"""The TLS context for an HTTP state server."""

from __future__ import annotations

import ssl
import tempfile
from pathlib import Path

from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.api.tls import check_key_log, trusting, trusting_anew
from rawugc_sync.state.stores._http_settings import Tls
from rawugc_sync.words.errors import InvalidInput


def context_for(tls: Tls) -> ssl.SSLContext:
    """The context, maybe shared; InvalidInput names the variable that holds no certificate or no key."""
    context = _trusting(tls)
    if tls.certificate:
        _identify(context, tls)
    return context


def _trusting(tls: Tls) -> ssl.SSLContext:
    check_key_log()
    if not tls.verify:
        return httpx.create_ssl_context(verify=False)
    if not tls.authorities:
        return trusting_anew() if tls.certificate else trusting()
    try:
        return ssl.create_default_context(cadata=tls.authorities)
    except (ssl.SSLError, ValueError):
        raise _unreadable("TF_HTTP_CLIENT_CA_CERTIFICATE_PEM holds no certificate") from None


def _identify(context: ssl.SSLContext, tls: Tls) -> None:
    """`ssl` takes its own certificate from files alone."""
    with tempfile.TemporaryDirectory(prefix="rawugc-tls-") as folder:
        both = Path(folder) / "client.pem"
        both.touch(mode=0o600)
        both.write_text(f"{tls.certificate}\n{tls.key}\n", encoding="utf-8")
        try:
            context.load_cert_chain(both, password="")
        except (ssl.SSLError, ValueError):
            raise _unreadable(
                "TF_HTTP_CLIENT_CERTIFICATE_PEM and TF_HTTP_CLIENT_PRIVATE_KEY_PEM are no certificate "
                "and its key"
            ) from None


def _unreadable(summary: str) -> InvalidInput:
    return InvalidInput.of("state-url", summary, "It takes the text of a PEM file, without a password.")
