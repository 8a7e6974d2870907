"""What the networks take that posts go out on, each number with where it stands."""
