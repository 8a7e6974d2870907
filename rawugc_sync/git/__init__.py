"""The one way to run git."""
