"""Typed values to manifest text: the way back from what is live to what people edit."""
