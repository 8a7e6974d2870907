"""`rawugc.yaml`: every key is optional, every unknown key an error. Source: section 3 of the design."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.errors import InvalidInput
from rawugc_sync.manifest import fence, nodes
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import Mapping as MappingNode
from rawugc_sync.manifest.nodes import Node, Scalar
from rawugc_sync.manifest.reader import read
from rawugc_sync.resources import registered


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
    organization: str | None = Field(None, description="The organization it manages; any other is refused.")
    state: str = Field("rawugc.state.json", description="The file that keeps the state.")
    manifests: list[str] = Field([], description="Globs of the manifests; else every YAML file below.")
    exclude: list[str] = Field([], description="Globs of files that are no manifests.")
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
        raise InvalidInput(diagnostics)
    return _checked(tree) if tree else Config()


def _checked(tree: MappingNode) -> Config:
    owner = nodes.at(tree)
    unknown = _unknown_keys(tree)
    try:
        config = Config.model_validate(_plain(tree))
    except ValidationError as failed:
        wrong = [d for d in explain(failed, tree.entries, owner) if d.code != "extra-forbidden"]
        raise InvalidInput([*unknown, *wrong]) from None
    wrong = [*unknown, *_misfits(config, tree)]
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
        if key not in model.model_fields and not (prefix == "" and key.startswith("x-"))
    ]


def _misfits(config: Config, tree: MappingNode) -> list[Diagnostic]:
    drift = tree.entries.get("drift")
    wrong = [
        error(
            "unknown-collection",
            "is not a collection",
            nearest(name, registered()),
            field=f"drift.{name}",
            **nodes.at_key(drift, name),
        )
        for name in config.drift
        if name not in registered() and isinstance(drift, MappingNode)
    ]
    if "://" in config.state:
        wrong.append(
            error(
                "not-yet",
                "cannot be a URL yet",
                "Keep the state in a file.",
                field="state",
                **nodes.at(tree.entries["state"]),
            )
        )
    return wrong


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, MappingNode):
        return {key: _plain(value) for key, value in node.entries.items() if not key.startswith("x-")}
    return [_plain(item) for item in node.items]
