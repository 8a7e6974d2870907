"""What went wrong on the way, as httpx raises it, as one of our errors: not sent, unknown, or bad."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping

from rawugc_sync.api.settings import Settings
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, BadAnswer, NotSent, OutcomeUnknown
from rawugc_sync.words.planned import Call

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
PROXY_REFUSED = "proxy-refused"


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
    return _error(OutcomeUnknown, "outcome-unknown", what, settings.on_the_way.strip())


def named(call: Call) -> str:
    """A call as messages name it: `PATCH /personas/per_1`."""
    return f"{call.method} {call.path}"


def _not_sent(fault: Exception, settings: Settings) -> ApiError:
    host = settings.host
    # The connection that was not made is one to the proxy, where there is one.
    to = f"the proxy {settings.proxy}" if settings.proxy else host
    check = "Check the proxy in the environment." if settings.proxy else "Check the base URL."
    for cause in _causes(fault):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _error(
                NotSent,
                BAD_CERTIFICATE,
                f"the TLS certificate of {host} cannot be trusted: {cause.verify_message}",
                "Check the machine's clock, and SSL_CERT_FILE if a proxy inspects the traffic."
                + settings.on_the_way,
            )
        if isinstance(cause, socket.gaierror):
            found = to if settings.proxy else f"the host {host}"
            return _error(NotSent, "not-sent", f"{found} cannot be found", check)
        if isinstance(cause, OSError) and cause.strerror:
            advice = check if settings.proxy else ""
            return _error(NotSent, "not-sent", f"cannot connect to {to}: {cause.strerror}", advice)
    if type(fault).__name__ == "ProxyError":
        return _refused_by_proxy(fault, settings)
    in_time = f" within {settings.deadline:g} seconds" if type(fault).__name__.endswith("Timeout") else ""
    return _error(NotSent, "not-sent", f"cannot connect to {to}{in_time}")


def _refused_by_proxy(fault: Exception, settings: Settings) -> ApiError:
    """The proxy would not make the way through: with a 4xx it will not the next time, either."""
    status = str(fault)[:3]
    status = status if status.isascii() and status.isdigit() else ""
    said = f" ({status})" if status else ""
    code = PROXY_REFUSED if status.startswith("4") else "not-sent"
    advice = "It wants to know who you are: put user and password into its URL, in HTTPS_PROXY."
    return _error(
        NotSent,
        code,
        f"the proxy {settings.proxy} would not connect to {settings.host}{said}".replace("  ", " "),
        advice if status == "407" else "Check HTTPS_PROXY, and what the proxy lets through.",
    )


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _error(kind: type[ApiError], code: str, summary: str, detail: str = "") -> ApiError:
    return kind(error(code, summary, detail))
