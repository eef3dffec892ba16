"""The inventory in words."""

from typing import Any

from modelstacks.sandbox.sections import Section, sandbox_versions, sections

CLUSTER = {
    "id": "1125-0000-abc",
    "name": "local-t5-t5-base-interactive",
    "state": "RUNNING",
    "node_type": "g5.xlarge",
    "driver_node_type": "r6id.2xlarge",
    "pool": None,
    "workers": "2-4",
    "runtime": "16.4.x-gpu-ml-scala2.12",
    "pinned": False,
    "libraries": 0,
}
CATALOG = {
    "name": "local",
    "system": True,
    "schemas": [
        {"name": "default", "volumes": [], "models": [], "system": True},
        {
            "name": "t5",
            "volumes": ["t5_11b", "t5_3b"],
            "models": [
                {
                    "name": "t5_3b",
                    "versions": [{"version": 1, "status": "READY", "registered_by_sandbox": True}],
                },
                {
                    "name": "t5_11b",
                    "versions": [
                        {"version": 7, "status": "READY", "registered_by_sandbox": False},
                        {"version": 8, "status": "PENDING", "registered_by_sandbox": False},
                    ],
                },
                {"name": "t5_base", "versions": []},
            ],
            "system": False,
        },
    ],
}
ENDPOINT = {
    "name": "local-t5-endpoint",
    "state": "NOT_UPDATING",
    "ready": "READY",
    "entities": [
        {
            "name": "t5-base",
            "model": "local.t5.t5_base",
            "version": "1",
            "workload_type": "GPU_SMALL",
            "workload_size": "Small",
            "scale_to_zero": True,
        }
    ],
}


def by_title(inventory: dict[str, Any]) -> dict[str, Section]:
    return {section.title: section for section in sections(inventory)}


def test_what_the_workspace_has_by_itself_is_not_shown() -> None:
    # given a workspace in which nothing was deployed
    inventory = {
        "workspace": {"cloud": "aws"},
        "catalogs": [{**CATALOG, "schemas": CATALOG["schemas"][:1]}],  # type: ignore[index]
        "groups": [{"name": "users", "members": 0, "system": True}],
        "clusters": [],
    }
    assert sections(inventory) == ()


def test_a_cluster_is_one_line() -> None:
    section = by_title({"clusters": [CLUSTER]})["Clusters"]
    assert section.rows == (
        (
            "local-t5-t5-base-interactive",
            "RUNNING",
            "2-4 x g5.xlarge",
            "r6id.2xlarge",
            "16.4 gpu-ml",
        ),
    )


def test_models_tell_who_registered_their_versions() -> None:
    # given a version by the sandbox, two by somebody else, and a model without any
    inventory = {"catalogs": [CATALOG]}

    # then each says so, 3B before 11B, and the sandbox's are counted
    assert by_title(inventory)["Models and versions"].rows == (
        ("local.t5.t5_3b", "v1 READY, registered by the sandbox"),
        ("local.t5.t5_11b", "v7 READY; v8 PENDING"),
        ("local.t5.t5_base", "none yet"),
    )
    assert sandbox_versions(inventory) == 1
    assert by_title(inventory)["Schemas"].rows == (("local.t5",),)
    assert by_title(inventory)["Volumes"].rows == (("local.t5.t5_3b",), ("local.t5.t5_11b",))


def test_an_endpoint_shows_what_it_is_busy_with() -> None:
    settled = by_title({"serving_endpoints": [ENDPOINT]})["Serving endpoints"].rows[0]
    assert settled == (
        "local-t5-endpoint",
        "READY",
        "local.t5.t5_base v1",
        "GPU_SMALL Small",
        "to zero",
    )
    busy = by_title({"serving_endpoints": [{**ENDPOINT, "state": "IN_PROGRESS"}]})
    assert busy["Serving endpoints"].rows[0][1] == "IN_PROGRESS"


def test_an_endpoint_with_a_band_shows_it() -> None:
    entity = {
        **ENDPOINT["entities"][0],  # type: ignore[dict-item]
        "workload_type": None,
        "workload_size": None,
        "tokens_per_second": [0, 1960],
    }
    row = by_title({"serving_endpoints": [{**ENDPOINT, "entities": [entity]}]})

    assert row["Serving endpoints"].rows[0][3] == "0-1,960 tokens/s"


def test_storage_tells_what_it_opens_and_who_uses_it() -> None:
    credential = {
        "name": "lake",
        "kind": "aws_iam_role",
        "role": "arn:aws:iam::123456789012:role/lake",
        "external_id": "0a1b",
        "used_by": ["data"],
    }
    google = {**credential, "kind": "databricks_gcp_service_account", "role": None, "used_by": []}
    location = {"name": "data", "url": "s3://b/x", "credential": "lake", "encryption": None}
    mount = {"name": "/mnt/t5", "source": "s3a://b", "encryption": None, "made_on": "mounts"}
    shown = by_title(
        {
            "storage_credentials": [credential, {**google, "name": "google"}],
            "external_locations": [{**location, "read_only": False}],
            "mounts": [mount],
            "instance_profiles": [{"name": "ml", "arn": "a", "role": None}],
        }
    )
    assert shown["Storage credentials"].rows == (
        ("google", "databricks gcp service account", "-"),
        ("lake", "arn:aws:iam::123456789012:role/lake", "data"),
    )
    assert shown["External locations"].rows == (("data", "s3://b/x", "lake", "-", "no"),)
    assert shown["Mounts (legacy)"].rows == (("/mnt/t5", "s3a://b", "-", "mounts"),)
    assert shown["Instance profiles"].rows == (("ml", "-"),)


