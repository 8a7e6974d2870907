"""The plan as JSON, which is written, read back and saved."""
