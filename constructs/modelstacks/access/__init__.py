"""Permissions, grants and secret scopes."""
