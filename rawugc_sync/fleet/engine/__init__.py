"""The engine of a fleet: what is to be run stands in PostgreSQL, and workers take it from there."""
