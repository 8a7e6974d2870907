-- The apply of a workspace that has ended with what is for a person, until the next one: looks for drift,
-- which may find nothing, come between.
ALTER TABLE fleet_workspaces ADD COLUMN failed text;
-- What a person is to do about a run that has failed.
ALTER TABLE fleet_runs ADD COLUMN advice text NOT NULL DEFAULT '';
UPDATE fleet_workspaces w SET failed = r.id
FROM fleet_runs r
WHERE r.exit_code NOT IN (0, 5, 130) AND NOT r.later
  AND r.id = (SELECT id FROM fleet_runs
    WHERE workspace = w.id AND kind = 'apply' AND request IS NULL AND ended_at IS NOT NULL
    ORDER BY started_at DESC LIMIT 1);
