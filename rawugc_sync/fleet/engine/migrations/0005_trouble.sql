-- Why the last look at a repository came to nothing; null for most.
ALTER TABLE fleet_repositories ADD COLUMN trouble text;
