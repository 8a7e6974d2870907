-- The tables of a fleet. The engine's own rows (procrastinate_*) are disposable; these are not.
CREATE TABLE fleet_repositories (
    url text PRIMARY KEY,
    tenant text NOT NULL,
    commit_id text,
    polled_at timestamptz
);
CREATE TABLE fleet_workspaces (
    id text PRIMARY KEY,
    tenant text NOT NULL,
    repository text NOT NULL,
    path text NOT NULL,
    environment text,
    -- Whose requests are counted together: one run at a time for each.
    key_place text NOT NULL,
    -- Where its state is: no other may have the same.
    state_place text NOT NULL,
    -- Why it must not be run; null for most.
    refused text,
    commit_id text NOT NULL,
    -- What it is made of at that commit, and what it was made of at the last apply.
    content text NOT NULL,
    tried text,
    -- The highest serial of its state that a run has seen: a state that is gone was lost.
    serial bigint NOT NULL DEFAULT 0,
    drift_at timestamptz NOT NULL,
    apply_at timestamptz,
    drifted boolean,
    gone boolean NOT NULL DEFAULT false
);
CREATE INDEX fleet_workspaces_drift ON fleet_workspaces (drift_at) WHERE NOT gone;
CREATE INDEX fleet_workspaces_apply ON fleet_workspaces (apply_at) WHERE apply_at IS NOT NULL AND NOT gone;
CREATE INDEX fleet_workspaces_repository ON fleet_workspaces (repository);
CREATE INDEX fleet_workspaces_state ON fleet_workspaces (state_place);
CREATE TABLE fleet_runs (
    id text PRIMARY KEY,
    workspace text NOT NULL REFERENCES fleet_workspaces ON DELETE CASCADE,
    kind text NOT NULL,
    commit_id text NOT NULL,
    request bigint,
    job bigint NOT NULL,
    worker text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    exit_code integer,
    what text NOT NULL DEFAULT '',
    -- Requests to RawUGC, and how many of them it has turned away for coming too soon.
    requests integer,
    throttled integer,
    -- What was run, of a plan for a pull request: the same need not be planned again.
    content text,
    -- Nothing was wrong with it, and it could not be done then.
    later boolean NOT NULL DEFAULT false,
    plan text,
    page bytea,
    comment text,
    outcome text
);
CREATE INDEX fleet_runs_workspace ON fleet_runs (workspace, started_at DESC);
CREATE INDEX fleet_runs_started ON fleet_runs (started_at DESC);
CREATE INDEX fleet_runs_request ON fleet_runs (request, workspace) WHERE request IS NOT NULL;
CREATE INDEX fleet_runs_running ON fleet_runs (started_at) WHERE ended_at IS NULL;
-- What has ever been counted: runs are forgotten, and this is not.
CREATE TABLE fleet_totals (
    name text NOT NULL,
    kind text NOT NULL,
    outcome text NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (name, kind, outcome)
);
-- The calendar of each workspace, as its last plan of the branch has it.
CREATE TABLE fleet_posts (
    workspace text NOT NULL REFERENCES fleet_workspaces ON DELETE CASCADE,
    at timestamptz NOT NULL,
    entry text NOT NULL
);
CREATE INDEX fleet_posts_at ON fleet_posts (at);
CREATE INDEX fleet_posts_workspace ON fleet_posts (workspace);
CREATE TABLE fleet_requests (
    repository text NOT NULL,
    number bigint NOT NULL,
    head text NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    is_fork boolean NOT NULL,
    is_open boolean NOT NULL,
    PRIMARY KEY (repository, number)
);
-- What the head of a pull request would make of each workspace that it changes.
CREATE TABLE fleet_proposed (
    repository text NOT NULL,
    number bigint NOT NULL,
    workspace text NOT NULL REFERENCES fleet_workspaces ON DELETE CASCADE,
    content text NOT NULL,
    PRIMARY KEY (repository, number, workspace),
    FOREIGN KEY (repository, number) REFERENCES fleet_requests ON DELETE CASCADE
);
CREATE TABLE fleet_links (
    -- The SHA-256 of the token in its URL, which is kept nowhere.
    token text PRIMARY KEY,
    run text NOT NULL REFERENCES fleet_runs ON DELETE CASCADE,
    -- The digest of the plan that it is for, whose run this is.
    digest text NOT NULL,
    role text NOT NULL,
    person text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    said text,
    note text
);
CREATE INDEX fleet_links_run ON fleet_links (run);
CREATE INDEX fleet_links_said ON fleet_links (used_at DESC) WHERE said IS NOT NULL;
