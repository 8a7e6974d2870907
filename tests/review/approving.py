"""Plans that ask for approvals, as page, comment and index show them."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import POLICY, WAIVE, Approval, Asked, Standing
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.planned import Change, FieldChange, Plan
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of, update_of

DIGEST = f"sha256:{'4d3d3583d9190a1b77c2':0<64}"
NAME = "4d3d-3583-d919-0a1b-77c2"
DAY = 86_400_000
UNTIL = NINE_IN_NEW_YORK + 30 * DAY
TEASER, LAUNCH, GENTLE = "posts.teaser", "posts.launch", "messaging.gentle"
LINK = "https://chat.example/t/17"


def approval(
    role: str, address: str, standing: Standing = Standing.MISSING, act: tuple[str, ...] = (), **parts: object
) -> Approval:
    asked = Asked(role=role, address=address, digest="sha256:x", act=act, blocks=(address,))
    return Approval(asked=asked, standing=standing, **parts)  # type: ignore[arg-type]


def waiver(role: str, address: str) -> Approval:
    return approval(role, address, act=(WAIVE, "no-cure", "2027-01-31", "content"))


CHANGES = (
    Change(address=Address.parse(LAUNCH), action=Action.CREATE, after={"content": "Meet the serum."}),
    update_of(TEASER, FieldChange(path="content", before="Soon.", after="Very soon.")),
    update_of(GENTLE, FieldChange(path="body", before="Says less.", after="Says nothing loud.")),
)
APPROVALS = (
    approval("brand", LAUNCH, Standing.GIVEN, by=("bo",), at=1, until=UNTIL, link=LINK),
    approval("brand", TEASER, Standing.LAPSED, by=("bo",), at=1, until=NINE_IN_NEW_YORK - 30 * DAY),
    approval("legal", LAUNCH, why="ana wrote it", by=("cy",)),
    approval("legal", TEASER),
    approval("legal", GENTLE, Standing.REJECTED, by=("ana",), at=1, note="We are a cosmetic."),
    approval("legal", POLICY),
    waiver("legal", "posts.other"),
)
POLICY_CHANGE = PolicyChange(
    before={
        "approvals": {"legal": {"of": ["messaging"], "by": ["ana"]}, "old": {"of": ["styles"]}},
        "rules": {"no-cure": {"forbid": {"words": ["cure"]}}},
        "signers": {".signers": "ana ssh-ed25519 AAAA\n"},
    },
    after={
        "approvals": {"legal": {"of": ["messaging"], "by": ["ana", "eve"]}, "brand": {"of": ["posts"]}},
        "rules": {"no-cure": {"forbid": {"words": ["cure"]}}},
        "signers": {".signers": "ana ssh-ed25519 AAAA\neve ssh-ed25519 BBBB\n"},
    },
    digest="sha256:p",
)


def asking(*approvals: Approval, **parts: object) -> Plan:
    """A plan with a name that asks for these."""
    return plan_of(*CHANGES, **{"digest": DIGEST, "approvals": approvals, **parts})


def all_of_it(**parts: object) -> Plan:
    """Every way in which an approval stands, a change of the policy, and a waiver."""
    return asking(*APPROVALS, policy=POLICY_CHANGE, **parts)


def asked_everywhere(text: str, address: str = "") -> Iterator[Approval]:
    """The text wherever an approval can have one, for each way in which one stands."""
    for standing in Standing:
        said = {"by": (text, text), "until": NINE_IN_NEW_YORK, "note": text, "link": text, "why": text}
        yield approval(text, address or text, standing, **said)
        yield approval(text, address or text, standing, (WAIVE, text, text, text), **said)
    yield approval(text, POLICY, link=f"https://chat.example/{text}")


def policy_with(text: str) -> PolicyChange:
    """The text wherever a policy can have one."""
    before = {"approvals": {text: {"by": [text]}}, "rules": {text: {text: text}}}
    after = {"approvals": {text: {"by": [text, text]}}, "signers": {text: text}}
    return PolicyChange(before=before, after=after, digest=text)
