"""`rawugc.yaml`: every key is optional, every unknown key an error. Source: section 3 of the design."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import no_info_plain_validator_function

from rawugc_sync.files import fence
from rawugc_sync.manifest import includes, nodes
from rawugc_sync.manifest.approving import roles_in, without_address
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.environment_checks import dotted, levels, unfit
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import MappingNode, Scalar
from rawugc_sync.manifest.reader import read
from rawugc_sync.manifest.ruling.rules import rules_in
from rawugc_sync.manifest.ruling.waivers import waivers_in
from rawugc_sync.resources import priced, registered
from rawugc_sync.resources.traits import Flag, text
from rawugc_sync.words.approvals import NOBODY_ASKED, Roles
from rawugc_sync.words.credits import Credits, amount, written
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.rules import Rule

Policy: TypeAlias = Literal["revert", "keep", "stop"]


def _amount(value: Any) -> Credits:
    found = written(value) if isinstance(value, str) else amount(value)
    if found is None:
        raise PydanticCustomError("credits", "must be a number of credits, from 0 on")
    return found


Amount: TypeAlias = Annotated[
    int | float, BeforeValidator(_amount, json_schema_input_type=Annotated[float, Field(ge=0)])
]
"""A number of credits, as the API has them: it need not be whole."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Strict):
    """Caps on what one plan may do."""

    maxDeletes: Annotated[int, Field(ge=0)] = Field(5, description="The most deletes in one apply.")
    maxCredits: Amount | None = Field(None, description="The most credits that one apply may spend.")
    maxCreditsPerMonth: Amount | None = Field(
        None, description="The most credits that all applies from here may spend in a month (UTC)."
    )


class Runs(_Strict):
    """What is kept of applies."""

    keep: Annotated[int, Field(ge=1)] = Field(200, description="How many runs are kept, of each environment.")


class Disclosure(_Strict):
    """What a caption has to say."""

    ai: list[Annotated[str, text(100, required=True)]] = Field(
        ["AI-generated", "#ai"],
        description="Words of which a post on a generated video has one in its caption; [] for none.",
    )


class Api(_Strict):
    """Where RawUGC answers."""

    baseUrl: str = Field(
        "https://rawugc.com/api/v1", description="The base URL; RAWUGC_BASE_URL in the environment wins."
    )
    shares: Annotated[str, Field(min_length=1)] | None = Field(
        None,
        description="The user of its key, by any name: those that say the same share one rate limit.",
    )


_OF_OTHERS = re.compile(
    r"(?:GITHUB|GH|CI_JOB|RAWUGC_COMMENT|ACTIONS_\w+)_TOKEN|PGPASSWORD|TF_HTTP_PASSWORD|(?:AWS|AZURE|GOOGLE)_\w+"
)
"""Variables of CI and of states whose secrets are for GitHub, GitLab, a database, a server or a cloud."""


def _holds_a_key(variable: str) -> str:
    if _OF_OTHERS.fullmatch(variable):
        raise PydanticCustomError("variable", "must be a variable for a key of RawUGC: that one is another's")
    return variable


Variable: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"), AfterValidator(_holds_a_key)]
"""The name of an environment variable that holds a key. What it holds is sent to RawUGC."""


def _normal(folder: str) -> str:
    return posixpath.normpath(folder.replace("\\", "/"))


def _from_the_tree(empty: Any) -> GetPydanticSchema:
    """What a model cannot read with its places: whoever has the tree puts it in the place of `empty`."""
    return GetPydanticSchema(lambda _kind, _next: no_info_plain_validator_function(lambda _written: empty))


class Environment(_Strict):
    """What one environment has of its own; all else it shares with the others."""

    keyVariable: Variable | None = Field(
        None, description="The environment variable that holds its key; else the workspace's."
    )
    organization: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="The organization it manages; any other is refused."
    )
    state: str | None = Field(
        None, description="Where its state is kept; else in the workspace's place, under its own name."
    )
    vars: dict[str, Any] = Field({}, description="Values that win over the `vars` of manifests.")
    defaults: dict[str, dict[str, Any]] = Field(
        {}, description="Collection to fields that win over the `defaults` of every folder."
    )
    collections: Annotated[list[str], Field(min_length=1)] | None = Field(
        None, description="The only collections that are managed here; else all."
    )
    folders: list[Annotated[str, AfterValidator(_normal)]] = Field(
        [], description="Folders whose manifests only the environments that name them read."
    )
    limits: Limits = Field(Limits(), description="Caps that replace the workspace's.")
    drift: dict[str, Policy] = Field({}, description="Policies that replace the workspace's.")
    prices: dict[str, Amount] = Field({}, description="Prices that replace the workspace's.")
    api: Api = Field(Api(), description="Where RawUGC answers, if elsewhere.")


