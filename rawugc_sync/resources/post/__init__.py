"""What a post is beside its fields: its life cycle, and its spelling."""
