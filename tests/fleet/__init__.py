"""A fleet as it runs: real git, a real PostgreSQL, and a RawUGC over a socket."""
