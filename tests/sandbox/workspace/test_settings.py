"""Settings: etags, field masks, what is permanent."""

from typing import Any

import pytest
from sandbox.workspace.workspace_client import Api

PROFILE = ("shield_csp_enablement_ws_db", "compliance_security_profile_workspace")
MONITORING = ("shield_esm_enablement_ws_db", "enhanced_security_monitoring_workspace")
UPDATE = ("automatic_cluster_update", "automatic_cluster_update_workspace")
DBFS = ("disable_legacy_dbfs", "disable_legacy_dbfs")
ADMINS = ("restrict_workspace_admins", "restrict_workspace_admins")


def path(setting: tuple[str, str]) -> str:
    return f"/api/2.0/settings/types/{setting[0]}/names/default"


def change(setting: tuple[str, str], value: Any, *fields: str, etag: str = "") -> dict[str, Any]:
    mask = ",".join(f"{setting[1]}.{field}" for field in fields or value)
    sent = {setting[1]: value, "setting_name": "default", **({"etag": etag} if etag else {})}
    return {"allow_missing": True, "field_mask": mask, "setting": sent}


def etag_of(api: Api, setting: tuple[str, str]) -> str:
    """The etag that the refusal of a change without one names."""
    body = change(setting, {}, "is_enabled" if "shield" in setting[0] else "value")
    if setting in (UPDATE, ADMINS):
        body = change(setting, {}, {UPDATE: "enabled", ADMINS: "status"}[setting])
    answer = api.client.request("PATCH", path(setting), json=body)
    assert answer.status_code in (404, 409), answer.text
    [info] = answer.json()["details"]
    assert info["@type"].endswith("google.rpc.ErrorInfo")
    return str(info["metadata"]["etag"])


def put(api: Api, setting: tuple[str, str], value: Any, *fields: str) -> Any:
    body = change(setting, value, *fields, etag=etag_of(api, setting))
    return api.patch(path(setting), body)


def test_what_nobody_has_set_is_missing_or_has_a_default(api: Api) -> None:
    assert api.refused("GET", path(DBFS))[:2] == (404, "NOT_FOUND")
    assert api.get(path(PROFILE))[PROFILE[1]] == {"is_enabled": False, "compliance_standards": []}
    assert api.get(path(ADMINS))[ADMINS[1]] == {"status": "ALLOW_ALL"}


def test_a_change_needs_the_etag_of_what_it_changes(api: Api) -> None:
    # given a setting that was changed twice
    first = put(api, DBFS, {"value": True})
    second = api.patch(path(DBFS), change(DBFS, {"value": False}, etag=first["etag"]))

    # when the first etag is used again
    stale = api.client.request(
        "PATCH", path(DBFS), json=change(DBFS, {"value": True}, etag=first["etag"])
    )

    # then it is refused, and the answer names the etag to repeat with
    assert stale.status_code == 409
    assert stale.json()["details"][0]["metadata"] == {"etag": second["etag"]}
    assert api.get(path(DBFS))[DBFS[1]] == {"value": False}


def test_a_field_in_the_mask_without_a_value_is_set_back(api: Api) -> None:
    put(api, DBFS, {"value": True})

    answer = put(api, DBFS, {}, "value")

    assert answer[DBFS[1]] == {"value": False}


def test_a_deleted_setting_is_as_if_never_set(api: Api) -> None:
    put(api, ADMINS, {"status": "RESTRICT_TOKENS_AND_JOB_RUN_AS"})
    assert api.refused("DELETE", path(ADMINS))[:2] == (409, "RESOURCE_CONFLICT")

    api.delete(path(ADMINS), etag=api.get(path(ADMINS))["etag"])

    assert api.get(path(ADMINS))[ADMINS[1]] == {"status": "ALLOW_ALL"}
    assert api.inventory()["settings"] == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (PROFILE, {"is_enabled": True, "compliance_standards": ["HIPPA"]}),
        (PROFILE, {"is_enabled": True, "compliance_standards": ["HIPAA", "HIPAA"]}),
        (PROFILE, {"is_enabled": True, "compliance_standards": ["NONE", "HIPAA"]}),
        (PROFILE, {"is_enabled": "yes"}),
        (ADMINS, {"status": "RESTRICT_ALL"}),
        (DBFS, {"value": 1}),
        (DBFS, {"values": True}),
    ],
)
def test_values_are_checked(api: Api, setting: tuple[str, str], value: Any) -> None:
    body = change(setting, value, etag=etag_of(api, setting))
    assert api.refused("PATCH", path(setting), body)[0] == 400


