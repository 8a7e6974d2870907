-- What nobody has applied is looked for every two seconds.
CREATE INDEX fleet_workspaces_untried ON fleet_workspaces (id)
    WHERE NOT gone AND refused IS NULL AND content IS DISTINCT FROM tried;
