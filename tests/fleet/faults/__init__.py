"""Faults under a fleet of real processes."""
