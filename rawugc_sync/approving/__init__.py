"""What a plan asks of whom, and what they have said; pure functions."""
