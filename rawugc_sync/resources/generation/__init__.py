"""What videos, images and music have in common: made for credits from a prompt, and never changed again."""
