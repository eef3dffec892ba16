-- Databricks cost of all families in this calendar month, as percent of the environment's budget.
-- Thresholds: watch.budget.alert_at. Reads system.billing.usage and list_prices, US dollars at list
-- price. The machines of the cloud are on the cloud's own bill.
SELECT
  COALESCE(SUM(usage.usage_quantity * list_prices.pricing.default), 0)
  * 100 / :monthly_usd AS percent_of_budget
FROM system.billing.usage AS usage
INNER JOIN system.billing.list_prices AS list_prices
  ON usage.sku_name = list_prices.sku_name
  AND usage.cloud = list_prices.cloud
  AND usage.usage_unit = list_prices.usage_unit
  AND usage.usage_end_time >= list_prices.price_start_time
  AND (list_prices.price_end_time IS NULL OR usage.usage_end_time < list_prices.price_end_time)
WHERE usage.custom_tags['Environment'] = :environment
  AND usage.custom_tags['ManagedBy'] = 'modelstacks'
  AND list_prices.currency_code = 'USD'
  AND usage.usage_date >= trunc(current_date(), 'MM')
