"""The shape of `plan --json` as types, and as JSON Schema. Source: section 6 of the design."""

from __future__ import annotations

from typing import (
    Any,
    Literal,
    NotRequired,  # typing's own cannot become a schema before Python 3.12
)

from typing_extensions import TypedDict

ActionWord = Literal["create", "update", "delete", "forget", "no-op"]


class SourceJson(TypedDict, total=False):
    """A place in a file of the workspace; empty where there is none."""

    file: str
    line: int
    column: int


class DiagnosticJson(TypedDict):
    """What is wrong, where, and what to do."""

    severity: Literal["error", "warning", "note"]
    code: str
    rule: str | None
    address: str | None
    field: str | None
    summary: str
    detail: str
    source: SourceJson


class PlanDiagnosticJson(DiagnosticJson):
    """`refusal`: a rule says no (exit code 3). `stops`: the plan cannot be carried out because of it."""

    refusal: bool
    stops: bool


class FieldJson(TypedDict):
    """One field that a change touches. `known` is false for what cannot be read back.

    `carried`: a replaced object's value that git leaves alone goes into the new object, or is lost.
    """

    path: str
    before: Any
    after: Any
    origin: Literal["git", "live", "both"] | None
    forces_replacement: bool
    known: bool
    carried: Literal["taken_over", "lost"] | None


class FileJson(TypedDict):
    """A file that is uploaded: `path` from the workspace, `sha256` as `sha256:…`, `size` in bytes."""

    path: str
    sha256: str
    size: int
    contentType: str


class CallJson(TypedDict):
    """One HTTP request, relative to the base URL; an upload has a `file` in place of a `body`.

    In a body, `{"file": "sha256:…"}` stands for the URL of a content. `credits` is what it costs, null where
    nobody knows; what is free has none.
    """

    method: Literal["POST", "PATCH", "DELETE"]
    path: str
    body: NotRequired[dict[str, Any] | None]
    file: NotRequired[FileJson]
    credits: NotRequired[int | float | None]


class ImportingJson(TypedDict):
    """The live object that is adopted."""

    id: str


class ActionsJson(TypedDict):
    """Terraform's `change`: the actions, and the whole managed object before and after."""

    actions: list[ActionWord]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    after_unknown: dict[str, bool | list[bool]]
    importing: ImportingJson | None


class NextPublicJson(TypedDict):
    """When the first of a change's users is public: `at` is Unix milliseconds."""

    address: str
    at: int
    timezone: str | None


class DueJson(TypedDict):
    """What a change is in time for: `at` is Unix milliseconds, `otherwise` what comes without the change."""

    address: str
    at: int
    timezone: str | None
    otherwise: Literal["unpublished", "old_text", "as_it_is", "old_time"]


class StillPublicJson(TypedDict):
    """What is out already with the words that a change takes away; `at` is Unix milliseconds."""

    address: str | None
    id: str
    at: int | None


class ChangeJson(TypedDict):
    """One resource's part of a plan. `used_by` are the resources that use a changed field.

    `credits` is what it costs; null where the price of one of its calls is not known. `author` and `commit`
    are those of its lines; null outside git. `authors` are all of them since the last apply; null where that
    cannot be told. `decide_by` is Unix milliseconds.
    """

    address: str
    type: str
    name: str
    mode: Literal["managed"]
    provider_name: str
    id: str | None
    previous_address: str | None
    action_reason: str | None
    digest: str
    digest_name: str
    author: str | None
    authors: list[str] | None
    commit: str | None
    decide_by: int | None
    due: DueJson | None
    change: ActionsJson
    credits: int | float | None
    drift: bool
    fields: list[FieldJson]
    calls: list[CallJson]
    depends_on: list[str]
    used_by: list[str]
    next_public: NextPublicJson | None
    still_public: list[StillPublicJson]
    source: SourceJson
    note: str | None


