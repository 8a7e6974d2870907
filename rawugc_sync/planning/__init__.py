"""Pure functions from desired × recorded × live × now to a plan."""
