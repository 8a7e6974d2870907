"""The live side: what is listed, what is asked for by id, and whose organization it is."""
