"""Real Terraform takes every argument of every class."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, is_typeddict

import cdktf
import pytest
from bindings.aws.test_generate import CLASSES
from constructs import Construct
from support.template import Template

from modelstacks.bindings.aws.kms import KmsKey
from modelstacks.bindings.aws.provider import AwsProvider
from modelstacks.sandbox.providers.installation import Provider, lock_text, os_arch

pytestmark = pytest.mark.e2e

_SOURCE = "registry.terraform.io/hashicorp/aws"
_PLUGIN = Path(__file__).with_name("schema_provider.py")
_VERSION = "6.25.0"


def _sample(hint: Any, *, full: bool) -> Any:
    """Return a value that fits an annotation: everything optional filled in, or left out."""
    if get_origin(hint) is NotRequired:
        hint = get_args(hint)[0]
    if is_typeddict(hint):
        return {
            name: _sample(item, full=full)
            for name, item in hint.__annotations__.items()
            if full or name in hint.__required_keys__
        }
    if get_origin(hint) is Sequence:
        return [_sample(get_args(hint)[0], full=full)]
    if get_origin(hint) is Mapping:
        return {"camelKey and more": "x"}
    if get_args(hint):
        return _sample(get_args(hint)[0], full=full)
    return {str: "x", float: 7, bool: True}[hint]


def _draw(scope: Construct, *, full: bool) -> None:
    for class_ in CLASSES:
        annotations = {
            name: hint
            for name, hint in class_.__init__.__annotations__.items()
            if name not in ("scope", "id_", "meta", "return")
        }
        arguments = {
            name: _sample(hint, full=full)
            for name, hint in annotations.items()
            if full or type(None) not in get_args(hint)
        }
        class_(scope, class_.__name__, **arguments)


def _validate(folder: Path, draw: Callable[[Construct], None]) -> Any:
    """Return what `terraform validate -json` says of what is drawn."""
    directory = folder / "terraform.d" / "plugins" / _SOURCE / _VERSION / os_arch()
    directory.mkdir(parents=True)
    launcher = directory / f"terraform-provider-aws_v{_VERSION}"
    launcher.write_text(
        f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -P {shlex.quote(str(_PLUGIN))}\n"
    )
    launcher.chmod(0o755)
    provider = Provider(source=_SOURCE, version=_VERSION, directory=directory)
    (folder / ".terraform.lock.hcl").write_text(lock_text([provider]))

    def everything(scope: Construct) -> None:
        AwsProvider(
            scope,
            "aws",
            versions=_VERSION,
            region="us-east-1",
            profile="x",
            shared_config_files=["a"],
            shared_credentials_files=["b"],
            assume_role={"role_arn": "arn:aws:iam::222222222222:role/x", "tags": {"a": "b"}},
            allowed_account_ids=["222222222222"],
            default_tags={"CostCenter": "x"},
            ignore_tags={"keys": ["a"], "key_prefixes": ["b"]},
            endpoints={"s3": "http://127.0.0.1:1", "s3control": "http://127.0.0.1:1"},
            s3_use_path_style=True,
            skip_credentials_validation=True,
            skip_metadata_api_check="true",
            skip_region_validation=True,
            skip_requesting_account_id=False,
            use_fips_endpoint=False,
            max_retries=3,
            retry_mode="standard",
        )
        draw(scope)

    (folder / "cdk.tf.json").write_text(json.dumps(Template.of(everything).json))
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    prepared = run("init", "-input=false", "-no-color")
    assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    return json.loads(run("validate", "-json").stdout)


@pytest.mark.parametrize("full", [True, False], ids=["every argument", "required ones"])
def test_what_the_classes_take_is_valid(tmp_path: Path, full: bool) -> None:
    said = _validate(tmp_path, lambda scope: _draw(scope, full=full))
    assert said["diagnostics"] == []
    assert said["valid"]


def test_what_no_class_takes_is_not(tmp_path: Path) -> None:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "k")
        key.add_override("policies", "x")

    said = _validate(tmp_path, draw)
    assert [item["summary"] for item in said["diagnostics"]] == ["Extraneous JSON object property"]


def test_tokens_of_every_kind_are_valid(tmp_path: Path) -> None:
    def draw(scope: Construct) -> None:
        key = KmsKey(scope, "k", enable_key_rotation=True)
        peer = AwsProvider(scope, "peer", alias="peer", versions=_VERSION, region="eu-west-1")
        KmsKey(
            scope,
            "other",
            is_enabled=key.is_enabled,
            rotation_period_in_days=key.rotation_period_in_days,
            description=cdktf.Fn.upper(key.arn),
            tags=cdktf.Fn.merge([key.tags, {"Name": key.id}]),
            provider=peer,
            depends_on=[key],
            lifecycle=cdktf.TerraformResourceLifecycle(prevent_destroy=True),
        )

    assert _validate(tmp_path, draw)["diagnostics"] == []
