"""From a run back to manifests: what was live before it, as edits of the files."""
