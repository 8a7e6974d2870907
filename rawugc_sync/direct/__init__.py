"""What is done at once, beside plans: the rest of the API, for people and scripts."""