@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        ({"day_of_week": "SONDAY", "frequency": "EVERY_WEEK"}, "day_of_week"),
        ({"day_of_week": "SUNDAY", "frequency": "DAILY"}, "frequency"),
        ({"day_of_week": "SUNDAY"}, "frequency"),
        (
            {
                "day_of_week": "SUNDAY",
                "frequency": "EVERY_WEEK",
                "window_start_time": {"hours": 24},
            },
            "hours",
        ),
    ],
)
def test_a_maintenance_window_is_checked(api: Api, schedule: Any, told: str) -> None:
    value = {"enabled": True, "maintenance_window": {"week_day_based_schedule": schedule}}
    body = change(UPDATE, value, etag=etag_of(api, UPDATE))
    status, _, message = api.refused("PATCH", path(UPDATE), body)
    assert (status, told in message) == (400, True)


def test_the_compliance_profile_is_permanent(api: Api) -> None:
    # given a workspace with the profile
    value = {"is_enabled": True, "compliance_standards": ["HIPAA"]}
    put(api, PROFILE, value)

    # when it is switched off, or loses a standard, or is deleted, then that is refused
    for wanted in (
        {"is_enabled": False, "compliance_standards": ["HIPAA"]},
        {"is_enabled": True, "compliance_standards": ["PCI_DSS"]},
        {"is_enabled": True, "compliance_standards": ["NONE"]},
    ):
        body = change(PROFILE, wanted, etag=etag_of(api, PROFILE))
        assert api.refused("PATCH", path(PROFILE), body)[:2] == (400, "INVALID_STATE")
    assert api.refused("DELETE", path(PROFILE))[0] == 400

    # and a standard can be added
    value["compliance_standards"] = ["HIPAA", "PCI_DSS"]
    assert put(api, PROFILE, value)[PROFILE[1]] == value


def test_the_compliance_profile_holds_monitoring_and_updates_on(api: Api) -> None:
    put(api, PROFILE, {"is_enabled": True, "compliance_standards": ["NONE"]})

    off = put(api, MONITORING, {"is_enabled": False})
    update = put(api, UPDATE, {"enabled": False})[UPDATE[1]]

    assert off[MONITORING[1]] == {"is_enabled": True}
    assert update["enabled"]
    assert update["enablement_details"]["forced_for_compliance_mode"]
    assert [(one["name"], one["permanent"]) for one in api.inventory()["settings"]] == [
        ("compliance security profile", True),
        ("enhanced security monitoring", True),
        ("automatic cluster update", True),
    ]


def test_without_the_profile_both_can_be_switched_off(api: Api) -> None:
    put(api, MONITORING, {"is_enabled": True})
    put(api, UPDATE, {"enabled": True})
    assert [one["permanent"] for one in api.inventory()["settings"]] == [False, False]

    put(api, MONITORING, {"is_enabled": False})
    put(api, UPDATE, {"enabled": False})

    assert api.inventory()["settings"] == []


def test_a_change_says_that_the_setting_may_be_missing(api: Api) -> None:
    body = {**change(DBFS, {"value": True}), "allow_missing": False}
    assert api.refused("PATCH", path(DBFS), body)[2] == "allow_missing must be true"


def test_unknown_settings_are_missing(api: Api) -> None:
    assert api.refused("GET", path(("nothing", "")))[0] == 404
