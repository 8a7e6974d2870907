"""Which CI system runs this, and who has set the run going: one list, for the state and every lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class System(NamedTuple):
    """A CI system: the variable that only it sets, and those that name a person, the best one first.

    `accounts` are those in which the system itself tells by login or address whose account acts. A name for
    people, or an author as a commit has it, is none of them: whoever commits may write there what they like.
    """

    name: str
    mark: str
    actors: tuple[str, ...]
    accounts: tuple[str, ...] = ()


_GITHUB = ("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR")

SYSTEMS = (
    System("GitHub Actions", "GITHUB_ACTIONS", _GITHUB, _GITHUB),
    System("GitLab CI", "GITLAB_CI", ("GITLAB_USER_LOGIN", "GITLAB_USER_NAME"), ("GITLAB_USER_LOGIN",)),
    System("Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER", ("BITBUCKET_STEP_TRIGGERER_UUID",)),
    System("CircleCI", "CIRCLECI", ("CIRCLE_USERNAME", "CIRCLE_PR_USERNAME"), ("CIRCLE_USERNAME",)),
    System(
        "Azure DevOps", "TF_BUILD", ("BUILD_REQUESTEDFOR", "BUILD_QUEUEDBY"), ("BUILD_REQUESTEDFOREMAIL",)
    ),
    System("Jenkins", "JENKINS_URL", ("BUILD_USER_ID", "CHANGE_AUTHOR")),
    System(
        "Buildkite",
        "BUILDKITE",
        ("BUILDKITE_UNBLOCKER", "BUILDKITE_BUILD_CREATOR"),
        ("BUILDKITE_UNBLOCKER_EMAIL",),
    ),
    System("Woodpecker", "CI_PIPELINE_FORGE_URL", ("CI_COMMIT_AUTHOR",)),
    System("Drone", "DRONE", ("DRONE_BUILD_TRIGGER", "DRONE_COMMIT_AUTHOR")),
    System("Travis CI", "TRAVIS", ()),
    System("TeamCity", "TEAMCITY_VERSION", ()),
    System("AppVeyor", "APPVEYOR", ("APPVEYOR_REPO_COMMIT_AUTHOR",)),
    System("Semaphore", "SEMAPHORE", ("SEMAPHORE_WORKFLOW_TRIGGERED_BY",)),
    System("AWS CodeBuild", "CODEBUILD_BUILD_ID", ("CODEBUILD_INITIATOR",)),
    System("Codeship", "CI_NAME", ("CI_COMMITTER_USERNAME",)),
)
"""Codeship stands last: its mark is a name that others might set as well."""


def who(variables: Mapping[str, str]) -> str:
    """Who has set a run going in CI, else which system runs it; empty outside of those that are known.

    A variable of a system counts without its mark, too: some containers are handed the one and not the other.
    """
    marked = [system for system in SYSTEMS if variables.get(system.mark)]
    for system in (*marked, *SYSTEMS):
        if name := next((value for one in system.actors if (value := variables.get(one, "").strip())), ""):
            return name
        if system in marked:
            return system.name
    return ""


def approver(variables: Mapping[str, str]) -> str | None:
    """The login or the address of whoever acts in CI; None outside of it, and where the system tells none.

    What the system sets is believed in its own runs alone.
    """
    marked = (system for system in SYSTEMS if variables.get(system.mark))
    told = (variables.get(name, "").strip() for system in marked for name in system.accounts)
    return next((one for one in told if one), None)
