"""The least that a command line of click can be: a group with one command."""

import click


@click.group()
@click.version_option("1.0.0", prog_name="bare")
def cli() -> None:
    """A bare command line."""


@cli.command()
def plan() -> None:
    """Do nothing."""


if __name__ == "__main__":
    cli()
