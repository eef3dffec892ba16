"""`--hypothesis-profile=full` tries ten thousand documents; a plain run a hundred."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "full", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck)
)
