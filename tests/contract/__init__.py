"""The whole tool against a RawUGC over HTTP: what it sends, and that it then has nothing left to do."""
