"""What a family needs around its clusters, decided: keys, buckets, roles, volumes, peerings."""

from modelstacks.surroundings.family import plan_surroundings
from modelstacks.surroundings.plans import Surroundings

__all__ = ["Surroundings", "plan_surroundings"]
