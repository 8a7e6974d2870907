"""Pure functions from desired, recorded, live and now to a plan."""
