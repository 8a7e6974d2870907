"""Several reviews on one page: what happens where, and where to read on."""
