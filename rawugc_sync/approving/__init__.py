"""What a plan asks of whom, what was said, and where each yes stands."""
