"""Registered models and serving endpoints."""
