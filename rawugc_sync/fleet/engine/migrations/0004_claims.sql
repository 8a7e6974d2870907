-- A claim goes from index to index, whatever the statistics say: they are mostly of an empty queue, and by them
-- a claim among a thousand jobs compared each with each.
CREATE INDEX fleet_jobs_lock ON procrastinate_jobs (lock);
ALTER FUNCTION procrastinate_fetch_job_v2(character varying[], bigint)
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
    SET enable_hashjoin = off SET enable_mergejoin = off;
