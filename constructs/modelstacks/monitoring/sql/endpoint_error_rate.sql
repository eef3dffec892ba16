-- Share of an endpoint's requests that ended in a server error in the last day, by endpoint.
-- Threshold: watch.thresholds.endpoint_error_rate. An endpoint with fewer requests than
-- least_requests is not judged. Reads system.serving.endpoint_usage and served_entities.
WITH served AS (
  SELECT DISTINCT
    served_entities.served_entity_id,
    served_entities.endpoint_name
  FROM system.serving.served_entities AS served_entities
  WHERE served_entities.endpoint_name IN (:endpoints)
)
SELECT
  served.endpoint_name AS endpoint,
  COUNT_IF(requests.status_code >= 500) / COUNT(*) AS error_rate
FROM system.serving.endpoint_usage AS requests
INNER JOIN served
  ON requests.served_entity_id = served.served_entity_id
WHERE requests.request_time >= timestampadd(HOUR, -24, current_timestamp())
GROUP BY served.endpoint_name
HAVING COUNT(*) >= :least_requests
