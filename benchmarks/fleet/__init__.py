"""What `make bench-fleet` runs: what a fleet costs beside the runs that it is there for."""
