"""Who has set a run going: what each CI system documents, and what else may be around."""

from __future__ import annotations

import pytest

from rawugc_sync.state.lock import user
from rawugc_sync.words.ci import SYSTEMS, approver, who

CASES = [
    ({}, ""),
    ({"CI": "true"}, ""),
    ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "mia"}, "mia"),
    ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "mia", "GITHUB_TRIGGERING_ACTOR": "bo"}, "bo"),
    ({"GITLAB_CI": "true", "GITLAB_USER_LOGIN": "mia", "GITLAB_USER_NAME": "Mia M."}, "mia"),
    ({"BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_STEP_TRIGGERER_UUID": "{1-2}"}, "{1-2}"),
    ({"CIRCLECI": "true", "CIRCLE_USERNAME": "mia"}, "mia"),
    ({"TF_BUILD": "True", "BUILD_REQUESTEDFOR": "Mia M."}, "Mia M."),
    ({"JENKINS_URL": "https://jenkins.example"}, "Jenkins"),
    ({"JENKINS_URL": "https://jenkins.example", "BUILD_USER_ID": "mia"}, "mia"),
    ({"BUILDKITE": "true", "BUILDKITE_BUILD_CREATOR": "Mia"}, "Mia"),
    ({"CI_PIPELINE_FORGE_URL": "https://forge.example", "CI_COMMIT_AUTHOR": "mia"}, "mia"),
    ({"DRONE": "true", "DRONE_BUILD_TRIGGER": "mia"}, "mia"),
    ({"TRAVIS": "true"}, "Travis CI"),
    ({"TEAMCITY_VERSION": "2026.1"}, "TeamCity"),
    ({"CI_NAME": "codeship", "CI_COMMITTER_USERNAME": "mia"}, "mia"),
    # a container that was handed the one and not the other
    ({"GITHUB_ACTOR": "mia"}, "mia"),
    # nested: the mark decides, not the order
    ({"TEAMCITY_VERSION": "2026.1", "GITHUB_ACTOR": "mia"}, "TeamCity"),
    ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "  "}, "GitHub Actions"),
]


@pytest.mark.parametrize(("variables", "said"), CASES)
def test_who_runs_this_is_what_the_system_says(variables: dict[str, str], said: str) -> None:
    assert who(variables) == said
    assert user(variables) == (said or user({}))


def test_each_system_has_its_own_mark() -> None:
    marks = [system.mark for system in SYSTEMS]
    assert len(marks) == len(set(marks))


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, None),
        ({"CI": "true"}, None),
        ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "mia"}, "mia"),
        ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "mia", "GITHUB_TRIGGERING_ACTOR": "bo"}, "bo"),
        ({"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": " "}, None),
        ({"GITLAB_CI": "true", "GITLAB_USER_LOGIN": "mia", "GITLAB_USER_NAME": "Mia M."}, "mia"),
        ({"CIRCLECI": "true", "CIRCLE_USERNAME": "mia"}, "mia"),
        ({"TF_BUILD": "True", "BUILD_REQUESTEDFOREMAIL": "mia@x.example"}, "mia@x.example"),
        ({"BUILDKITE": "true", "BUILDKITE_UNBLOCKER_EMAIL": "mia@x.example"}, "mia@x.example"),
        # a name for people, an id, and what comes from a commit
        ({"GITLAB_CI": "true", "GITLAB_USER_NAME": "Mia M."}, None),
        ({"TF_BUILD": "True", "BUILD_REQUESTEDFOR": "Mia M."}, None),
        ({"BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_STEP_TRIGGERER_UUID": "{1-2}"}, None),
        ({"BUILDKITE": "true", "BUILDKITE_BUILD_CREATOR_EMAIL": "mia@x.example"}, None),
        ({"DRONE": "true", "DRONE_COMMIT_AUTHOR": "mia"}, None),
        # a system that is not there
        ({"GITHUB_ACTOR": "mia"}, None),
        ({"GITLAB_CI": "true", "GITHUB_ACTOR": "mia"}, None),
    ],
)
def test_an_approver_is_who_the_system_itself_vouches_for(
    variables: dict[str, str], said: str | None
) -> None:
    assert approver(variables) == said
