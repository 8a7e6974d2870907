"""Manifests in canonical style: the order of keys, indentation and blocks change, what they say does not."""
