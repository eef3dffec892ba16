"""Each mistake is told with its place, what is allowed and the nearest valid choice."""

from dataclasses import dataclass

import pytest

from modelstacks.errors import Problem

from .conftest import ENVIRONMENT, FAMILY, Config

NAMES = "config/environments/dev.yaml"


@dataclass(frozen=True, kw_only=True)
class Mistake:
    line: str
    path: str
    found: str
    nearest: str = ""
    allowed: str = ""
    fix: str = ""
    place: int = 5


IN_ENVIRONMENT = {
    "unknown key": Mistake(
        line="regoin: x", path="regoin", found="unknown key", nearest="region", allowed="region"
    ),
    "unknown key below": Mistake(
        line="sizing: {polcy: spec}", path="sizing.polcy", found="unknown key", nearest="policy"
    ),
    "list for a word": Mistake(line="profile: [a]", path="profile", found="a list", allowed="text"),
    "word for a list": Mistake(
        line="access: {users: ml}", path="access.users", found="`ml`", fix="[ml]"
    ),
    "word for a mapping": Mistake(
        line="sizing: spec", path="sizing", found="`spec`", allowed="a mapping with policy"
    ),
    "number for a word": Mistake(
        line="tags: {Center: 4.10}", path="tags.Center", found="4.1", fix='"4.10"'
    ),
    "boolean for a word": Mistake(line="profile: true", path="profile", found="true", fix='"true"'),
    "empty word": Mistake(line='profile: ""', path="profile", found="an empty text"),
    "nothing": Mistake(line="sizing:", path="sizing", found="found nothing"),
    "item of a list": Mistake(
        line="access: {users: [a, 5]}", path="access.users[1]", found="the number 5"
    ),
    "word for a switch": Mistake(
        line="sizing: {allow_unlisted_node_types: yes}",
        path="sizing.allow_unlisted_node_types",
        found="`yes`",
        nearest="true",
        allowed="true, false",
    ),
    "policy": Mistake(
        line="sizing: {policy: right-size}",
        path="sizing.policy",
        found="`right-size`",
        nearest="right_size",
    ),
    "number out of range": Mistake(
        line="sandbox: {port: 80}", path="sandbox.port", found="80", allowed="1024 to 65535"
    ),
    "number in quotes": Mistake(
        line='sandbox: {port: "8_080"}', path="sandbox.port", found="`8_080`", fix="8080"
    ),
    "true for a number": Mistake(line="sandbox: {polls: true}", path="sandbox.polls", found="true"),
    "state": Mistake(
        line="state: locla", path="state", found="`locla`", nearest="local", allowed="bucket"
    ),
    "state without a bucket": Mistake(
        line="state: {region: us-east-1}", path="state.bucket", found="missing"
    ),
    "bucket": Mistake(
        line="state: {bucket: My_Bucket, region: us-east-1}",
        path="state.bucket",
        found="`My_Bucket`",
        nearest="my-bucket",
        allowed="bucket name",
    ),
    "region of the state": Mistake(
        line="state: {bucket: a-bucket, region: mars-1}", path="state.region", found="`mars-1`"
    ),
    "GPU without its memory": Mistake(
        line="sizing: {accelerators: [A100]}",
        path="sizing.accelerators[0]",
        found="different memory",
        allowed="A100-40, A100-80",
    ),
    "V100": Mistake(
        line="sizing: {accelerators: [V100]}",
        path="sizing.accelerators[0]",
        found="cannot be launched",
        fix="A10G",
    ),
    "GPU": Mistake(
        line="sizing: {accelerators: [L40]}",
        path="sizing.accelerators[0]",
        found="`L40`",
        nearest="L40S",
    ),
    "runtime": Mistake(
        line="sizing: {runtime: 16.4.x-gpu-ml-scala212}",
        path="sizing.runtime",
        found="not in the catalog",
        nearest="16.4.x-gpu-ml-scala2.12",
    ),
    "runtime without GPU": Mistake(
        line="sizing: {runtime: 16.4.x-scala2.12}",
        path="sizing.runtime",
        found="not a GPU ML runtime",
        nearest="16.4.x-gpu-ml-scala2.12",
    ),
    "runtime for ML on CPU": Mistake(
        line="sizing: {runtime: 17.3.x-cpu-ml-scala2.13}",
        path="sizing.runtime",
        found="not a GPU ML runtime",
        nearest="17.3.x-gpu-ml-scala2.13",
    ),
    "merge key": Mistake(line="<<: {a: 1}", path="<<", found="merge keys"),
    "tag": Mistake(line="profile: !!python/name:os.system x", path="profile", found="the tag"),
    "key that is a list": Mistake(line="? [a]\n: b", path="", found="a key is a list"),
}

