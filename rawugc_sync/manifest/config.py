"""`rawugc.yaml`: every key is optional, every unknown key an error. Source: section 3 of the design."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.errors import InvalidInput
from rawugc_sync.manifest import fence, includes, nodes
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import Mapping as MappingNode
from rawugc_sync.manifest.nodes import Node, Scalar
from rawugc_sync.manifest.reader import read
from rawugc_sync.resources import registered
from rawugc_sync.resources._traits import Flag


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Strict):
    """Caps on what one plan may do."""

    maxDeletes: Annotated[int, Field(ge=0)] = Field(5, description="The most deletes in one apply.")
    maxCredits: Annotated[int, Field(ge=0)] | None = Field(
        None, description="The most credits that one apply may spend."
    )


class Api(_Strict):
    """Where RawUGC answers."""

    baseUrl: str = Field(
        "https://rawugc.com/api/v1", description="The base URL; RAWUGC_BASE_URL in the environment wins."
    )


class Config(_Strict):
    """The configuration of a workspace: `rawugc.yaml`."""

    workspace: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] | None = Field(
        None, description="The workspace's name; else the name of its folder."
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
    drift: dict[str, Literal["revert", "keep", "stop"]] = Field(
        {}, description="Collection to what happens when the dashboard changed something."
    )
    api: Api = Field(Api(), description="Where RawUGC answers.")


def load_config(root: Path) -> Config:
    """The workspace's configuration; defaults without a `rawugc.yaml`. InvalidInput lists all errors."""
    path = root / CONFIG_NAME
    if not (path.exists() or path.is_symlink()):
        return Config()
    try:
        data = fence.read(root, CONFIG_NAME)
    except fence.OutOfBounds as bad:
        raise InvalidInput.of("config-unreadable", f"{CONFIG_NAME} {bad}") from None
    tree, diagnostics = read(data, CONFIG_NAME)
    if diagnostics:
        raise InvalidInput([_for_config(diagnostic) for diagnostic in diagnostics])
    return _checked(root, tree) if tree else Config()


def _for_config(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.code != "root":
        return diagnostic
    summary = f"{CONFIG_NAME} must be a mapping of keys and values"
    return replace(diagnostic, summary=summary, detail=f"Known are {', '.join(sorted(Config.model_fields))}.")


def _checked(root: Path, tree: MappingNode) -> Config:
    wrong = [*_unknown_keys(tree), *_misfits(tree), *includes.unfit(root, tree)]
    try:
        config = Config.model_validate(_plain(tree))
    except ValidationError as failed:
        explained = explain(failed, tree.entries, nodes.at(tree))
        wrong += [diagnostic for diagnostic in explained if diagnostic.code != "extra-forbidden"]
        raise InvalidInput(wrong) from None
    if wrong:
        raise InvalidInput(wrong)
    return config


def _unknown_keys(tree: MappingNode) -> list[Diagnostic]:
    known: dict[str, Any] = {"": Config, "limits": Limits, "api": Api}
    return [
        error(
            "unknown-key",
            "is not a key of rawugc.yaml",
            nearest(key, model.model_fields),
            field=f"{prefix}.{key}" if prefix else key,
            **nodes.at_key(node, key),
        )
        for prefix, model in known.items()
        if isinstance(node := tree.entries.get(prefix) if prefix else tree, MappingNode)
        for key in node.entries
        if key not in model.model_fields
    ]


def _misfits(tree: MappingNode) -> list[Diagnostic]:
    drift, state = tree.entries.get("drift"), tree.entries.get("state")
    wrong = [
        error(
            "unknown-collection",
            "is not a collection",
            nearest(name, registered()),
            field=f"drift.{name}",
            **nodes.at_key(drift, name),
        )
        for name in (drift.entries if isinstance(drift, MappingNode) else ())
        if name not in registered() and isinstance(drift, MappingNode)
    ]
    if isinstance(state, Scalar) and (complaint := _unfit_state(state.text)):
        summary, detail = complaint
        wrong.append(error("state", summary, detail, field="state", **nodes.at(state)))
    return wrong


def _unfit_state(place: str) -> tuple[str, str] | None:
    if "://" not in place and not place.endswith(".json"):
        return "must name a file that ends in .json", "Such as rawugc.state.json."
    return None


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, value in node.entries.items()}
    return [_plain(item) for item in node.items]
