-- Databricks cost by model and day, in US dollars at list price.
-- Reads system.billing.usage and system.billing.list_prices. What carries the family's tags counts:
-- clusters, jobs, endpoints. The machines of the cloud are on the cloud's own bill.
SELECT
  usage.usage_date AS day,
  COALESCE(usage.custom_tags['Model'], 'shared') AS model,
  usage.billing_origin_product AS product,
  SUM(usage.usage_quantity * list_prices.pricing.default) AS usd
FROM system.billing.usage AS usage
INNER JOIN system.billing.list_prices AS list_prices
  ON usage.sku_name = list_prices.sku_name
  AND usage.cloud = list_prices.cloud
  AND usage.usage_unit = list_prices.usage_unit
  AND usage.usage_end_time >= list_prices.price_start_time
  AND (list_prices.price_end_time IS NULL OR usage.usage_end_time < list_prices.price_end_time)
WHERE usage.custom_tags['Environment'] = :environment
  AND usage.custom_tags['Family'] = :family
  AND list_prices.currency_code = 'USD'
  AND usage.usage_date >= date_sub(current_date(), :days)
GROUP BY ALL
