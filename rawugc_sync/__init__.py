"""Personas, messaging, products, styles and posts as YAML in git, applied to RawUGC."""

__version__ = "1.0.0rc1"
