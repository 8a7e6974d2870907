"""A brand's own rules, held against what is to be and what is."""
