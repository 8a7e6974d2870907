"""One page that shows a plan to people who never open a terminal."""
