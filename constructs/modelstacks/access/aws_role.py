"""An IAM role that is given exactly what others grant it."""

from collections.abc import Mapping

from cdktf import TerraformResource
from constructs import Construct

from modelstacks.access.policy_document import Statement, policy_json
from modelstacks.bindings.aws.iam import IamRole, IamRolePolicy
from modelstacks.surroundings.plans import RolePlan


class AwsRole(Construct):
    """A role with one inline policy, which grows with every grant."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        plan: RolePlan,
        trust_policy: str,
        description: str,
        tags: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.plan = plan
        self.resource = IamRole(
            self,
            "Resource",
            name=plan.name,
            description=description,
            assume_role_policy=trust_policy,
            permissions_boundary=plan.permissions_boundary,
            tags=dict(tags),
        )
        self._statements: list[Statement] = []
        self._policy: IamRolePolicy | None = None

    @property
    def arn(self) -> str:
        """ARN, known after the role was created."""
        return self.resource.arn

    @property
    def policies(self) -> tuple[TerraformResource, ...]:
        """What a consumer must wait for beside the role: what it may do hangs on it."""
        return (self._policy,) if self._policy else ()

    def allow(self, statement: Statement) -> None:
        """Add a statement to the role's policy."""
        self._statements.append(statement)
        document = policy_json(self._statements)
        if self._policy is None:
            self._policy = IamRolePolicy(
                self, "policy", name="granted", role=self.resource.name, policy=document
            )
        else:
            self._policy.change(policy=document)
