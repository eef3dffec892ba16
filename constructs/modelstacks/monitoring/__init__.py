"""Watching: logs, dashboards, alerts, budgets."""
