"""`approvals:` in `rawugc.yaml`: whose yes it takes for what, and who is who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.blocks import KEY
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.ruling import values
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.part import Part
from rawugc_sync.manifest.ruling.values import Unfit, unfit
from rawugc_sync.words.approvals import NOBODY_ASKED, POLICY, Role, Roles, Share, needs_address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.people import People

APPROVALS = "approvals"
BAD_APPROVAL = "bad-approval"
PEOPLE, ADDRESS, SELF = "people", "address", "selfApproval"
KEYS = ("of", "by", "count", "for", "signers", SELF)
"""What a role may say."""

_People = Mapping[str, tuple[str, ...]]
"""A person → the logins and addresses that are theirs, too."""

_EXAMPLE = "legal: {of: [messaging, posts.content], by: [ana]}"


def roles_in(tree: MappingNode, types: Types) -> tuple[Roles, list[Diagnostic]]:
    """The roles of a `rawugc.yaml`, and what is wrong with them; none of what is wrong is among them."""
    written = tree.entries.get(APPROVALS)
    if written is None:
        return NOBODY_ASKED, []
    if not isinstance(written, MappingNode):
        detail = f"Write each as its name and what it looks after: {_EXAMPLE}."
        where = nodes.at_key(tree, APPROVALS)
        return NOBODY_ASKED, [
            error("not-a-mapping", f"`{APPROVALS}` must be a mapping of roles", detail, **where)
        ]
    part = Part(written, APPROVALS, [], BAD_APPROVAL)
    in_general = part.one(SELF, _flag, otherwise=False)
    people = _people(part)
    roles = tuple(
        filter(None, (_role(part, name, types, people, themselves=in_general) for name in _names(part)))
    )
    address = part.one(ADDRESS, _url, None)
    return Roles(roles, people, address, nodes.written(written)), part.errors


def without_address(tree: MappingNode, states: Iterable[str], roles: Roles) -> Iterator[Diagnostic]:
    """The error for roles whose approvals have no room where one of the states is kept."""
    state = next(filter(needs_address, states), None)
    if roles.roles and roles.address is None and state is not None:
        yield error(
            "approvals-address",
            f"there is no room for approvals with a state at {state.partition('?')[0]}",
            "Its server keeps one document an address. Give them another one: address: https://….",
            field=APPROVALS,
            **nodes.at_key(tree, APPROVALS),
        )


def _names(part: Part) -> Iterator[str]:
    """The names of the roles; what cannot be one is noted."""
    for name in part.node.entries:
        if name in (PEOPLE, ADDRESS, SELF):
            continue
        if KEY.fullmatch(name) and name != POLICY:
            yield name
            continue
        summary = f"`{name}` cannot be the name of a role"
        detail = "Use lower-case letters, digits, - and _, beginning with a letter or digit."
        if name == POLICY:
            detail = "It stands for the roles and rules themselves. Choose another name."
        part.errors.append(error("bad-key", summary, detail, **nodes.at_key(part.node, name)))


def _role(owner: Part, name: str, types: Types, people: _People, *, themselves: bool) -> Role | None:
    before = len(owner.errors)
    try:
        part = owner.below(name, "{of: [posts.content], by: [ana]}")
    except Unfit as wrong:
        owner.note(name, wrong)
        return None
    part.refuse_others(KEYS, "is not a key of a role")
    part.require(("of",), "Say what it looks after: of: [messaging, posts.content].")
    role = Role(
        name=name,
        of=part.each("of", lambda node: _share(node, types), "of: [messaging, posts.content]"),
        by=part.each("by", _person, "by: [ana, legal@brand.example]"),
        count=part.one("count", lambda node: values.number(node, 1), 1),
        seconds=part.one("for", values.span, None),
        signers=part.one("signers", _path, None),
        self_approval=part.one(SELF, _flag, themselves),
    )
    may = len(set(map(People(people).person_of, role.by)))  # one person's names say yes once
    if role.by and role.count > may:
        part.complain(f"asks for {role.count}, and only {may} may say yes", "Name more people.")
    return role if len(owner.errors) == before else None


def _share(node: Node, types: Types) -> Share:
    """A collection, or a field of one: `posts.content`."""
    written = values.text(node)
    of, dot, field = written.partition(".")
    if of not in types:
        raise unfit(f"names {written}, and {of} is not a collection", nearest(of, types), node)
    if not dot:
        return Share(of)
    known = types[of].fields.traits
    if field not in known:
        summary = f"names {written}, and {field or 'nothing'} is not a field of {of}"
        near = did_you_mean(written, [f"{of}.{one}" for one in known])
        raise unfit(summary, near or nearest(field, known), node)
    return Share(of, field)


def _person(node: Node) -> str:
    """A login, an address, or what else a person is called by."""
    name = values.text(node).strip()
    if not name.isprintable():
        raise unfit("has characters that nobody can see", "Write the name as it is shown.", node)
    return name


def _people(owner: Part) -> _People:
    if PEOPLE not in owner.node.entries:
        return {}
    try:
        part = owner.below(PEOPLE, "{ana: [ana@brand.example, ana-gh]}")
    except Unfit as wrong:
        owner.note(PEOPLE, wrong)
        return {}
    return {name: part.each(name, _person, "[ana@brand.example, ana-gh]") for name in part.node.entries}


def _flag(node: Node) -> bool:
    return values.choice(node, ("true", "false")) == "true"


def _url(node: Node) -> str:
    written = values.text(node)
    if not written.startswith(("https://", "http://")) or not written.isprintable() or " " in written:
        raise unfit("must be a URL that begins with https:// or http://", "", node)
    return written


def _path(node: Node) -> str:
    """A file of the checkout, from the workspace."""
    if not isinstance(node, Scalar) or not node.text.strip() or not node.text.isprintable():
        raise unfit("must be the path of a file", "Write signers: .rawugc-signers.", node)
    return node.text
