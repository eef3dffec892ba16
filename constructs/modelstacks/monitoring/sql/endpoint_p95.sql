-- Milliseconds that 19 of 20 requests of an endpoint took at most in the last day.
-- Threshold: watch.thresholds.endpoint_p95_ms. An endpoint with fewer requests than least_requests
-- is not judged. Reads the inference table of the endpoint.
SELECT
  :endpoint AS endpoint,
  percentile_approx(payload.execution_duration_ms, 0.95) AS p95_ms
FROM IDENTIFIER(:inference_table) AS payload
WHERE payload.request_time >= timestampadd(HOUR, -24, current_timestamp())
  AND payload.status_code = 200
HAVING COUNT(*) >= :least_requests