class BudgetJson(TypedDict):
    """Everything that `apply` will take, second looks included; `seconds` of waiting from a fresh window.

    `credits` are those of known prices, `credits_unknown` is how many calls have none.
    """

    requests: int
    reads: int
    writes: int
    credits: int | float
    credits_unknown: int
    seconds: int


class AppliedJson(TypedDict):
    """The last apply that changed the state; `at` is ISO 8601."""

    at: str
    by: str
    commit: str | None


class StateJson(TypedDict):
    """The state that the plan was made from, and where it is kept; null without one."""

    serial: int | None
    lineage: str | None
    place: str | None
    applied: AppliedJson | None


SummaryJson = TypedDict(
    "SummaryJson",
    {"create": int, "update": int, "replace": int, "delete": int, "adopt": int, "forget": int, "no-op": int},
)


class LeftOutJson(TypedDict):
    """What a later plan does, once `waits_for` can be looked at; to be applied by `until`, Unix ms."""

    address: str
    waits_for: list[str]
    until: int | None


class ManagedJson(TypedDict):
    """A resource that is managed once the plan is applied, in Terraform's shape."""

    address: str
    mode: Literal["managed"]
    type: str
    name: str
    provider_name: str
    values: dict[str, Any]


class ModuleJson(TypedDict):
    """The one module that there is."""

    resources: list[ManagedJson]


class PlannedValuesJson(TypedDict):
    """All that is managed once the plan is applied."""

    root_module: ModuleJson


class MadeJson(TypedDict):
    """The run that made the plan; `at` is Unix milliseconds, `link` the pull request."""

    at: int | None
    author: str | None
    commit: str | None
    link: str | None


class EntryJson(TypedDict):
    """What is public when: `at` and `was` are Unix milliseconds, null stands for at once."""

    address: str | None
    id: str | None
    fate: Literal["stays", "new", "moved", "changed", "removed"]
    at: int | None
    was: int | None
    timezone: str | None
    accounts: list[str]
    platforms_only: bool
    is_public: bool
    text: str


class ContentJson(TypedDict):
    """A content that changes name: the `file` that has it, if that is known, and the `url` of its upload."""

    sha256: str
    file: FileJson | None
    url: str | None


class PolicyJson(TypedDict):
    """What becomes of the roles, rules and signers themselves, as the state holds them."""

    before: dict[str, Any]
    after: dict[str, Any]
    digest: str


class ApprovalJson(TypedDict):
    """Where it stands with one yes that the plan takes; times are Unix milliseconds.

    `address` is a resource's, or `policy`. `digest` covers the values of `fields`, with `media` for those
    that are references, and `act`: what is done to which object where a yes serves once. `authors`: null
    where nobody can tell who wrote it. `why` says why a yes that is there does not count.
    """

    role: str
    address: str
    status: Literal["missing", "given", "lapsed", "rejected"]
    by: str | None
    at: int | None
    until: int | None
    link: str | None
    note: str | None
    why: str | None
    digest: str
    fields: list[str]
    media: dict[str, Any]
    act: list[str]
    authors: list[str] | None
    decide_by: int | None
    previous_address: str | None


class PlanJson(TypedDict):
    """What turns live into desired. `history`: published posts, unchanged and edited since.

    `server`: the base URL that the calls go to; null only where `rawugc.yaml` cannot be read.
    """

    format_version: str
    workspace: str
    environment: str | None
    organization_id: str | None
    server: str | None
    digest: str
    name: str
    decide_by: int | None
    made: MadeJson
    state: StateJson
    summary: SummaryJson
    budget: BudgetJson
    policy: PolicyJson | None
    approvals: list[ApprovalJson]
    resource_changes: list[ChangeJson]
    planned_values: PlannedValuesJson
    diagnostics: list[PlanDiagnosticJson]
    history: list[int]
    bookkeeping: int
    left_out: list[LeftOutJson]
    calendar: list[EntryJson]
    contents: list[ContentJson]


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `plan --json` and of saved plans, which hold a few keys more."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(PlanJson).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "rawugc-sync plan",
    }
