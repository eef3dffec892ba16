"""Finished plans of what surrounds a family, and the documents that are drawn from them."""

import json
from typing import Any

from support.template import Block, Template

from modelstacks.settings.network import Port
from modelstacks.settings.storage import AccessLog
from modelstacks.surroundings.plans import (
    BucketPlan,
    ExternalStoragePlan,
    KeyPlan,
    PeeringPlan,
    PeeringSidePlan,
    RolePlan,
)

ACCOUNT = "111122223333"
PEER_ACCOUNT = "444455556666"

KEY = KeyPlan(
    alias="alias/test-t5",
    description="Files of t5 in test.",
    account_id=ACCOUNT,
    deletion_window_days=30,
)
BUCKET = BucketPlan(
    name="models-test-t5",
    noncurrent_days=30,
    multipart_days=7,
    access_log=None,
    is_protected=False,
)
LOGGED_BUCKET = BucketPlan(
    name="models-prod-t5",
    noncurrent_days=90,
    multipart_days=7,
    access_log=AccessLog(bucket="example-logs", prefix="models-prod-t5/"),
    is_protected=True,
)
ROLE = RolePlan(
    name="test-t5-cluster",
    account_id=ACCOUNT,
    permissions_boundary=None,
    prefixes=("clusters/",),
)
EXTERNAL = ExternalStoragePlan(
    credential_name="test_t5_storage",
    location_name="test_t5_storage",
    role=RolePlan(
        name="test-t5-unity-catalog",
        account_id=ACCOUNT,
        permissions_boundary=None,
        prefixes=("volumes/",),
    ),
    url="s3://models-test-t5/volumes",
)
WORKSPACE_SIDE = PeeringSidePlan(
    vpc_id="vpc-0aaaaaaaaaaaaaaaa",
    cidrs=("10.0.0.0/16", "10.8.0.0/20"),
    route_tables=("rtb-0aaaaaaaaaaaaaaa1", "rtb-0aaaaaaaaaaaaaaa2"),
    security_groups=("sg-0aaaaaaaaaaaaaaaa",),
    account=ACCOUNT,
    region="us-east-1",
)
PEER_SIDE = PeeringSidePlan(
    vpc_id="vpc-0bbbbbbbbbbbbbbbb",
    cidrs=("10.1.0.0/16",),
    route_tables=("rtb-0bbbbbbbbbbbbbbbb",),
    security_groups=("sg-0bbbbbbbbbbbbbbbb",),
    account=ACCOUNT,
    region="us-east-1",
)
PEERING = PeeringPlan(
    name="data",
    requester=WORKSPACE_SIDE,
    accepter=PEER_SIDE,
    ports=(Port(name="postgres", first=5432, last=5432),),
    dns=True,
)


def statements(document: str) -> dict[str, Block]:
    """Return the statements of a policy document by their ids."""
    return {one["Sid"]: one for one in json.loads(document)["Statement"]}


def policy_of(template: Template, kind: str, argument: str = "policy") -> dict[str, Any]:
    """Return the statements of the only resource of a kind."""
    return statements(template.one(kind)[argument])