IN_MODEL = {
    "workload": Mistake(
        line="interactve: {}", path="interactve", found="unknown", nearest="interactive"
    ),
    "key of a job": Mistake(
        line="fine_tune: {optimiser: sgd}",
        path="fine_tune.optimiser",
        found="unknown key",
        nearest="optimizer",
    ),
    "true": Mistake(line="serve: true", path="serve", found="true", nearest="{}", allowed="{}"),
    "off": Mistake(line="serve: off", path="serve", found="`off`", nearest="false"),
    "node type": Mistake(
        line="interactive: {node_type: g5.xlrge}",
        path="interactive.node_type",
        found="not in the aws catalog",
        nearest="g5.xlarge",
        allowed="modelstacks nodes",
    ),
    "node type with V100": Mistake(
        line="interactive: {node_type: p3.2xlarge}",
        path="interactive.node_type",
        found="V100",
        fix="g5.xlarge",
    ),
    "node type that is not listed": Mistake(
        line="interactive: {node_type: p5.4xlarge}",
        path="interactive.node_type",
        found="not confirmed",
        fix="allow_unlisted_node_types",
    ),
    "node type without GPU": Mistake(
        line="interactive: {node_type: r6id.2xlarge}",
        path="interactive.node_type",
        found="no GPU",
    ),
    "driver": Mistake(
        line="interactive: {driver_node_type: r6id.2xlage}",
        path="interactive.driver_node_type",
        found="not in the aws catalog",
        nearest="r6id.2xlarge",
    ),
    "runtime": Mistake(
        line="interactive: {runtime: 12.2.x-gpu-ml-scala2.12}",
        path="interactive.runtime",
        found="not in the catalog",
    ),
    "workers": Mistake(
        line="interactive: {min_workers: 5, max_workers: 4}",
        path="interactive.min_workers",
        found="more than max_workers 4",
    ),
    "no workers": Mistake(
        line="interactive: {min_workers: 0}", path="interactive.min_workers", found="0", allowed="1"
    ),
    "never stops": Mistake(
        line="interactive: {autotermination_minutes: 0}",
        path="interactive.autotermination_minutes",
        found="an idle GPU cluster that never stops",
        fix="10 to 10000",
    ),
    "version": Mistake(line="serve: {version: 0}", path="serve.version", found="0"),
    "version in words": Mistake(
        line='serve: {version: "2"}', path="serve.version", found="`2`", fix="without quotes: 2"
    ),
    "fraction": Mistake(line="serve: {concurrency: 4.5}", path="serve.concurrency", found="4.5"),
    "band": Mistake(
        line="serve: {throughput: {minimum: 2, maximum: 1}}",
        path="serve.throughput",
        found="minimum 2 is more than maximum 1",
    ),
    "half a band": Mistake(
        line="serve: {throughput: {maximum: 980}}",
        path="serve.throughput.minimum",
        found="`minimum` is missing",
    ),
    "band that is no multiple": Mistake(
        line="serve: {throughput: {minimum: 0, maximum: 1000, chunk: 980}}",
        path="serve.throughput",
        found="1,000 is not a multiple of the chunk, 980",
        nearest="980",
    ),
    "workload type": Mistake(
        line="serve: {workload_type: GPU_MEDUM}",
        path="serve.workload_type",
        found="`GPU_MEDUM`",
        nearest="GPU_MEDIUM",
    ),
}


def check(problem: Problem, mistake: Mistake, where: str) -> None:
    assert problem.where == where.rstrip()
    assert mistake.found in problem.found
    assert problem.nearest == mistake.nearest
    assert mistake.allowed in problem.allowed
    assert mistake.fix in problem.fix


