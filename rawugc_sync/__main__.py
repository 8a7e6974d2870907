"""`python -m rawugc_sync`."""

from rawugc_sync.cli.main import run

run()
