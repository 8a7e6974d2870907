"""The product's words as values."""
