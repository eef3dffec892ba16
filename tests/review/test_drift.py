"""What changed outside of Terraform, and what of it matters."""

from support.reviews import changed, document, plan_of


def test_real_drift_is_told_where_it_matters() -> None:
    # given four objects changed by hand: put back by the plan, read by another, alone, and gone
    plan = plan_of("drift")

    told = {drift.address: [field.path for field in drift.fields] for drift in plan.drift}

    assert told == {
        "edge_plain.put_back": ["note"],
        "edge_plain.read": ["made"],
        "edge_plain.gone": [],
    }
    assert [drift.is_gone for drift in plan.drift] == [True, False, False]
    assert plan.other_drift == 1
    assert plan.level == "caution"


def test_null_and_empty_are_no_drift() -> None:
    row = changed("a.b", {"tags": None, "n": "", "l": []}, {"tags": {}, "n": None, "l": None})
    relevant = [{"resource": "a.b", "attribute": []}]

    plan = plan_of(document(resource_drift=[row], relevant_attributes=relevant))

    assert plan.drift == ()
    assert plan.other_drift == 1


def test_noise_beside_real_drift_is_left_out() -> None:
    row = changed("a.b", {"tags": None, "n": "", "x": 1}, {"tags": {}, "n": None, "x": 2})
    relevant = [{"resource": "a.b", "attribute": ["x", "y"]}]

    (drift,) = plan_of(document(resource_drift=[row], relevant_attributes=relevant)).drift

    assert [field.path for field in drift.fields] == ["x"]


def test_a_move_alone_is_no_drift() -> None:
    row = changed("a.b", {}, {}, ("no-op",)) | {"previous_address": "a.c"}

    plan = plan_of(document(resource_drift=[row]))

    assert (plan.drift, plan.other_drift) == ((), 0)
