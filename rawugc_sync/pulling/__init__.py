"""From live to manifests: what nobody manages yet, and what was changed outside git."""
