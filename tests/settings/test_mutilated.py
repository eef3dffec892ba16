"""Whatever is in the files: either settings, or one error that lists problems."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelstacks.errors import ConfigError
from modelstacks.settings import load_project

from .conftest import ENVIRONMENT, FAMILY, Config

RICH_ENVIRONMENT = (
    ENVIRONMENT
    + """\
sizing: {policy: spec, accelerators: [A10G, "L4"], runtime: 16.4.x-gpu-ml-scala2.12}
state: {bucket: a-bucket, region: us-east-1}
tags: &t {A: b}
aws: {account_id: "123456789012"}
network:
  workspace_vpc: {id: vpc-00000001, cidrs: [10.0.0.0/16], route_tables: [rtb-00000001]}
encryption: {keys: customer, in_transit: true}
security:
  compliance_profile: {acknowledge_permanent: true}
  ip_access: {allow: {a: [203.0.113.0/24]}, block: {b: [192.0.2.0/24]}, caller: [203.0.113.7]}
  tokens: {max_days: 90}
  system_schemas: [access]
compliance: [hipaa]
sandbox: {vpcs: {data: {cidr: 10.1.0.0/16, subnets: [10.1.0.0/24]}}}
families:
  t5: {models: {t5-base: {serve: {concurrency: 8}}}}
"""
)
RICH_FAMILY = (
    FAMILY
    + """\
storage:
  bucket: {noncurrent_days: 3}
  mounts: {raw: {s3: {bucket: a-bucket, prefix: a/b}}, own: {s3: {}}}
network:
  peerings:
    lake:
      peer:
        {id: vpc-00000002, cidrs: [10.1.0.0/16], route_tables: [rtb-00000002],
         security_groups: [sg-00000002]}
      ports: {sql: 5432, nccl: 1024-2048, dns: {port: 53, protocol: udp}}
access: {engineers: [a]}
compliance: [hipaa]
"""
)
SECTIONS = {
    "storage": ["bucket", "mounts", "raw", "s3", "prefix", "volume"],
    "network": ["workspace_vpc", "peerings", "lake", "peer", "cidrs", "id", "ports", "port"],
    "encryption": ["keys", "kms_key_arn", "in_transit", "workspace", "storage_key_arn"],
    "access": ["users", "engineers"],
    "compliance": ["hipaa"],
    "security": ["ip_access", "allow", "caller", "tokens", "max_days", "system_schemas"],
    "aws": ["account_id"],
    "sandbox": ["vpcs", "data", "cidr", "subnets", "region"],
}
PIECES = st.sampled_from(
    [
        *"\t\n :,[]{}&*!|>'\"%@`#?-~0",
        "---",
        "<<: ",
        "!!str ",
        "false",
        "null",
        "\x00",
        "\ufeff",
        "é",
    ]
)
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Config(tmp_path_factory.mktemp("mutilated")).folder


def mutilated(text: str) -> st.SearchStrategy[str]:
    place = st.integers(0, len(text))
    cut = st.tuples(place, st.integers(0, 8), st.lists(PIECES, max_size=3).map("".join))
    return st.lists(cut, min_size=1, max_size=4).map(lambda cuts: apply(text, cuts))


def apply(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for place, length, piece in cuts:
        text = text[:place] + piece + text[place + length :]
    return text


MODEL_KEYS = ["family", "models", "t5-base", "serve", "interactive", "version", "enabled", "t5"]
WORDS = ["10.0.0.0/16", "10.0.0.0/99", "access", "hipaa", "vpc-00000001", "1-2", "arn:aws:kms"]


def values(names: list[str] = MODEL_KEYS) -> st.SearchStrategy[object]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    scalars |= st.sampled_from(WORDS)
    keys = st.sampled_from(names)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    )


def load(folder: Path) -> None:
    with contextlib.suppress(ConfigError):
        project = load_project(folder, "dev")
        assert project.environment.name == "dev"


@QUICK
@given(mutilated(RICH_ENVIRONMENT))
def test_a_mutilated_environment(folder: Path, text: str) -> None:
    (folder / "environments" / "dev.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "families" / "t5.yaml").write_text(FAMILY)

    load(folder)


@QUICK
@given(mutilated(RICH_FAMILY))
def test_a_mutilated_family(folder: Path, text: str) -> None:
    (folder / "environments" / "dev.yaml").write_text(RICH_ENVIRONMENT)
    (folder / "families" / "t5.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))

    load(folder)


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(folder: Path, content: bytes) -> None:
    (folder / "environments" / "dev.yaml").write_bytes(content)
    (folder / "families" / "t5.yaml").write_bytes(content)

    load(folder)


@QUICK
@given(values(), values())
def test_any_values_in_the_right_places(folder: Path, models: object, families: object) -> None:
    import json

    environment = RICH_ENVIRONMENT.partition("families:")[0]
    environment += f"families: {json.dumps(families)}\n"
    (folder / "environments" / "dev.yaml").write_text(environment)
    (folder / "families" / "t5.yaml").write_text(f"family: t5\nmodels: {json.dumps(models)}\n")

    load(folder)


@pytest.mark.parametrize("section", SECTIONS)
@QUICK
@given(data=st.data())
def test_any_values_in_a_section(folder: Path, section: str, data: st.DataObject) -> None:
    import json

    written = [json.dumps(data.draw(values(SECTIONS[section]))) for _ in range(2)]
    environment = f"{ENVIRONMENT}compliance: [hipaa]\n".replace(f"{section}: [hipaa]\n", "")
    (folder / "environments" / "dev.yaml").write_text(f"{environment}{section}: {written[0]}\n")
    (folder / "families" / "t5.yaml").write_text(f"{FAMILY}{section}: {written[1]}\n")

    load(folder)
