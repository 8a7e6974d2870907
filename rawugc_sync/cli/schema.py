"""`schema`: the JSON Schema of manifests, of the configuration, of plans, or of fleets."""

from __future__ import annotations

import click

from rawugc_sync.cli._app import App, pass_app

_KINDS = ["manifest", "config", "plan", "fleet"]


@click.command()
@click.argument("kind", type=click.Choice(_KINDS), default="manifest")
@pass_app
def command(app: App, kind: str) -> int:
    """Print the JSON Schema of manifests, config, plans or fleets.

    For completion and hints in editors, and for scripts that read plan --json.
    Exit code: 0.
    """
    if kind == "plan":
        from rawugc_sync.planfile.schema import plan_schema

        app.console.json(plan_schema())
        return 0
    if kind == "fleet":
        from rawugc_sync.fleet.schema import fleet_schema

        app.console.json(fleet_schema())
        return 0
    from rawugc_sync.manifest.schema import config_schema, manifest_schema

    app.console.json(manifest_schema() if kind == "manifest" else config_schema())
    return 0
