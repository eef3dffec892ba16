"""A cluster under its policy: found, applied, and obeyed."""

from modelstacks.sandbox.workspace.call import Call
from modelstacks.sandbox.workspace.cluster_policy_rules import apply_policy, parse_definition
from modelstacks.sandbox.workspace.errors import invalid
from modelstacks.sandbox.workspace.message import Json


def under_policy(call: Call, spec: Json, *, cluster_type: str) -> Json:
    """Return the cluster as its policy makes it; without a policy, unchanged."""
    policy_id = spec.get("policy_id")
    if not policy_id:
        return dict(spec)
    policy = call.tx.get("cluster_policy", policy_id)
    if policy is None:
        raise invalid(f"Can't find a cluster policy with id: {policy_id}.")
    rules = parse_definition(policy.get("definition", "{}"))
    return apply_policy(rules, spec, cluster_type=cluster_type)
