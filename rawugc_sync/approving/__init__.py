"""What a plan asks of whom, and where each yes stands."""
