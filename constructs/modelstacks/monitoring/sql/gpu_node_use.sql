-- GPU nodes by hour: how many ran, how busy their processors and memory were.
-- Reads system.compute.node_timeline, clusters and node_types. They hold no use of the GPU itself:
-- that is in the compute metrics of a cluster, and in MLflow for a training run.
WITH family_clusters AS (
  SELECT
    clusters.workspace_id,
    clusters.cluster_id,
    clusters.tags
  FROM system.compute.clusters AS clusters
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY clusters.workspace_id, clusters.cluster_id ORDER BY clusters.change_time DESC
  ) = 1
)
SELECT
  date_trunc('HOUR', nodes.start_time) AS hour,
  COALESCE(family_clusters.tags['Model'], 'shared') AS model,
  nodes.node_type AS node_type,
  COUNT(DISTINCT nodes.instance_id) AS nodes,
  AVG(nodes.cpu_user_percent + nodes.cpu_system_percent) AS cpu_percent,
  AVG(nodes.mem_used_percent) AS memory_percent
FROM system.compute.node_timeline AS nodes
INNER JOIN family_clusters
  ON nodes.workspace_id = family_clusters.workspace_id
  AND nodes.cluster_id = family_clusters.cluster_id
INNER JOIN system.compute.node_types AS node_types
  ON nodes.node_type = node_types.node_type
WHERE family_clusters.tags['Environment'] = :environment
  AND family_clusters.tags['Family'] = :family
  AND node_types.gpu_count > 0
  AND nodes.start_time >= date_sub(current_date(), :days)
GROUP BY ALL
