"""Whose it is: the workspace, its environment and its organization, in words."""

from __future__ import annotations

from rawugc_sync.words.hosts import HOME, is_home


def whose(workspace: str, environment: str | None, organization_id: str | None) -> str:
    """`glow-lab (staging), organization org_1`, as far as it is known; not safe for a terminal yet."""
    within = f" ({environment})" if environment else ""
    organization = f", organization {organization_id}" if organization_id else ""
    return f"{workspace}{within}{organization}"


def unchecked(whose: str, organization_id: str | None, server: str | None) -> str:
    """The same where nobody has asked the server: whose word the organization is, and which server it is.

    `glow-lab, organization org_1 by rawugc.yaml, not checked, on http://127.0.0.1:80, not rawugc.com`;
    `server` is None for the sandbox.
    """
    by = " by rawugc.yaml, not checked" if organization_id else ", organization not checked"
    if server is None:
        return f"{whose}{by}, in the sandbox"
    return f"{whose}{by}" if is_home(server) else f"{whose}{by}, on {server}, not {HOME}"
