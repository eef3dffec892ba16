"""Field masks."""

import pytest

from modelstacks.sandbox.workspace.errors import ApiError
from modelstacks.sandbox.workspace.field_mask import masked
from modelstacks.sandbox.workspace.setting_kinds import ClusterUpdate, Switch

WINDOW = {"week_day_based_schedule": {"day_of_week": "SUNDAY", "frequency": "EVERY_WEEK"}}


def test_only_what_the_mask_names_changes() -> None:
    old = {"enabled": True, "maintenance_window": WINDOW}
    new = {"enabled": False, "restart_even_if_no_updates_available": True}

    assert masked(ClusterUpdate, old, new, "u.enabled", block="u") == {
        "enabled": False,
        "maintenance_window": WINDOW,
    }


def test_a_named_field_that_is_not_sent_goes_with_the_objects_it_empties() -> None:
    mask = ",".join(
        f"u.maintenance_window.week_day_based_schedule.{name}"
        for name in ("day_of_week", "frequency")
    )
    assert masked(ClusterUpdate, {"maintenance_window": WINDOW}, {}, mask, block="u") == {}


def test_the_block_itself_can_be_named() -> None:
    assert masked(Switch, {"value": True}, {"value": False}, "s", block="s") == {"value": False}


@pytest.mark.parametrize("mask", ["", "value", "s.other", "s.value.more", "t.value", "s.value,"])
def test_unknown_paths_are_refused(mask: str) -> None:
    with pytest.raises(ApiError, match="Invalid field mask"):
        masked(Switch, {}, {"value": True}, mask, block="s")
