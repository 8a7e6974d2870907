"""What is kept of runs for good, with changes as JSON."""
