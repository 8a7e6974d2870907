"""The places that keep a state, one module each."""
