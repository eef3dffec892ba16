"""Shipped to the workspace as files; they run there without modelstacks installed."""
