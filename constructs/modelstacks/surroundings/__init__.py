"""What a family needs around its clusters, decided: keys, buckets, roles, volumes, peerings."""

from modelstacks.surroundings.family import plan_surroundings
from modelstacks.surroundings.foundation import plan_foundation
from modelstacks.surroundings.foundation_plans import FoundationPlan
from modelstacks.surroundings.plans import Surroundings
from modelstacks.surroundings.watch import plan_watch
from modelstacks.surroundings.watch_plans import WatchPlan

__all__ = [
    "FoundationPlan",
    "Surroundings",
    "WatchPlan",
    "plan_foundation",
    "plan_surroundings",
    "plan_watch",
]