@pytest.mark.parametrize("mistake", IN_ENVIRONMENT.values(), ids=IN_ENVIRONMENT)
def test_a_mistake_in_an_environment(config: Config, mistake: Mistake) -> None:
    config.environment(f"{ENVIRONMENT}{mistake.line}\n")

    (problem,) = config.problems()

    check(problem, mistake, f"{NAMES}:{mistake.place} {mistake.path}")


@pytest.mark.parametrize("mistake", IN_MODEL.values(), ids=IN_MODEL)
def test_a_mistake_in_a_model(config: Config, mistake: Mistake) -> None:
    config.family(f"family: t5\nmodels:\n  t5-base:\n    enabled: true\n    {mistake.line}\n")

    (problem,) = config.problems()

    check(problem, mistake, f"config/families/t5.yaml:5 models.t5-base.{mistake.path}")


@pytest.mark.parametrize(
    ("before", "after", "line", "nearest"),
    [
        ("cloud: aws", "cloud: asw", 2, "aws"),
        ("region: us-east-1", "region: us-est-1", 3, "us-east-1"),
        ("region: us-east-1", "region: eastus", 3, ""),
        ("environment: dev", "environment: prod", 1, ""),
        ("catalog: dev", "catalog: My Catalog", 4, ""),
    ],
)
def test_a_wrong_value_of_a_key_that_every_environment_has(
    config: Config, before: str, after: str, line: int, nearest: str
) -> None:
    config.environment(ENVIRONMENT.replace(before, after))

    (problem,) = config.problems()
    assert problem.where == f"{NAMES}:{line} {before.partition(':')[0]}"
    assert problem.nearest == nearest


def test_a_region_of_another_cloud_is_known_as_such(config: Config) -> None:
    config.environment(ENVIRONMENT.replace("us-east-1", "eastus"))

    (problem,) = config.problems()
    assert "but of azure" in problem.found


@pytest.mark.parametrize("key", ["environment", "cloud", "region", "catalog"])
def test_a_missing_key_is_explained(config: Config, key: str) -> None:
    lines = [line for line in ENVIRONMENT.splitlines() if not line.startswith(key)]
    config.environment("\n".join(lines))

    (problem,) = config.problems()
    assert problem.found == f"the key `{key}` is missing"
    assert problem.fix.startswith("add it: ")


def test_an_unknown_model_is_told_with_the_nearest(config: Config) -> None:
    config.family(FAMILY.replace("t5-base", "t5-bse"))

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:3 models.t5-bse"
    assert problem.nearest == "t5-base"


def test_one_model_under_two_names(config: Config) -> None:
    config.family("family: t5\nmodels: {t5-base: {}, google-t5/t5-base: {}}\n")

    (problem,) = config.problems()
    assert "the same model" in problem.found


def test_two_families_of_one_name(config: Config) -> None:
    config.family(FAMILY, "t5-again")

    (problem,) = config.problems()
    assert problem.where == "config/families/t5.yaml:1 family"
    assert "config/families/t5-again.yaml" in problem.found


def test_all_problems_of_all_files_come_at_once_in_their_order(config: Config) -> None:
    config.environment(f"{ENVIRONMENT}regoin: x\nregoin: y\nsizing: {{policy: best}}\n")
    config.family("family: T5\nmodels: {t5-bse: {}, t5-base: {serve: {version: 0}}}\n")
    config.family("family: [", "broken")
    config.family("", "empty")

    places = [problem.where for problem in config.problems()]

    assert places == [
        f"{NAMES}:5 regoin",
        f"{NAMES}:6 regoin",
        f"{NAMES}:7 sizing.policy",
        "config/families/broken.yaml:2:1",
        "config/families/empty.yaml",
        "config/families/t5.yaml:1 family",
        "config/families/t5.yaml:2 models.t5-base.serve.version",
        "config/families/t5.yaml:2 models.t5-bse",
    ]


def test_settings_of_one_cloud_are_not_checked_against_another(config: Config) -> None:
    config.environment(ENVIRONMENT.replace("aws", "azure").replace("us-east-1", "eastus"))
    config.family(FAMILY.replace("interactive: {}", "interactive: {node_type: g5.xlarge}"))

    (problem,) = config.problems()
    assert "not in the azure catalog" in problem.found
