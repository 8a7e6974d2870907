"""The page of a link: a look at it changes nothing, and what its form sends counts once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus

from itsdangerous import BadSignature, TimestampSigner
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rawugc_sync.fleet.serve.answer import Answer, record
from rawugc_sync.fleet.serve.body import fields
from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.fleet.serve.opened import Opened, away, opened
from rawugc_sync.fleet.serve.pages import html, shown
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.render.field_kinds import field_kind
from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.media.shown import Gallery
from rawugc_sync.review.page.answering import Form, answering
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.words.moment import moment

COOKIE = "rawugc-link"
_MOST = 1024 * 1024
_LONGEST = 2_000
_HOLDS = 86_400
"""Seconds for which a page that is open may be sent."""
_NONCE = 16


async def get(request: Request) -> Response:
    """The page, with the cookie that its form needs."""
    site: Site = request.app.state.site
    token = request.path_params["token"]
    _check_pace(request, token)
    nonce = request.cookies.get(COOKIE, "")
    if len(nonce) != 2 * _NONCE or not nonce.isalnum():
        nonce = secrets.token_hex(_NONCE)
    return await run_in_threadpool(_shown, site, token, nonce)


async def post(request: Request) -> Response:
    """Record what was said. Closed where the form is not that of this page in this browser."""
    site: Site = request.app.state.site
    token, nonce = request.path_params["token"], request.cookies.get(COOKIE, "")
    _check_pace(request, token)
    typed = await fields(request, _MOST)
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin" or not _is_ours(
        token, nonce, typed.get("proof", "")
    ):
        raise Closed(
            HTTPStatus.FORBIDDEN,
            "This was not sent from the page itself, or that was open for long.",
            "Nothing was recorded. Open the link again.",
        )
    return await run_in_threadpool(_said, site, token, nonce, typed)


def _shown(site: Site, token: str, nonce: str) -> Response:
    with opened(site, token) as found:
        return _page(site, found, nonce, {}, "")


def _said(site: Site, token: str, nonce: str, typed: Mapping[str, str]) -> Response:
    with opened(site, token) as found:
        answers = _answers(found, typed)
        if wrong := _wrong(answers):
            return _page(site, found, nonce, typed, wrong)
        record(site, found, answers)
    told = [(address, "no" if one.rejects else "yes", one.note) for address, one in answers.items()]
    return shown("recorded.html", told=told, role=found.link["role"], person=found.link["person"])


def _answers(found: Opened, typed: Mapping[str, str]) -> dict[str, Answer]:
    """What is said at each address of which something is. Closed for one of which the role is not asked."""
    addresses = list(found.asked)
    known = {f"say-{number}" for number in range(len(addresses))}
    if any(name.startswith("say-") and name not in known for name in typed):
        raise Closed(HTTPStatus.FORBIDDEN, f"This link is for {found.link['role']}, and no other role.")
    said = {address: typed.get(f"say-{number}", "") for number, address in enumerate(addresses)}
    return {
        address: Answer(said[address] == "no", typed.get(f"note-{number}", "").strip())
        for number, address in enumerate(addresses)
        if said[address] in ("yes", "no")
    }


def _wrong(answers: Mapping[str, Answer]) -> str:
    """Why this cannot be recorded as it is; empty where it can."""
    if not answers:
        return "Nothing was said yet: choose yes or no somewhere."
    if any(one.rejects and not one.note for one in answers.values()):
        return "A no needs a note that says why."
    if any(len(one.note) > _LONGEST for one in answers.values()):
        return f"A note may have {_LONGEST} characters."
    return ""


def _page(site: Site, found: Opened, nonce: str, typed: Mapping[str, str], wrong: str) -> Response:
    link = found.link
    form = Form(
        role=link["role"],
        person=link["person"],
        addresses=list(found.asked),
        proof=_signer(found.token).sign(nonce).decode(),
        until=moment(int(link["expires_at"].timestamp()) // 60 * 60_000, None),
        typed=typed,
        wrong=wrong,
    )
    gallery = _gallery(site, found)
    text, policy = answering(found.plan, field_kind, gallery, site.now, form)
    secure = "; Secure" if site.links.address.startswith("https:") else ""
    cookie = f"{COOKIE}={nonce}; Path=/r/; HttpOnly; SameSite=Lax; Max-Age={_HOLDS}{secure}"
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return html(text, policy, status, {"Set-Cookie": cookie})


def _gallery(site: Site, found: Opened) -> Gallery:
    """Photos are those of what is proposed. Closed where it cannot be read."""
    standing, include = found.standing, found.workspace.config.include
    if standing["request"] is None:
        return gallery_of(found.plan, found.workspace.root, include)
    try:
        with site.proposed(found.known, standing["request"], standing["head"]) as folder:
            return gallery_of(found.plan, folder, include)
    except RawugcError as failed:
        raise away(failed) from None


def _check_pace(request: Request, token: str) -> None:
    address = request.client.host if request.client else ""
    if seconds := request.app.state.limiter.takes(address, token):
        raise Closed(HTTPStatus.TOO_MANY_REQUESTS, f"Too many requests. Try again in {seconds} seconds.")


def _is_ours(token: str, nonce: str, proof: str) -> bool:
    try:
        return bool(nonce) and _signer(token).unsign(proof, max_age=_HOLDS) == nonce.encode()
    except BadSignature:
        return False


def _signer(token: str) -> TimestampSigner:
    """What signs the form of a link, for the browser that has its cookie.

    Whoever makes a token up can sign with it, so what is signed is compared, and never unpacked.
    """
    return TimestampSigner(token, salt="rawugc-sync link")
