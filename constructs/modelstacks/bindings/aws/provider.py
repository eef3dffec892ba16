"""The provider block of AWS."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import jsii
from cdktf import TerraformProvider, TerraformProviderGeneratorMetadata
from constructs import Construct

from modelstacks.bindings.aws.values import Checked

SOURCE = "hashicorp/aws"
VERSIONS = ">= 5.100.0, < 7.0.0"
"""Providers the typed resources are valid for."""


class AssumeRole(TypedDict):
    """The role to act as, for instance one of another account."""

    role_arn: str
    session_name: NotRequired[str]
    external_id: NotRequired[str]
    duration: NotRequired[str]
    policy: NotRequired[str]
    policy_arns: NotRequired[Sequence[str]]
    source_identity: NotRequired[str]
    tags: NotRequired[Mapping[str, str]]
    transitive_tag_keys: NotRequired[Sequence[str]]


class IgnoreTags(TypedDict):
    """Tags that others manage."""

    keys: NotRequired[Sequence[str]]
    key_prefixes: NotRequired[Sequence[str]]


class AwsProvider(TerraformProvider):
    """The aws provider of a stack; a further one needs an alias."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        alias: str | None = None,
        versions: str = VERSIONS,
        region: str | None = None,
        profile: str | None = None,
        shared_config_files: Sequence[str] | None = None,
        shared_credentials_files: Sequence[str] | None = None,
        assume_role: AssumeRole | None = None,
        allowed_account_ids: Sequence[str] | None = None,
        default_tags: Mapping[str, str] | None = None,
        ignore_tags: IgnoreTags | None = None,
        endpoints: Mapping[str, str] | None = None,
        s3_use_path_style: bool | None = None,
        skip_credentials_validation: bool | None = None,
        skip_metadata_api_check: str | None = None,
        skip_region_validation: bool | None = None,
        skip_requesting_account_id: bool | None = None,
        use_fips_endpoint: bool | None = None,
        max_retries: float | None = None,
        retry_mode: str | None = None,
    ) -> None:
        """Add the provider to a stack.

        `versions` is the constraint in `required_providers`; `default_tags` are the tags
        themselves; `endpoints` are addresses by service (`s3`, `iam`, `sts` …);
        `skip_metadata_api_check` is "true" or "false", a text.
        """
        arguments: dict[str, Any] = {
            "region": region,
            "profile": profile,
            "shared_config_files": shared_config_files,
            "shared_credentials_files": shared_credentials_files,
            "assume_role": assume_role,
            "allowed_account_ids": allowed_account_ids,
            "default_tags": default_tags,
            "ignore_tags": ignore_tags,
            "endpoints": endpoints,
            "s3_use_path_style": s3_use_path_style,
            "skip_credentials_validation": skip_credentials_validation,
            "skip_metadata_api_check": skip_metadata_api_check,
            "skip_region_validation": skip_region_validation,
            "skip_requesting_account_id": skip_requesting_account_id,
            "use_fips_endpoint": use_fips_endpoint,
            "max_retries": max_retries,
            "retry_mode": retry_mode,
        }
        annotations = AwsProvider.__init__.__annotations__
        hints = {name: annotations[name] for name in arguments}
        checked = Checked(hints, arguments, where=type(self).__name__)
        checked.raise_problems()
        self._arguments = checked.values
        if default_tags is not None:
            self._arguments["default_tags"] = {"tags": self._arguments["default_tags"]}
        for block in {"assume_role", "default_tags", "ignore_tags", "endpoints"} & set(
            self._arguments
        ):
            self._arguments[block] = [self._arguments[block]]
        self._alias = alias
        super().__init__(
            scope,
            id_,
            terraform_resource_type="aws",
            terraform_provider_source=SOURCE,
            terraform_generator_metadata=TerraformProviderGeneratorMetadata(
                # cdktf writes this one into required_providers.
                provider_name="aws",
                provider_version=versions,
                provider_version_constraint=versions,
            ),
        )

    # The base class drops what it is given as alias: it has to be overridden.
    @property
    @jsii.member(jsii_name="alias")
    def alias(self) -> str | None:
        """The alias that resources refer to; nothing for the default provider."""
        return self._alias

    @alias.setter
    def alias(self, value: str | None) -> None:
        self._alias = value

    @jsii.member(jsii_name="synthesizeAttributes")
    def _synthesize_attributes(self) -> Mapping[str, Any]:
        return self._arguments
