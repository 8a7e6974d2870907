"""One way to make a plan and to carry it out, for the command line and for a worker."""
