"""Serving endpoints: rules, life, and what the answers add."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

ROOT = "/api/2.0/serving-endpoints"


def entity(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": "current",
        "entity_name": "main.nlp.t5",
        "entity_version": "1",
        "workload_size": "Small",
        "workload_type": "GPU_MEDIUM",
        "scale_to_zero_enabled": True,
    }
    return {key: value for key, value in {**body, **changes}.items() if value is not None}


def band(low: int | None, high: int | None, **changes: Any) -> dict[str, Any]:
    bare = {"workload_type": None, "workload_size": None, "scale_to_zero_enabled": None}
    ends = {"min_provisioned_throughput": low, "max_provisioned_throughput": high}
    return entity(**{**bare, **ends, **changes})


def endpoint(*entities: dict[str, Any], **changes: Any) -> dict[str, Any]:
    config: dict[str, Any] = {"served_entities": list(entities) or [entity()]}
    if routes := changes.pop("routes", None):
        config["traffic_config"] = {
            "routes": [{"served_model_name": n, "traffic_percentage": p} for n, p in routes.items()]
        }
    return {"name": "t5", "config": config, **changes}


def test_an_endpoint_takes_polls_to_be_ready(slow_api: Api) -> None:
    # given a new endpoint
    slow_api.model()
    made = slow_api.post(ROOT, endpoint())
    assert made["state"] == {"ready": "NOT_READY", "config_update": "IN_PROGRESS"}
    assert made["config"]["served_entities"][0]["name"] == "current"

    # then it is ready after its polls
    states = [slow_api.get(f"{ROOT}/t5")["state"]["config_update"] for _ in range(3)]
    assert states == ["IN_PROGRESS", "IN_PROGRESS", "NOT_UPDATING"]
    ready = slow_api.get(f"{ROOT}/t5")
    assert ready["state"]["ready"] == "READY"
    assert "pending_config" not in ready
    deployment = ready["config"]["served_entities"][0]["state"]["deployment"]
    assert deployment == "DEPLOYMENT_READY"


def test_the_old_configuration_serves_until_the_new_one_is_ready(slow_api: Api) -> None:
    # given an endpoint that is ready
    slow_api.model()
    slow_api.post(ROOT, endpoint())
    for _ in range(3):
        slow_api.get(f"{ROOT}/t5")

    # when it gets another configuration
    config = {"served_entities": [entity(workload_size="Large")]}
    slow_api.put(f"{ROOT}/t5/config", config)

    # then the new one is pending, and a second update has to wait
    changing = slow_api.get(f"{ROOT}/t5")
    assert changing["state"] == {"ready": "READY", "config_update": "IN_PROGRESS"}
    assert changing["config"]["served_entities"][0]["workload_size"] == "Small"
    assert changing["pending_config"]["served_entities"][0]["workload_size"] == "Large"
    refusal = slow_api.refused("PUT", f"{ROOT}/t5/config", config)
    assert refusal[:2] == (409, "RESOURCE_CONFLICT")

    # and in the end it serves
    for _ in range(2):
        slow_api.get(f"{ROOT}/t5")
    changed = slow_api.get(f"{ROOT}/t5")["config"]
    assert changed["served_entities"][0]["workload_size"] == "Large"
    assert changed["config_version"] == 2


def test_what_was_posted_is_echoed(api: Api) -> None:
    api.model()
    api.model("small")
    api.post("/api/2.0/secrets/scopes/create", {"scope": "ml"})
    api.post("/api/2.0/secrets/put", {"scope": "ml", "key": "hf", "string_value": "x"})
    gateway = {
        "usage_tracking_config": {"enabled": True},
        "inference_table_config": {"enabled": True, "catalog_name": "main", "schema_name": "nlp"},
        "rate_limits": [
            {"calls": 100, "key": "user", "renewal_period": "minute"},
            {"calls": 1000, "key": "endpoint", "renewal_period": "minute"},
        ],
    }
    body = endpoint(
        entity(environment_vars={"HF_TOKEN": "{{secrets/ml/hf}}"}),
        entity(name="a", entity_name="main.nlp.small", workload_size="Medium"),
        routes={"current": 90, "a": 10},
        ai_gateway=gateway,
        description="d",
        email_notifications={"on_update_failure": ["a@example.com"]},
        tags=[{"key": "team", "value": "ml"}],
    )
    api.post(ROOT, body)
    answer = api.get(f"{ROOT}/t5")

    # the order is kept: routes and rate limits may not change theirs
    config, sent = answer.pop("config"), body.pop("config")
    assert answer.items() >= body.items()
    assert set(answer) - set(body) == {
        "id",
        "creator",
        "creation_timestamp",
        "last_updated_timestamp",
        "route_optimized",
        "permission_level",
        "endpoint_type",
        "state",
    }
    for got, wanted in zip(config["served_entities"], sent["served_entities"], strict=True):
        assert got.items() >= wanted.items()
        assert set(got) - set(wanted) <= {
            "creator",
            "creation_timestamp",
            "state",
            "environment_vars",
        }
    routes = [
        (one["served_model_name"], one["served_entity_name"], one["traffic_percentage"])
        for one in config["traffic_config"]["routes"]
    ]
    assert routes == [("current", "current", 90), ("a", "a", 10)]


def test_defaults_of_one_entity(api: Api) -> None:
    api.model()
    sent = entity(name=None, workload_type=None, scale_to_zero_enabled=None)
    api.post(ROOT, endpoint(sent))

    config = api.get(f"{ROOT}/t5")["config"]
    (served,) = config["served_entities"]
    assert (served["name"], served["workload_type"]) == ("t5-1", "CPU")
    assert served["scale_to_zero_enabled"] is False
    assert config["traffic_config"]["routes"][0]["traffic_percentage"] == 100


def test_the_older_spelling_is_understood(api: Api) -> None:
    api.model()
    old = {"model_name": "main.nlp.t5", "model_version": "1", "workload_size": "Small"}
    api.post(ROOT, {"name": "t5", "config": {"served_models": [old]}})

    config = api.get(f"{ROOT}/t5")["config"]
    assert config["served_entities"][0]["entity_name"] == "main.nlp.t5"
    assert config["served_models"][0].items() >= old.items()


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    "unknown model": (endpoint(entity(entity_name="main.nlp.none")), 404, "does not exist"),
    "unknown version": (endpoint(entity(entity_version="2")), 404, "version 2"),
    "no version": (endpoint(entity(entity_version=None)), 400, "entity_version"),
    "reserved name": (endpoint(name="databricks-t5"), 400, "databricks-"),
    "odd name": (endpoint(name="t5 base"), 400, "alphanumeric"),
    "long name": (endpoint(name="x" * 64), 400, "63"),
    "no configuration": ({"name": "t5"}, 400, "config"),
    "nothing served": ({"name": "t5", "config": {"served_entities": []}}, 400, "served entity"),
    "unknown workload": (
        endpoint(entity(workload_type="GPU_MEDIM")),
        400,
        "Did you mean GPU_MEDIUM?",
    ),
    "another cloud's workload": (endpoint(entity(workload_type="GPU_LARGE_2")), 400, "GPU_LARGE_2"),
    "unknown size": (endpoint(entity(workload_size="Huge")), 400, "Huge"),
    "no size": (endpoint(entity(workload_size=None)), 400, "workload_size"),
    "two sizes": (endpoint(entity(max_provisioned_concurrency=4)), 400, "exclude each other"),
    "odd concurrency": (
        endpoint(entity(workload_size=None, min_provisioned_concurrency=3)),
        400,
        "steps of 4",
    ),
    "size and band": (
        endpoint(band(0, 980, workload_size="Small")),
        400,
        "workload_size and provisioned throughput exclude each other",
    ),
    "band without an end": (endpoint(band(980, None)), 400, "max_provisioned_throughput"),
    "band from more to less": (endpoint(band(1960, 980)), 400, "1960 to 980 tokens per second"),
    "band of nothing": (endpoint(band(0, 0)), 400, "0 to 0"),
    "share above 100": (endpoint(routes={"current": 101}), 400, "between 0 and 100"),
    "shares below 100": (endpoint(routes={"current": 99}), 400, "must be 100, got 99"),
    "route to nowhere": (endpoint(routes={"other": 100}), 400, "other"),
    "two entities without routes": (endpoint(entity(), entity(name="b")), 400, "traffic_config"),
    "one name twice": (endpoint(entity(), entity(), routes={"current": 100}), 400, "unique"),
    "unknown secret": (
        endpoint(entity(environment_vars={"A": "{{secrets/ml/none}}"})),
        404,
        "scope: ml and key: none",
    ),
    "many variables": (
        endpoint(entity(environment_vars={str(n): "x" for n in range(31)})),
        400,
        "30",
    ),
    "one tag twice": (endpoint(tags=[{"key": "a"}, {"key": "a"}]), 400, "unique"),
    "table in no schema": (
        endpoint(
            ai_gateway={
                "inference_table_config": {
                    "enabled": True,
                    "catalog_name": "main",
                    "schema_name": "none",
                }
            }
        ),
        404,
        "main.none",
    ),
    "odd period": (
        endpoint(ai_gateway={"rate_limits": [{"calls": 1, "renewal_period": "year"}]}),
        400,
        "renewal_period",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(api: Api, case: str) -> None:
    body, expected, told = REFUSED[case]
    api.model()

    status, _, message = api.refused("POST", ROOT, body)

    assert (status, told in message) == (expected, True), message
    assert api.get(ROOT) == {"endpoints": []}


@pytest.mark.parametrize(
    "served",
    [
        entity(workload_size=None, min_provisioned_concurrency=4, max_provisioned_concurrency=16),
        entity(workload_size=None, max_provisioned_throughput=970),
        band(0, 970),
        entity(workload_type="CPU"),
    ],
)
def test_accepted(api: Api, served: dict[str, Any]) -> None:
    api.model()

    api.post(ROOT, endpoint(served))


def test_a_band_keeps_nothing_of_a_gpu(api: Api) -> None:
    # given one band that was sent bare, and one that was sent with what only a GPU has
    api.model()
    api.post(ROOT, endpoint(band(0, 980), name="bare"))
    sent = band(0, 980, workload_type="GPU_MEDIUM", scale_to_zero_enabled=True)
    api.post(ROOT, endpoint(sent, name="dressed"))

    # then both are answered bare: the second would differ from what was sent at every plan
    for name in ("bare", "dressed"):
        (served,) = api.get(f"{ROOT}/{name}")["config"]["served_entities"]
        assert served["max_provisioned_throughput"] == 980
        assert not {"workload_type", "workload_size", "scale_to_zero_enabled"} & set(served)


def test_an_update_is_checked_like_a_creation(api: Api) -> None:
    api.model()
    api.post(ROOT, endpoint())

    config = {"served_entities": [entity(entity_version="9")]}
    assert api.refused("PUT", f"{ROOT}/t5/config", config)[0] == 404


def test_tags_come_and_go(api: Api) -> None:
    api.model()
    api.post(ROOT, endpoint(tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "1"}]))

    body = {"add_tags": [{"key": "a", "value": "2"}], "delete_tags": ["b"]}
    answer = api.patch(f"{ROOT}/t5/tags", body)

    assert answer == {"tags": [{"key": "a", "value": "2"}]}
    assert api.get(f"{ROOT}/t5")["tags"] == answer["tags"]


def test_the_gateway_is_replaced(api: Api) -> None:
    api.model()
    api.post(ROOT, endpoint(ai_gateway={"usage_tracking_config": {"enabled": True}}))

    gateway = {"rate_limits": [{"calls": 5, "key": "user", "renewal_period": "minute"}]}
    assert api.put(f"{ROOT}/t5/ai-gateway", gateway) == gateway
    assert api.get(f"{ROOT}/t5")["ai_gateway"] == gateway


def test_names_are_taken_once_and_endpoints_deleted(api: Api) -> None:
    api.model()
    api.post(ROOT, endpoint())
    assert api.refused("POST", ROOT, endpoint())[1] == "RESOURCE_ALREADY_EXISTS"

    api.delete(f"{ROOT}/t5")

    for method, path in (("GET", ""), ("DELETE", ""), ("PUT", "/config"), ("PATCH", "/tags")):
        refusal = api.refused(method, f"{ROOT}/t5{path}", {})
        assert refusal[:2] == (404, "RESOURCE_DOES_NOT_EXIST")


def test_the_inventory_tells_what_is_served(api: Api) -> None:
    api.model()
    api.post(ROOT, endpoint())

    assert api.inventory()["serving_endpoints"] == [
        {
            "name": "t5",
            "state": "NOT_UPDATING",
            "ready": "READY",
            "entities": [
                {
                    "name": "current",
                    "model": "main.nlp.t5",
                    "version": "1",
                    "workload_type": "GPU_MEDIUM",
                    "workload_size": "Small",
                    "tokens_per_second": [],
                    "scale_to_zero": True,
                    "traffic": 100,
                }
            ],
            "gateway": [],
        }
    ]


def test_a_challenger_gets_a_share_and_the_gateway_its_words(api: Api) -> None:
    # given a model with two versions
    name = api.model()
    api.post("/api/2.0/mlflow/unity-catalog/model-versions/create", {"name": name})
    champion, challenger = entity(name="champion"), entity(name="challenger", entity_version="2")
    gateway = {
        "usage_tracking_config": {"enabled": True},
        "fallback_config": {"enabled": True},
        "inference_table_config": {
            "enabled": True,
            "catalog_name": "main",
            "schema_name": "nlp",
        },
        "rate_limits": [
            {"calls": 100, "key": "user", "renewal_period": "minute"},
            {
                "calls": 9,
                "tokens": 10,
                "key": "user_group",
                "principal": "scientists",
                "renewal_period": "minute",
            },
            {"calls": 500, "renewal_period": "minute"},
        ],
    }

    body = endpoint(champion, challenger, routes={"champion": 90, "challenger": 10})
    api.post(ROOT, {**body, "ai_gateway": gateway})

    (row,) = api.inventory()["serving_endpoints"]
    assert [one["traffic"] for one in row["entities"]] == [90, 10]
    assert row["gateway"] == [
        "usage",
        "fallback",
        "payloads in main.nlp",
        "100 calls a minute per user",
        "9 calls and 10 tokens a minute per scientists",
        "500 calls a minute per endpoint",
    ]
    assert api.get(f"{ROOT}/t5")["ai_gateway"] == gateway
    # and a version that vanished is refused at the next change
    api.delete(f"/api/2.1/unity-catalog/models/{name}/versions/2")
    refusal = api.refused("PUT", f"{ROOT}/t5/config", body["config"])
    assert refusal[0] == 404
    assert "version 2" in refusal[2]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ([{"key": "user_group", "calls": 1}], "needs a principal"),
        ([{"key": "user_group", "calls": 1, "principal": "none"}], "none does not exist"),
        ([{"key": "endpoint", "calls": 1, "principal": "scientists"}], "has no principal"),
        ([{"key": "user"}], "no number"),
        ([{"key": "user", "calls": 1}, {"key": "user", "calls": 2}], "more than one limit"),
        ([{"key": "user", "calls": -1}], "negative"),
    ],
)
def test_limits_that_cannot_be_kept(api: Api, limits: list[dict[str, Any]], told: str) -> None:
    api.model()
    given = [{"renewal_period": "minute", **one} for one in limits]

    assert told in api.refused("POST", ROOT, endpoint(ai_gateway={"rate_limits": given}))[2]


def test_models_of_databricks_are_served_by_name(api: Api) -> None:
    name = "system.ai.llama_v3_2_3b_instruct"
    api.post(ROOT, endpoint(band(0, 980, entity_name=name)))

    odd = band(0, 980, entity_name="system.ai.llama_v3_2_3b_instrukt")
    status, _, message = api.refused("POST", ROOT, endpoint(odd, name="odd"))
    assert (status, f"Did you mean {name}?" in message) == (404, True)
    bad = band(0, 980, entity_name=name, entity_version="latest")
    assert api.refused("POST", ROOT, endpoint(bad, name="bad"))[0] == 404
    models = "/api/2.1/unity-catalog/models"
    listed = api.get(models, catalog_name="system", schema_name="ai")["registered_models"]
    assert name in [one["full_name"] for one in listed]
    assert api.get(f"{models}/{name}")["catalog_name"] == "system"
