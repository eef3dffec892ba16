-- Failed runs of the family's jobs in the last day.
-- Threshold: watch.thresholds.failed_jobs. Reads system.lakeflow.job_run_timeline and jobs.
-- What a person cancelled has not failed.
WITH family_jobs AS (
  SELECT
    jobs.workspace_id,
    jobs.job_id,
    jobs.tags
  FROM system.lakeflow.jobs AS jobs
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY jobs.workspace_id, jobs.job_id ORDER BY jobs.change_time DESC
  ) = 1
)
SELECT COUNT(DISTINCT runs.run_id) AS failed_runs
FROM system.lakeflow.job_run_timeline AS runs
INNER JOIN family_jobs
  ON runs.workspace_id = family_jobs.workspace_id
  AND runs.job_id = family_jobs.job_id
WHERE family_jobs.tags['Environment'] = :environment
  AND family_jobs.tags['Family'] = :family
  AND runs.result_state IN ('FAILED', 'ERROR', 'TIMED_OUT')
  AND runs.period_end_time >= timestampadd(HOUR, -24, current_timestamp())
