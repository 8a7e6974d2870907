"""What a plan says beside its changes."""
