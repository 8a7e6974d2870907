"""Which certificates are trusted, once a process, and what the environment says of TLS, right or wrong."""

from __future__ import annotations

import os
import re
import ssl
import threading
from pathlib import Path

from rawugc_sync.api.lean_httpx import httpx
from rawugc_sync.words.errors import InvalidInput

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
_shared: dict[tuple[str | None, ...], ssl.SSLContext] = {}
_making = threading.Lock()


def trusting() -> ssl.SSLContext:
    """The context that trusts what SSL_CERT_FILE or SSL_CERT_DIR names, else the usual authorities.

    All that say the same share one, for the certificates take long to load: it is not to be changed.
    InvalidInput names the variable that cannot be used.
    """
    said = tuple(os.environ.get(name) for name in _VARIABLES)
    with _making:
        if said not in _shared:
            _shared[said] = trusting_anew()
        return _shared[said]


def trusting_anew() -> ssl.SSLContext:
    """As `trusting`, for one that gets more: it is nobody else's."""
    check_key_log()
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if folder and not file:
        _check_folder(Path(folder))
    try:
        return httpx.create_ssl_context()
    except ssl.SSLError:
        raise _unusable("SSL_CERT_FILE", file or "", "holds no certificate in PEM", _CERTIFICATES) from None
    except OSError as failed:
        raise _unusable("SSL_CERT_FILE", file or "", _why(failed), _CERTIFICATES) from None


def check_key_log() -> None:
    """InvalidInput when Python cannot write the secrets of connections where SSLKEYLOGFILE wants them."""
    path = os.environ.get("SSLKEYLOGFILE")
    if not path:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).keylog_filename = path
    except OSError as failed:
        raise _unusable("SSLKEYLOGFILE", path, _why(failed), _SECRETS) from None


def _check_folder(folder: Path) -> None:
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError as failed:
        raise _unusable("SSL_CERT_DIR", str(folder), _why(failed), _CERTIFICATES) from None
    if not any(map(_HASHED.fullmatch, names)):
        detail = "Run openssl rehash on it: certificates are found by the hash in their names."
        raise _unusable("SSL_CERT_DIR", str(folder), "holds no certificate under such a name", detail)


_CERTIFICATES = "It names the certificates of the authorities to trust; without it those are the usual ones."
_SECRETS = "Unset it, or name a file that can be written."


def _why(failed: OSError) -> str:
    return f"cannot be used: {failed.strerror or type(failed).__name__}"


def _unusable(variable: str, value: str, why: str, way_out: str) -> InvalidInput:
    return InvalidInput.of("bad-tls-setting", f"{variable} names {value}, which {why}", way_out)
