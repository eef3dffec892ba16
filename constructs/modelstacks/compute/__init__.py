"""GPU clusters and their policies."""