class Config(_Strict):
    """The configuration of a workspace: `rawugc.yaml`."""

    workspace: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = Field(
        None, description="The workspace's name; else the name of its folder."
    )
    keyVariable: Variable = Field(
        "RAWUGC_API_KEY", description="The environment variable that holds its key."
    )
    organization: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="The organization it manages; any other is refused."
    )
    state: str = Field(
        "rawugc.state.json", description="The file that keeps the state, or the URL of the place that does."
    )
    manifests: list[str] = Field([], description="Globs of the manifests; else every YAML file below.")
    exclude: list[str] = Field([], description="Globs of files that are no manifests.")
    include: list[Annotated[str, AfterValidator(includes.normal)]] = Field(
        [], description="Folders outside of the workspace whose manifests are read, too, and never written."
    )
    pause: Annotated[Flag, Field(description="Plans are made, and none is carried out.")] = False
    limits: Limits = Field(Limits(), description="Caps on what one plan may do.")
    runs: Runs = Field(Runs(), description="What is kept of applies.")
    drift: dict[str, Policy] = Field(
        {}, description="Collection to what happens when the dashboard changed something."
    )
    prices: dict[str, Amount] = Field(
        {}, description="Model, or `captions` or `overlay`, to its price in credits."
    )
    disclosure: Disclosure = Field(Disclosure(), description="What captions have to say.")
    rules: Annotated[tuple[Rule, ...], _from_the_tree(()), WithJsonSchema({})] = Field(
        (), description="Id to what the brand may never say, or has to; `rules` of manifests count as well."
    )
    approvals: Annotated[Roles, _from_the_tree(NOBODY_ASKED), WithJsonSchema({})] = Field(
        NOBODY_ASKED, description="Name of a role to whose yes it takes for what."
    )
    api: Api = Field(Api(), description="Where RawUGC answers.")
    environments: dict[str, Environment] = Field(
        {}, description="Name to what an environment has of its own; --env chooses one."
    )

    @property
    def states(self) -> list[str]:
        """Where its states are kept: that of each environment, if it has any."""
        return [self.state_of(one) for one in self.environments] or [self.state]

    def state_of(self, environment: str) -> str:
        """Where an environment keeps its state: a file gets its name, any other place tells names apart."""
        own = self.environments[environment].state
        if own is not None or "://" in self.state:
            return own or self.state
        return f"{self.state.removesuffix('.json')}.{environment}.json"

    def state_name(self, workspace: str, environment: str) -> str:
        """What tells an environment's state from others of one place; a place that it names is its own."""
        return workspace if self.environments[environment].state is not None else f"{workspace}/{environment}"


def load_config(root: Path) -> Config:
    """The workspace's configuration; defaults without a `rawugc.yaml`. InvalidInput lists all errors."""
    return read_config(root)[0]


def read_config(root: Path) -> tuple[Config, MappingNode | None]:
    """As `load_config`, with the tree of the file; None where it says nothing."""
    path = root / CONFIG_NAME
    if not (path.exists() or path.is_symlink()):
        return Config(), None
    try:
        data = fence.read(root, CONFIG_NAME)
    except fence.OutOfBounds as bad:
        raise InvalidInput.of("config-unreadable", f"{CONFIG_NAME} {bad}") from None
    tree, diagnostics = read(data, CONFIG_NAME)
    if diagnostics:
        raise InvalidInput([_for_config(diagnostic) for diagnostic in diagnostics])
    return (_checked(root, tree), tree) if tree else (Config(), None)


def config_in(text: str) -> Config | None:
    """What a `rawugc.yaml` said whose folder may be gone; None when it cannot be read."""
    tree, diagnostics = read(text.encode(), CONFIG_NAME)
    if diagnostics:
        return None
    with suppress(ValidationError):
        return Config.model_validate(nodes.plain(tree)) if tree else Config()
    return None


