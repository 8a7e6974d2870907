"""What we last applied: the records, and where they are kept."""
