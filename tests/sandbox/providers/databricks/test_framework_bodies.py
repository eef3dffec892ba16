"""Bodies and answers of types whose values are strict."""

from typing import Any

from modelstacks.sandbox.providers.databricks.framework_bodies import body_of, recompute, values_of
from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
from modelstacks.sandbox.providers.plugin.values import UNKNOWN, Object

_ALERT = DatabricksProvider().resource_schema("databricks_alert_v2").block
_EVALUATION: dict[str, Any] = {
    "comparison_operator": "EQUAL",
    "source": {"name": "v", "aggregation": None, "display": None},
    "threshold": {"value": {"double_value": 0, "bool_value": None, "string_value": None}},
    "state": "OK",
    "notification": {"notify_on_ok": False, "subscriptions": [{"user_email": "a@example.com"}]},
}


def test_zeros_are_sent_and_what_is_computed_is_not() -> None:
    values: Object = {
        "id": "1",
        "display_name": "a",
        "custom_summary": None,
        "owner_user_name": "me",
        "evaluation": _EVALUATION,
    }

    assert body_of(_ALERT, values) == {
        "id": "1",
        "display_name": "a",
        "evaluation": {
            "comparison_operator": "EQUAL",
            "source": {"name": "v"},
            "threshold": {"value": {"double_value": 0}},
            "notification": {
                "notify_on_ok": False,
                "subscriptions": [{"user_email": "a@example.com"}],
            },
        },
    }


def test_what_an_answer_lacks_is_null_at_every_depth() -> None:
    values = values_of(_ALERT, {"evaluation": {"source": {"name": "v"}}})

    assert values["display_name"] is None
    assert values["evaluation"]["source"] == {"name": "v", "aggregation": None, "display": None}
    assert values["evaluation"]["threshold"] is None


def test_a_change_makes_unknown_what_only_the_platform_sets() -> None:
    values: Object = {"id": "1", "display_name": "a", "evaluation": dict(_EVALUATION)}

    recompute(_ALERT, values)

    assert (values["id"], values["display_name"]) == ("1", "a")
    assert values["update_time"] is UNKNOWN
    assert values["evaluation"]["state"] is UNKNOWN
    assert values["evaluation"]["comparison_operator"] == "EQUAL"
