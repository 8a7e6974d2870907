"""Tests of the engine of a fleet, on a PostgreSQL of their own."""
