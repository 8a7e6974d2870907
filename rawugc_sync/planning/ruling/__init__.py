"""A brand's own rules in a plan: what they say of what is to be, and what of that may stop it."""
