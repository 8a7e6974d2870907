"""YAML text to typed resources that remember file, line and column."""
