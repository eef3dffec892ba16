"""From a model, a workload and an environment to a plan, with a reason for every decision."""

from modelstacks.sizing.family import plan_family
from modelstacks.sizing.plans import ClusterPlan, FamilyPlan, ModelPlan, ServingPlan

__all__ = ["ClusterPlan", "FamilyPlan", "ModelPlan", "ServingPlan", "plan_family"]
