-- Requests of the family's endpoints by hour, and those that ended in a server error.
-- Reads system.serving.endpoint_usage and served_entities: endpoints that track their usage.
WITH served AS (
  SELECT DISTINCT
    served_entities.served_entity_id,
    served_entities.endpoint_name
  FROM system.serving.served_entities AS served_entities
  WHERE served_entities.endpoint_name IN (:endpoints)
)
SELECT
  date_trunc('HOUR', requests.request_time) AS hour,
  served.endpoint_name AS endpoint,
  COUNT(*) AS requests,
  COUNT_IF(requests.status_code >= 500) AS errors
FROM system.serving.endpoint_usage AS requests
INNER JOIN served
  ON requests.served_entity_id = served.served_entity_id
WHERE requests.request_time >= date_sub(current_date(), :days)
GROUP BY ALL
