"""A generic Terraform plugin (protocol 6): values, planning, state, servicer, runner.

A provider brings a schema (the JSON of `terraform providers schema`) and a table per resource
type. Nothing in here knows Databricks.
"""
