"""What went wrong on the way, as httpx raises it, as one of our errors: not sent, unknown, or bad."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping

from rawugc_sync.api.settings import Settings
from rawugc_sync.diagnostics import error
from rawugc_sync.errors import ApiError, BadAnswer, NotSent, OutcomeUnknown
from rawugc_sync.model import Call

KINDS: Mapping[str, type[ApiError]] = {
    "ConnectError": NotSent,
    "ConnectTimeout": NotSent,
    "PoolTimeout": NotSent,
    "ProxyError": NotSent,
    "UnsupportedProtocol": NotSent,
    "ReadTimeout": OutcomeUnknown,
    "WriteTimeout": OutcomeUnknown,
    "ReadError": OutcomeUnknown,
    "WriteError": OutcomeUnknown,
    "CloseError": OutcomeUnknown,
    "LocalProtocolError": OutcomeUnknown,
    "RemoteProtocolError": OutcomeUnknown,
    "DecodingError": BadAnswer,
}
"""What each exception of httpx means, by name; any other means that nothing is known."""

BAD_CERTIFICATE = "bad-certificate"


def classified(fault: Exception, call: Call, settings: Settings) -> ApiError:
    """Our error for an exception of httpx. Its own text stays out: it may quote a header."""
    kind = KINDS.get(type(fault).__name__, OutcomeUnknown)
    if kind is NotSent:
        return _not_sent(fault, settings)
    if kind is BadAnswer:
        return _error(BadAnswer, "bad-answer", f"the answer to {named(call)} cannot be decompressed")
    if type(fault).__name__.endswith("Timeout"):
        what = f"no complete answer to {named(call)} within {settings.deadline:g} seconds"
    else:
        what = f"the connection to {settings.host} broke before {named(call)} was answered"
    return _error(OutcomeUnknown, "outcome-unknown", what)


def named(call: Call) -> str:
    """A call as messages name it: `PATCH /personas/per_1`."""
    return f"{call.method} {call.path}"


def _not_sent(fault: Exception, settings: Settings) -> ApiError:
    host = settings.host
    for cause in _causes(fault):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _error(
                NotSent,
                BAD_CERTIFICATE,
                f"the TLS certificate of {host} cannot be trusted: {cause.verify_message}",
                "Check the machine's clock, and SSL_CERT_FILE if a proxy inspects the traffic.",
            )
        if isinstance(cause, socket.gaierror):
            return _error(NotSent, "not-sent", f"the host {host} cannot be found", "Check the base URL.")
        if isinstance(cause, OSError) and cause.strerror:
            return _error(NotSent, "not-sent", f"cannot connect to {host}: {cause.strerror}")
    if type(fault).__name__ == "ProxyError":
        return _error(NotSent, "not-sent", f"the proxy would not connect to {host}", "Check HTTPS_PROXY.")
    in_time = f" within {settings.deadline:g} seconds" if type(fault).__name__.endswith("Timeout") else ""
    return _error(NotSent, "not-sent", f"cannot connect to {host}{in_time}")


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _error(kind: type[ApiError], code: str, summary: str, detail: str = "") -> ApiError:
    return kind(error(code, summary, detail))
