"""The pages of a fleet, over a real socket."""
