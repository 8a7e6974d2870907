"""A brand's own rules as they are written, and where they may be broken for a while."""
