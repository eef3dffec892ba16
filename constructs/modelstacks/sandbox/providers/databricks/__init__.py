"""The built-in `databricks` provider: the official one's schema, against the local sandbox only."""
