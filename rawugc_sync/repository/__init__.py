"""Many workspaces in one repository: which there are, which have changed, and what was left behind."""
