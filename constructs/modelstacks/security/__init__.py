"""Security settings of the whole workspace."""
