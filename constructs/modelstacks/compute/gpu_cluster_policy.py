"""The cluster policy of one model: what anyone may create for it by hand."""

import json
from collections.abc import Mapping
from typing import Any

from constructs import Construct

from modelstacks.access.permission import permit
from modelstacks.access.roles import CLUSTER_POLICY
from modelstacks.bindings.databricks import ClusterPolicy
from modelstacks.compute.cloud_attributes import BLOCKS
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import ModelPlan

Rule = Mapping[str, Any]


class GpuClusterPolicy(Construct):
    """Admits only clusters that can hold the model and stop by themselves."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: ModelPlan,
        name: str,
        tags: Mapping[str, str],
        instance_profile_arn: str | None = None,
    ) -> None:
        """Draw the policy; `instance_profile_arn` is the one that its clusters may carry."""
        super().__init__(scope, id_)
        self.resource = ClusterPolicy(
            self,
            "Resource",
            name=name,
            description=f"GPU clusters that hold {plan.model.name}, sized by modelstacks.",
            definition=json.dumps(policy_rules(plan, tags, instance_profile_arn), sort_keys=True),
        )

    @property
    def policy_id(self) -> str:
        """Id of the policy, known after it was created."""
        return self.resource.id

    def permit(self, access: Access) -> None:
        """Let users create clusters under this policy."""
        permit(
            self,
            target="cluster_policy_id",
            object_id=self.policy_id,
            access=access,
            levels=CLUSTER_POLICY,
        )


def policy_rules(
    plan: ModelPlan, tags: Mapping[str, str], instance_profile_arn: str | None = None
) -> dict[str, Rule]:
    """Return the policy definition, attribute path to rule.

    Format: Databricks' compute policy reference (one rule per attribute, dotted paths).
    """
    rules: dict[str, Rule] = {
        "node_type_id": {"type": "allowlist", "values": list(plan.allowed_node_types)},
        "driver_node_type_id": {
            "type": "allowlist",
            "values": list(plan.allowed_driver_node_types),
        },
        "spark_version": {"type": "regex", "pattern": r".*-gpu-ml-.*"},
        "runtime_engine": {"type": "fixed", "value": "STANDARD"},
        "data_security_mode": {"type": "fixed", "value": "SINGLE_USER"},
        "enable_local_disk_encryption": {"type": "fixed", "value": plan.local_disks_encrypted},
        "autotermination_minutes": {"type": "range", "minValue": 10, "maxValue": 10000},
        "autoscale.max_workers": {
            "type": "range",
            "maxValue": plan.max_workers,
            "isOptional": True,
        },
        "num_workers": {"type": "range", "maxValue": plan.max_workers, "isOptional": True},
        f"{BLOCKS[plan.cloud]}.first_on_demand": {"type": "range", "minValue": 1},
    }
    if instance_profile_arn:
        profile = {"type": "fixed", "value": instance_profile_arn}
        rules["aws_attributes.instance_profile_arn"] = profile
    rules |= {f"custom_tags.{key}": {"type": "fixed", "value": tag} for key, tag in tags.items()}
    return rules
