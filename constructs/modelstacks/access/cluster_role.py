"""The role of a family's clusters: an instance profile, known to Databricks."""

from collections.abc import Mapping

from constructs import Construct

from modelstacks.access.aws_role import AwsRole
from modelstacks.access.bucket_actions import READ
from modelstacks.access.policy_document import Statement, policy_json
from modelstacks.bindings.aws.iam import IamInstanceProfile
from modelstacks.bindings.databricks import InstanceProfile
from modelstacks.bindings.dependencies import wait_for
from modelstacks.surroundings.plans import RolePlan


class ClusterRole(AwsRole):
    """What the nodes of a family may do in AWS: its own folders of its own bucket, and its key."""

    def __init__(
        self, scope: Construct, id_: str, *, plan: RolePlan, tags: Mapping[str, str]
    ) -> None:
        super().__init__(
            scope,
            id_,
            plan=plan,
            trust_policy=policy_json(
                [
                    Statement(
                        sid="Nodes",
                        principals={"Service": "ec2.amazonaws.com"},
                        actions=("sts:AssumeRole",),
                    )
                ]
            ),
            description=f"Nodes of the clusters of {plan.name}.",
            tags=tags,
        )
        profile = IamInstanceProfile(
            self, "profile", name=plan.name, role=self.resource.name, tags=dict(tags)
        )
        self._elsewhere = 0
        # Validating launches a node, and IAM may not have told every region yet.
        self._registered = InstanceProfile(
            self, "registered", instance_profile_arn=profile.arn, skip_validation=True
        )

    @property
    def instance_profile_arn(self) -> str:
        """ARN to give a cluster, known once Databricks knows it and the role has its rights."""
        return self._registered.id

    def allow(self, statement: Statement) -> None:
        """Add a statement to the role's policy, which whoever carries the profile waits for."""
        is_first = not self.policies
        super().allow(statement)
        if is_first:
            wait_for(self._registered, *self.policies)

    def read_elsewhere(self, folder: str) -> None:
        """Let the nodes read a folder of another bucket, `<bucket>/<folder>/`.

        The bucket's policy and its key, which are not ours, have to admit the role as well.
        """
        bucket, _, inside = folder.partition("/")
        arn = f"arn:aws:s3:::{bucket}"
        at = self._elsewhere = self._elsewhere + 1
        self.allow(
            Statement(
                sid=f"ListElsewhere{at}",
                actions=("s3:ListBucket",),
                resources=(arn,),
                conditions={"StringLike": {"s3:prefix": [f"{inside}*"]}},
            )
        )
        objects = f"{arn}/{inside}*"
        self.allow(Statement(sid=f"ReadElsewhere{at}", actions=READ, resources=(objects,)))
