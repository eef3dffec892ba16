-- Dollars that GPU nodes cost in the last day while they idled.
-- Threshold: watch.thresholds.idle_gpu_usd. Reads system.compute.node_timeline and clusters.
-- A node idles in a minute in which its processors are used less than idle_cpu_percent: feeding a
-- GPU takes more. It costs what the catalog says, machine and Databricks together.
WITH family_clusters AS (
  SELECT
    clusters.workspace_id,
    clusters.cluster_id,
    clusters.tags
  FROM system.compute.clusters AS clusters
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY clusters.workspace_id, clusters.cluster_id ORDER BY clusters.change_time DESC
  ) = 1
),
prices AS (
  SELECT :usd_per_hour AS usd_per_hour
)
SELECT
  COALESCE(
    SUM(
      try_element_at(prices.usd_per_hour, nodes.node_type)
      * timestampdiff(SECOND, nodes.start_time, nodes.end_time) / 3600
    ),
    0
  ) AS idle_usd
FROM system.compute.node_timeline AS nodes
INNER JOIN family_clusters
  ON nodes.workspace_id = family_clusters.workspace_id
  AND nodes.cluster_id = family_clusters.cluster_id
CROSS JOIN prices
WHERE family_clusters.tags['Environment'] = :environment
  AND family_clusters.tags['Family'] = :family
  AND array_contains(map_keys(prices.usd_per_hour), nodes.node_type)
  AND nodes.cpu_user_percent + nodes.cpu_system_percent < :idle_cpu_percent
  AND nodes.start_time >= timestampadd(HOUR, -24, current_timestamp())
