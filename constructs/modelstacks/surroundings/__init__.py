"""What a family needs around its clusters, decided: keys, buckets, roles, volumes, peerings."""

from modelstacks.surroundings.family import plan_surroundings
from modelstacks.surroundings.foundation import plan_foundation
from modelstacks.surroundings.foundation_plans import FoundationPlan
from modelstacks.surroundings.plans import Surroundings

__all__ = ["FoundationPlan", "Surroundings", "plan_foundation", "plan_surroundings"]
