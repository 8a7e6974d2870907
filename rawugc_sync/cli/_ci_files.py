"""The files that have GitHub or GitLab validate and plan each pull request, and apply what was merged."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from rawugc_sync import __version__

_SAFE = re.compile(r"[A-Za-z0-9_./-]+")

_GITHUB = """\
# Before the first run: a secret RAWUGC_API_KEY in the environment `rawugc`, another one for plans in the
# repository, and `organization:` and `state: git+branch://rawugc-state` in rawugc.yaml. Apply once from your
# own machine. Whose yes an apply takes, `approvals:` in rawugc.yaml says.
# actions/checkout is named by its tag: pin it to a commit that you have looked at.
name: @NAME@

on:
  pull_request:
  push:

permissions: {}
@DEFAULTS@
jobs:
  validate:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions: {contents: read}
    steps:
      - uses: actions/checkout@v4
        with: {persist-credentials: false}
      - run: pipx install rawugc-sync==@VERSION@
      - run: rawugc-sync validate --format github
      - run: rawugc-sync fmt --check

  plan:
    needs: validate
    # A fork gets no key.
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    permissions: {contents: read, pull-requests: write}
    concurrency: {group: "@NAME@-plan-${{ github.ref }}", cancel-in-progress: true}
    steps:
      # It keeps its credentials, for the state is on a branch.
      - uses: actions/checkout@v4
      - run: pipx install rawugc-sync==@VERSION@
      - run: rawugc-sync plan --markdown comment.md
        env:
          RAWUGC_API_KEY: ${{ secrets.RAWUGC_API_KEY }}
          RAWUGC_BASE_URL: https://rawugc.com/api/v1
      - if: ${{ !cancelled() }}
        run: |
          [ ! -f comment.md ] || gh pr comment "$NUMBER" --edit-last --create-if-none --body-file comment.md
        env:
          GH_TOKEN: ${{ github.token }}
          NUMBER: ${{ github.event.pull_request.number }}

  apply:
    if: github.event_name == 'push' && github.ref_name == github.event.repository.default_branch
    runs-on: ubuntu-latest
    environment: rawugc
    # For the branch with the state.
    permissions: {contents: write}
    concurrency: {group: @NAME@-apply, cancel-in-progress: false}
    steps:
      - uses: actions/checkout@v4
      - run: pipx install rawugc-sync==@VERSION@
      # exec: a cancelled job ends its call first.
      - run: exec rawugc-sync apply --auto-approve --only-approved --lock-timeout 600
        env:
          RAWUGC_API_KEY: ${{ secrets.RAWUGC_API_KEY }}
          RAWUGC_BASE_URL: https://rawugc.com/api/v1
"""

_GITLAB = """\
# Before the first run: a masked variable RAWUGC_API_KEY in the environment scope `rawugc`, and in rawugc.yaml
# `organization:` and `state: https://GITLAB/api/v4/projects/ID/terraform/state/NAME`. Apply once from your
# own machine. Whose yes an apply takes, `approvals:` in rawugc.yaml says.
# With RAWUGC_COMMENT_TOKEN, a project access token that may use the API, the plan becomes a comment.
stages: [validate, plan, apply]

default:
  image: python:3.12
  before_script:
    - pip install rawugc-sync==@VERSION@@CD@

variables:
  RAWUGC_BASE_URL: https://rawugc.com/api/v1
  TF_HTTP_USERNAME: gitlab-ci-token
  TF_HTTP_PASSWORD: $CI_JOB_TOKEN

validate:
  stage: validate
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - rawugc-sync validate
    - rawugc-sync fmt --check

plan:
  stage: plan
  # A fork gets no key.
  rules:
    - if: $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID
  environment: {name: rawugc, action: access}
  script:
    - code=0; rawugc-sync plan --markdown comment.md || code=$?
    - |
      if [ -n "$RAWUGC_COMMENT_TOKEN" ] && [ -f comment.md ]; then
        curl --silent --show-error --fail --header "PRIVATE-TOKEN: $RAWUGC_COMMENT_TOKEN" \\
          --data-urlencode body@comment.md \\
          "$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
      fi
    - exit "$code"
  artifacts: {when: always, paths: ["@BELOW@comment.md"]}

apply:
  stage: apply
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  environment: {name: rawugc}
  resource_group: @NAME@
  interruptible: false
  script:
    # exec: a cancelled job ends its call first.
    - exec rawugc-sync apply --auto-approve --only-approved --lock-timeout 600
"""


class CiFile(NamedTuple):
    """Where the file goes, and its text."""

    path: Path
    text: str


def ci_file(root: Path, place: str) -> CiFile:
    """The file for `github` or `gitlab`, at the top of the repository that a workspace lies in.

    InvalidInput where there is one already, or the workspace lies in a folder that no job can be told.
    """
    from rawugc_sync.words.errors import InvalidInput

    top = _top(root)
    folder = root.resolve().relative_to(top).as_posix()
    if not _SAFE.fullmatch(folder):
        raise InvalidInput.of(
            "folder",
            f"the folder {folder} has characters that mean something in a CI file",
            "Rename it: letters, digits, and any of . _ - are fine.",
        )
    name = "rawugc" if folder == "." else f"rawugc-{folder.replace('/', '-')}"
    path = top / (".gitlab-ci.yml" if place == "gitlab" else f".github/workflows/{name}.yml")
    if path.exists() or path.is_symlink():
        raise InvalidInput.of(
            "exists",
            f"{path.relative_to(top)} exists already",
            f"To take over its jobs by hand: rawugc-sync -C FOLDER init --ci {place}, with an empty folder "
            "outside of this repository.",
        )
    return CiFile(path, _text(_GITLAB if place == "gitlab" else _GITHUB, folder, name))


def _text(template: str, folder: str, name: str) -> str:
    is_top = folder == "."
    values = {
        "NAME": name,
        "VERSION": __version__,
        "DEFAULTS": "" if is_top else f"defaults: {{run: {{working-directory: {folder}}}}}\n",
        "CD": "" if is_top else f"\n    - cd {folder}",
        "BELOW": "" if is_top else f"{folder}/",
    }
    for key, value in values.items():
        template = template.replace(f"@{key}@", value)
    return template


def _top(root: Path) -> Path:
    """The folder of the checkout that a folder lies in; itself outside of one."""
    here = root.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), here)
