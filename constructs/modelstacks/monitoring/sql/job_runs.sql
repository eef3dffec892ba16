-- Runs of the family's jobs by day and result.
-- Reads system.lakeflow.job_run_timeline and jobs. A run of many hours has a row for each hour;
-- only its last one has a result.
WITH family_jobs AS (
  SELECT
    jobs.workspace_id,
    jobs.job_id,
    jobs.name,
    jobs.tags
  FROM system.lakeflow.jobs AS jobs
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY jobs.workspace_id, jobs.job_id ORDER BY jobs.change_time DESC
  ) = 1
)
SELECT
  date_trunc('DAY', runs.period_end_time) AS day,
  family_jobs.name AS job,
  runs.result_state AS result,
  COUNT(DISTINCT runs.run_id) AS runs
FROM system.lakeflow.job_run_timeline AS runs
INNER JOIN family_jobs
  ON runs.workspace_id = family_jobs.workspace_id
  AND runs.job_id = family_jobs.job_id
WHERE family_jobs.tags['Environment'] = :environment
  AND family_jobs.tags['Family'] = :family
  AND runs.result_state IS NOT NULL
  AND runs.period_end_time >= date_sub(current_date(), :days)
GROUP BY ALL
