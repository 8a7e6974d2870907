"""A commit in words: its digits, and whether more than it has was applied."""

from __future__ import annotations

FEW = 12
"""Digits of a commit, where there is little room."""


def told(commit: str | None, *, clean: bool, digits: int | None = None) -> str:
    """`4d3d3583d919`, `4d3d3583d919, edited`; empty outside of git."""
    if commit is None:
        return ""
    return commit[:digits] if clean else f"{commit[:digits]}, edited"
