"""What a fleet has on HTTP: webhooks, its status, and pages on which reviewers say yes or no."""
