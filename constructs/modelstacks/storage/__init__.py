"""Unity Catalog schemas and volumes."""
