"""A pull request where it lives: comments on it, and what GitHub and GitLab tell of it."""
