"""Files that are read within a fence, and written whole or not at all."""
