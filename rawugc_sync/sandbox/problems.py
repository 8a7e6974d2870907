"""Refusals, as RFC 7807 problem documents."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from rawugc_sync.sandbox.exchange import Response, answer

Errors = dict[str, list[str]]

_BASE = "https://api.rawugc.com/errors/"
_TYPES = {
    400: "validation_error",
    401: "authentication_error",
    402: "insufficient_credits",
    403: "insufficient_scope",
    404: "not_found",
    429: "rate_limit_exceeded",
}


class Problem(Exception):
    """Why a request is refused; `errors` maps fields to messages (API page, "Common to every request")."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: Errors | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors or {}
        self.headers = headers or {}

    def response(self, instance: str) -> Response:
        """The problem document; a status that the API page names no type for has that of RFC 7807, 4.2."""
        document = {
            "type": f"{_BASE}{_TYPES[self.status]}" if self.status in _TYPES else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.errors:
            document["errors"] = self.errors
        return answer(self.status, document, "application/problem+json").adding(self.headers)


def refuse_invalid(errors: Errors) -> None:
    """Raise a 400 that names every field in `errors`; nothing when there is none."""
    if errors:
        raise Problem(400, f"The request is not valid: {', '.join(sorted(errors))}.", errors)
