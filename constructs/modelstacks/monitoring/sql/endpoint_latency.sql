-- Milliseconds that 19 of 20 requests of an endpoint took at most, by hour.
-- Reads the inference table of the endpoint: system tables hold no duration.
SELECT
  date_trunc('HOUR', payload.request_time) AS hour,
  :endpoint AS endpoint,
  percentile_approx(payload.execution_duration_ms, 0.5) AS median_ms,
  percentile_approx(payload.execution_duration_ms, 0.95) AS p95_ms
FROM IDENTIFIER(:inference_table) AS payload
WHERE payload.request_time >= date_sub(current_date(), :days)
  AND payload.status_code = 200
GROUP BY ALL
