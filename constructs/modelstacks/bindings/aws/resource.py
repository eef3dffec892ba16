"""The base of all AWS resources and data sources."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict, cast

import jsii
from cdktf import (
    ITerraformDependable,
    ITerraformIterator,
    TerraformCount,
    TerraformDataSource,
    TerraformProviderGeneratorMetadata,
    TerraformResource,
    TerraformResourceLifecycle,
)
from constructs import Construct

from modelstacks.bindings.aws.provider import VERSIONS, AwsProvider
from modelstacks.bindings.aws.values import Checked
from modelstacks.errors import Problem, nearest

_METADATA = TerraformProviderGeneratorMetadata(
    provider_name="aws", provider_version=VERSIONS, provider_version_constraint=VERSIONS
)


class Meta(TypedDict, total=False):
    """Arguments that every resource and data source has, whatever its type."""

    depends_on: Sequence[ITerraformDependable] | None
    provider: AwsProvider | None
    lifecycle: TerraformResourceLifecycle | None
    count: float | TerraformCount | None
    for_each: ITerraformIterator | None


class AwsResource(TerraformResource):
    """A resource of the aws provider."""

    TYPE: ClassVar[str]
    """Terraform's name of the type, such as `aws_s3_bucket`."""

    def __init__(
        self, scope: Construct, id_: str, arguments: Mapping[str, Any], meta: Meta
    ) -> None:
        """Check the arguments (TypeError) and add the resource to `scope`."""
        self._arguments = checked_arguments(type(self), arguments, meta)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TYPE,
            terraform_generator_metadata=_METADATA,
            **cast(Any, _given(meta)),
        )

    def change(self, **arguments: Any) -> None:
        """Give arguments another value while drawing, as a policy that grows (TypeError)."""
        self._arguments |= checked_arguments(type(self), arguments, {})

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._arguments


class AwsDataSource(TerraformDataSource):
    """A data source of the aws provider."""

    TYPE: ClassVar[str]
    """Terraform's name of the type, such as `aws_caller_identity`."""

    def __init__(
        self, scope: Construct, id_: str, arguments: Mapping[str, Any], meta: Meta
    ) -> None:
        """Check the arguments (TypeError) and add the data source to `scope`."""
        self._arguments = checked_arguments(type(self), arguments, meta)
        super().__init__(
            scope,
            id_,
            terraform_resource_type=self.TYPE,
            terraform_generator_metadata=_METADATA,
            **cast(Any, _given(meta)),
        )

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._arguments


def checked_arguments(
    class_: type, arguments: Mapping[str, Any], meta: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the arguments as plain values, checked against the signature of the typed class."""
    typed = next(item for item in class_.__mro__ if "TYPE" in vars(item))
    annotations = vars(typed)["__init__"].__annotations__
    hints = {name: annotations[name] for name in arguments}
    checked = Checked(hints, arguments, where=typed.__name__)
    for name in meta:
        if name not in Meta.__annotations__:
            known = [*hints, *Meta.__annotations__]
            checked.problems.append(
                Problem(
                    where=typed.__name__,
                    found=f"no argument {name!r}",
                    nearest=nearest(name, known),
                    allowed=", ".join(sorted(known)),
                )
            )
    checked.raise_problems()
    return checked.values


def _given(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return the meta-arguments that have a value, in the types jsii takes."""
    given = {name: value for name, value in meta.items() if value is not None}
    if "depends_on" in given:
        given["depends_on"] = list(given["depends_on"])
    return given
