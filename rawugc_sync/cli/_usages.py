"""Two examples of each command, which end its `--help`, and the address of its page once there is a site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from rawugc_sync.help.addresses import of_command

EXAMPLES: dict[str, tuple[str, str]] = {
    "init": ("init", "init --ci github"),
    "validate": ("validate", "validate --format json"),
    "fmt": ("fmt", "fmt --check --diff"),
    "plan": ("plan", "plan --target posts --out plan.json"),
    "apply": ("apply", "apply plan.json"),
    "drift": ("drift", "drift --detailed-exitcode"),
    "calendar": ("calendar", "calendar --from 2026-12-01 --to 2026-12-31 --html calendar.html"),
    "pull": ("pull --dry-run", "pull posts.launch"),
    "destroy": ("--env staging destroy", "destroy --target posts"),
    "hold": ("hold", "hold --unmanaged"),
    "resume": ("resume", "resume --out resume.json"),
    "review": ("review --dir review", "review --dir public --embed-media"),
    "approve": (
        "approve --role legal plan.json",
        'approve --role legal --plan 4d3d-3583-d919-0a1b-77c2 --reject --note "Not before the launch"',
    ),
    "approvals list": ("approvals list", "approvals list --json"),
    "approvals revoke": ("approvals revoke ID", 'approvals revoke ID --note "The claim has changed"'),
    "approvals check": ("approvals check", "approvals check plan.json"),
    "approvals export": ("approvals export", "--env production approvals export"),
    "runs list": ("runs list", "runs list --json"),
    "runs show": ("runs show latest", "runs show latest --html run.html"),
    "receipts": ("receipts --from 2026-12-01", "receipts --csv receipts.csv"),
    "undo": ("undo latest --dry-run", "undo latest"),
    "ci review": ("ci review", "ci review --all --changed-since origin/main"),
    "ci apply": ("ci apply", "ci apply --all --changed-since HEAD~1"),
    "ci drift": ("ci drift", "ci drift --all --pull-request"),
    "ci approve": ("ci approve", "ci approve --all"),
    "fleet validate": ("fleet validate", "fleet validate --config fleets/agency.yaml"),
    "fleet once": ("fleet once", "fleet once --kind apply"),
    "fleet migrate": ("fleet migrate", "fleet migrate --config fleets/agency.yaml"),
    "fleet status": ("fleet status", "fleet status --json"),
    "fleet runs": ("fleet runs", "fleet runs brands/b01 --limit 5"),
    "fleet work": ("fleet work", "fleet work --concurrency 50"),
    "fleet enqueue": (
        "fleet enqueue brands/b01 --kind drift",
        "--env production fleet enqueue agency:brands/b01 --kind apply",
    ),
    "fleet serve": ("fleet serve", "fleet serve --host 0.0.0.0 --port 9000"),
    "fleet link": (
        "fleet link brands/b01 --role legal --person cy@client.example",
        "fleet link agency:brands/b01 --role brand --person bo --run RUN --json",
    ),
    "show": ("show plan.json", "show plan.json --html plan.html"),
    "graph": ("graph", "graph --target posts.launch"),
    "workspaces": ("workspaces", "workspaces --changed-since origin/main"),
    "whoami": ("whoami", "--env production whoami"),
    "import": ("import personas.first-persona ID", "--env production import posts.launch ID"),
    "state list": ("state list", "--env production state list"),
    "state show": ("state show personas.first-persona", "--env production state show posts.launch"),
    "state mv": ("state mv posts.launch posts.launch-day", "--env staging state mv posts.a posts.b"),
    "state rm": ("state rm posts.launch", "--env staging state rm --all"),
    "state migrate": (
        "state migrate --to git+branch://rawugc-state",
        "state migrate --to s3://brand-states/glow-lab.json",
    ),
    "state unlock": ("state unlock", "state unlock ID"),
    "state resolve": ("state resolve posts.launch --adopt ID", "state resolve posts.launch --recreate"),
    "help": ("help first-run", "help approvals"),
    "schema": ("schema manifest", "schema plan"),
    "sandbox": ("sandbox", "sandbox --port 8123"),
    "upload": ("upload photos/serum.jpg", "upload photos/serum.jpg clips/launch.mp4 --json"),
    "media list": ("media list", "media list videos --status completed"),
    "media show": ("media show ID", "media show ID --json"),
    "media wait": ("media wait ID", "media wait ID --json"),
    "media download": ("media download ID --dir downloads", "media download videos.launch --dir downloads"),
    "accounts list": ("accounts list", "accounts list --json"),
    "accounts sync": ("accounts sync", "accounts sync --json"),
    "accounts disconnect": ("accounts disconnect tiktok/glowlab", "accounts disconnect ID --yes"),
    "characters list": ("characters list", "characters list --json"),
    "characters show": ("characters show sophia", "characters show ID --json"),
    "library search": ('library search "skin care routine"', "library search serum --limit 5"),
    "library show": ("library show ID", "library show ID --json"),
    "research scrape": ('research scrape "skin care"', "research scrape skincare --mode hashtag --limit 5"),
    "research plan": (
        'research plan SCRAPE_ID --brief "Four posts for the launch"',
        "research plan SCRAPE_ID --brief-file brief.md --write ideas.yaml",
    ),
    "research plans": ("research plans", "research plans --json"),
    "research analyze": (
        "research analyze clips/launch.mp4",
        'research analyze https://cdn.example.com/a.mp4 --prompt "What is said in the first second?"',
    ),
}
"""The words of a command → what is typed behind `rawugc-sync`."""


def examples(path: Sequence[str], below: Iterable[str]) -> list[str]:
    """Two lines to type for a command; for a group, one of each of the first two `below` it."""
    named = " ".join(path)
    lines = [EXAMPLES[f"{named} {name}"][0] for name in below][:2] or EXAMPLES[named]
    return [f"rawugc-sync {line}" for line in lines]


def explained(command: click.Command, path: Sequence[str]) -> click.Command:
    """The command, and those below it, with examples."""
    below = command.commands if isinstance(command, click.Group) else {}
    for name, one in below.items():
        explained(one, [*path, name])
    # \b keeps click from wrapping what follows.
    lines = ["\b", "Examples:", *(f"  {one}" for one in examples(path, below))]
    address = of_command(path)
    command.epilog = "\n".join([*lines, *(["", "\b", address] if address else [])])
    command.short_help = " ".join(
        (command.help or "").partition("\n\n")[0].split()
    )  # whole, not cut by click
    return command
