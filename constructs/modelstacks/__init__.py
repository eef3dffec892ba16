"""Infrastructure as code for model families on Databricks.

Importing this package loads nothing: the core (catalog, settings, sizing, cost, guard, review) is
plain Python, and the bindings to CDKTF are loaded only by the constructs that draw resources.
"""

__version__ = "0.1.0"
