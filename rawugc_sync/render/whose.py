"""Whose it is: the workspace, its environment and its organization, in words."""

from __future__ import annotations


def whose(workspace: str, environment: str | None, organization_id: str | None) -> str:
    """`glow-lab (staging), organization org_1`, as far as it is known; not safe for a terminal yet."""
    within = f" ({environment})" if environment else ""
    organization = f", organization {organization_id}" if organization_id else ""
    return f"{workspace}{within}{organization}"