def _for_config(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.code != "root":
        return diagnostic
    summary = f"{CONFIG_NAME} must be a mapping of keys and values"
    return replace(diagnostic, summary=summary, detail=f"Known are {', '.join(sorted(Config.model_fields))}.")


def _checked(root: Path, tree: MappingNode) -> Config:
    rules, wrong = rules_in(tree, registered())
    roles, bad = roles_in(tree, registered())
    _, misplaced = waivers_in(tree, {}, ())
    wrong += [*bad, *misplaced, *_unknown_keys(tree), *_misfits(tree)]
    wrong += [*unfit(tree), *includes.unfit(root, tree)]
    try:
        config = Config.model_validate(nodes.plain(tree))
    except ValidationError as failed:
        explained = explain(failed, tree.entries, nodes.at(tree))
        wrong += [diagnostic for diagnostic in explained if diagnostic.code != "extra-forbidden"]
        raise InvalidInput(wrong) from None
    wrong += [*_shared_states(tree, config), *without_address(tree, config.states, roles)]
    if wrong:
        raise InvalidInput(wrong)
    return config.model_copy(update={"rules": tuple(rules), "approvals": roles})


def _unknown_keys(tree: MappingNode) -> list[Diagnostic]:
    return [
        error(
            "unknown-key",
            "is not a key of rawugc.yaml",
            nearest(key, model.model_fields),
            field=dotted(prefix, key),
            **nodes.at_key(node, key),
        )
        for prefix, model, node in _mappings(tree)
        for key in node.entries
        if key not in model.model_fields
    ]


def _mappings(tree: MappingNode) -> Iterator[tuple[str, type[BaseModel], MappingNode]]:
    """Every mapping whose keys are known: where it stands, what it is, and its node."""
    for prefix, node in levels(tree):
        yield prefix, Environment if prefix else Config, node
        for name, model in (("limits", Limits), ("api", Api), ("runs", Runs)):
            if isinstance(part := node.entries.get(name), MappingNode):
                yield dotted(prefix, name), model, part


def _misfits(tree: MappingNode) -> Iterator[Diagnostic]:
    """What has the right type and cannot be meant."""
    for prefix, level in levels(tree):
        drift, state = level.entries.get("drift"), level.entries.get("state")
        if isinstance(drift, MappingNode):
            yield from _unknown_collections(dotted(prefix, "drift"), drift)
        if isinstance(prices := level.entries.get("prices"), MappingNode):
            yield from _unknown_prices(dotted(prefix, "prices"), prices)
        if isinstance(state, Scalar) and (complaint := _unfit_state(state.text)):
            summary, detail = complaint
            yield error("state", summary, detail, field=dotted(prefix, "state"), **nodes.at(state))


def _unknown_collections(field: str, mapping: MappingNode) -> Iterator[Diagnostic]:
    for name in mapping.entries:
        if name not in registered():
            hint = nearest(name, registered())
            place = nodes.at_key(mapping, name)
            yield error("unknown-collection", "is not a collection", hint, field=f"{field}.{name}", **place)


def _unknown_prices(field: str, mapping: MappingNode) -> Iterator[Diagnostic]:
    for name in mapping.entries:
        if name not in priced():
            hint, place = nearest(name, priced()), nodes.at_key(mapping, name)
            yield error(
                "unknown-price", "is nothing that costs credits", hint, field=f"{field}.{name}", **place
            )


def _unfit_state(place: str) -> tuple[str, str] | None:
    if "://" not in place and not place.endswith(".json"):
        return "must name a file that ends in .json", "Such as rawugc.state.json."
    return None


def _shared_states(tree: MappingNode, config: Config) -> Iterator[Diagnostic]:
    """An error for each state that two environments would have to share."""
    first: dict[str, str] = {}
    for prefix, level in levels(tree):
        name = prefix.removeprefix("environments.")
        if name not in config.environments:
            continue
        place, own = config.state_of(name), "state" in level.entries
        if "://" in place and not own:
            continue  # the place has it under the environment's name
        other = first.setdefault(place if "://" in place else posixpath.normpath(place), name)
        if other != name:
            where = nodes.at_key(level, "state") if own else nodes.at(level)
            detail = "Give each environment a state of its own."
            yield error("state", f"is the state of {other}, too", detail, field=f"{prefix}.state", **where)
