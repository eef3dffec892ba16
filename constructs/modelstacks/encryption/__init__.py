"""KMS keys: the family's own, and those of the workspace."""