def test_access_is_told_by_principal() -> None:
    inventory = {
        "permissions": [
            {"on": "clusters/1", "entries": [{"to": "users", "level": "CAN_RESTART"}]},
            {"on": "clusters/2", "entries": [{"to": "users", "level": "CAN_RESTART"}]},
            {"on": "cluster-policies/A", "entries": [{"to": "users", "level": "CAN_USE"}]},
            {"on": "cluster-policies/B", "entries": [{"to": "users", "level": "CAN_USE"}]},
        ],
        "grants": [{"on": "local.t5", "kind": "schema", "to": {"ml": ["USE_SCHEMA"]}}],
    }
    assert by_title(inventory)["Access"].rows == (
        ("ml", "USE_SCHEMA on 1 schema"),
        ("users", "CAN_RESTART on 2 clusters, CAN_USE on 2 cluster policies"),
    )


def test_a_kind_that_nobody_thought_of_is_shown_as_it_is() -> None:
    section = by_title({"online_tables": [{"name": "w", "size": "Small", "tags": {"a": "b"}}]})
    assert section["Online tables"].columns == ("name", "size", "tags")
    assert section["Online tables"].rows == (("w", "Small", "a b"),)


def test_workloads_and_watching_are_told_in_words() -> None:
    # given an endpoint with a champion and a challenger, a warehouse, and a run that made a version
    first: dict[str, Any] = {**ENDPOINT["entities"][0], "traffic": 90}  # type: ignore[dict-item]
    second = {**first, "version": "2", "traffic": 10}
    warehouse = {
        "name": "watch",
        "state": "RUNNING",
        "size": "2X-Small",
        "clusters": [1, 2],
        "auto_stop_minutes": 10,
        "serverless": False,
    }
    version = {"version": 2, "status": "READY", "aliases": ["challenger"]}
    model = {"name": "t5_base", "versions": [version]}
    schema = {"name": "t5", "volumes": [], "models": [model]}
    inventory = {
        "serving_endpoints": [{**ENDPOINT, "entities": [first, second], "gateway": ["usage"]}],
        "sql_warehouses": [warehouse, {**warehouse, "name": "always", "auto_stop_minutes": 0}],
        "job_runs": [{"job": "tune", "run": 1, "state": "SUCCESS", "says": "Simulated"}],
        "jobs": [{"id": 1, "name": "tune", "tasks": ["a", "b"], "clusters": ["c"], "runs": 1}],
        "catalogs": [{"name": "local", "schemas": [schema]}],
    }

    shown = by_title(inventory)

    (endpoint,) = shown["Serving endpoints"].rows
    assert endpoint[2] == "local.t5.t5_base v1 (90%), local.t5.t5_base v2 (10%)"
    assert endpoint[-1] == "usage"
    assert shown["SQL warehouses"].rows == (
        ("always", "RUNNING", "2X-Small", "1-2", "never"),
        ("watch", "RUNNING", "2X-Small", "1-2", "after 10 min"),
    )
    assert shown["Runs of jobs (simulated)"].rows == (("tune", "1", "SUCCESS", "Simulated"),)
    assert shown["Jobs"].rows == (("tune", "a, b", "1"),)
    assert shown["Models and versions"].rows == (("local.t5.t5_base", "v2 READY = challenger"),)


def test_settings_are_told_in_words() -> None:
    window = {
        "week_day_based_schedule": {
            "day_of_week": "SUNDAY",
            "frequency": "FIRST_OF_MONTH",
            "window_start_time": {"hours": 2, "minutes": 0},
        }
    }
    profile = {"is_enabled": True, "compliance_standards": ["HIPAA", "PCI_DSS"]}
    update = {
        "enabled": True,
        "restart_even_if_no_updates_available": True,
        "maintenance_window": window,
    }
    inventory: dict[str, Any] = {
        "settings": [
            {"name": "compliance security profile", "value": profile, "permanent": True},
            {"name": "automatic cluster update", "value": update, "permanent": False},
            {"name": "workspace admins", "value": {"status": "ALLOW_ALL"}, "permanent": False},
        ]
    }

    [section] = sections(inventory)

    assert section.rows == (
        (
            "automatic cluster update",
            "on, restart even if no updates available, sunday first of month 02:00 UTC",
            "no",
        ),
        ("compliance security profile", "on, HIPAA, PCI_DSS", "yes"),
        ("workspace admins", "ALLOW_ALL", "no"),
    )


def test_the_use_of_tokens_is_a_right_without_an_object() -> None:
    held = {"on": "authorization/tokens", "entries": [{"to": "ml", "level": "CAN_USE"}]}
    [section] = sections({"permissions": [held]})
    assert section.rows == (("ml", "CAN_USE on tokens"),)
