"""What must hold before a release, checked one by one: `make release-check`."""
