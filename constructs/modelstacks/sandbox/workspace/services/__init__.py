"""One module per Databricks service; every `SERVICE` in here is served."""
