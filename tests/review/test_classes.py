"""Every class of change, from plans that real Terraform made."""

import pytest
from support.reviews import NAMES, by_address, changed, document, kept, plan_of

from modelstacks.review.plan import Plan


@pytest.fixture(scope="module")
def every_class() -> Plan:
    return plan_of("every_class")


@pytest.mark.parametrize("name", NAMES)
def test_the_kept_plans_name_no_machine(name: str) -> None:
    document = str(kept(name))

    assert "/tmp/" not in document
    assert "/work/" not in document
    assert kept(name)["terraform_version"] == "1.11.4"


def test_each_class_is_told(every_class: Plan) -> None:
    assert every_class.counts == {
        "destroy": 3,
        "replace": 5,
        "forget": 1,
        "update": 1,
        "create": 1,
        "import": 1,
        "move": 1,
    }
    assert every_class.unchanged == 3
    assert every_class.reads == 1


def test_the_order_of_a_replacement_is_told(every_class: Plan) -> None:
    changes = by_address(every_class)

    assert changes["module.net.edge_force.net"].order == "destroy first"
    assert changes["edge_force.first_new"].order == "create first"


def test_imports_and_moves_are_no_no_ops(every_class: Plan) -> None:
    changes = by_address(every_class)

    assert changes["terraform_data.imported"].import_id == "imported-id"
    assert changes["edge_plain.new_name"].previous_address == "edge_plain.old_name"


def test_what_is_forgotten_is_not_destroyed(every_class: Plan) -> None:
    forgotten = by_address(every_class)["edge_plain.forgotten"]

    assert forgotten.change == "forget"
    assert "the object itself stays" in forgotten.reason


def test_cascades_lead_to_their_root(every_class: Plan) -> None:
    changes = by_address(every_class)

    # through a variable and an output of modules, and through a local that no plan shows
    assert changes["module.part.edge_force.part"].caused_by == ("module.net.edge_force.net",)
    assert changes["edge_force.by_local"].caused_by == ("module.net.edge_force.net",)
    assert changes["module.net.edge_force.net"].caused_by == ()
    assert changes["module.net.edge_force.net"].forced_by == ("name",)


def test_reasons_are_words(every_class: Plan) -> None:
    changes = by_address(every_class)

    assert changes["edge_plain.counted[1]"].reason == "count is now smaller"
    assert "for_each" in changes['edge_plain.each["c|d`e"]'].reason
    assert "replace_triggered_by" in changes["terraform_data.triggered"].reason


def test_outputs_are_told_where_they_change(every_class: Plan) -> None:
    told = {output.name: output.change for output in every_class.outputs}

    assert told == {"added": "create", "changed": "update", "removed": "destroy"}


def test_checks_fail_or_are_not_known_yet(every_class: Plan) -> None:
    told = {check.address: check.status for check in every_class.checks}

    assert told == {"check.fails": "fail", "check.later": "unknown"}
    assert every_class.passed_checks == 1


def test_a_failed_plan_is_told_as_failed() -> None:
    plan = plan_of("errored")

    assert plan.is_errored
    assert not plan.is_applyable
    assert plan.level == "failed"
    assert plan.checks[0].messages == ("a is not b.",)


def test_a_targeted_plan_is_incomplete() -> None:
    plan = plan_of("targeted")

    assert not plan.is_complete
    assert plan.level == "caution"


def test_nothing_to_do_is_nothing_found() -> None:
    plan = plan_of("no_changes")

    assert not plan.has_changes
    assert plan.level == "none"


def test_tainted_and_requested_replacements_say_so() -> None:
    changes = by_address(plan_of("tainted"))

    assert "tainted" in changes["edge_broken.a"].reason
    assert "-replace" in changes["edge_plain.b"].reason


def test_a_deposed_object_is_told_apart() -> None:
    (change,) = plan_of("deposed").changes

    assert change.deposed
    assert change.id == f"edge_broken.a (deposed {change.deposed})"
    assert change.change == "destroy"


@pytest.mark.parametrize(
    ("actions", "change", "order"),
    [
        (("create", "forget"), "replace", "leave the old one"),
        (("forget", "create"), "replace", "leave the old one"),
        (("delete", "something"), "destroy", ""),
        (("something",), "unknown", ""),
        ((), "unknown", ""),
    ],
)
def test_actions_of_newer_versions_are_not_taken_for_harmless(
    actions: tuple[str, ...], change: str, order: str
) -> None:
    (found,) = plan_of(document(changed("x_bucket.b", {}, {}, actions))).changes

    assert (found.change, found.order) == (change, order)
    assert found.level in ("caution", "danger")


def test_an_import_by_identity_is_told() -> None:
    # given what Terraform 1.12 writes
    importing = {"identity": {"bucket": "b", "region": None}}
    row = changed("aws_s3_bucket.b", {}, {}, ("no-op",), importing=importing)

    # then the identity stands for the id
    assert plan_of(document(row)).changes[0].import_id == "bucket=b"


def test_what_is_deferred_or_run_is_told() -> None:
    # given what Terraform 1.14 writes
    plan = plan_of(
        document(
            deferred_changes=[
                {"reason": "provider_config_unknown", "resource_change": changed("a.b", None, {})}
            ],
            action_invocations=[{"address": "action.aws_lambda_invoke.warm"}],
            complete=False,
        )
    )

    assert plan.deferred[0].reason == "provider config unknown"
    assert plan.actions == ("action.aws_lambda_invoke.warm",)
    assert plan.has_changes


def test_a_plan_of_terraform_1_3_is_complete() -> None:
    # given no `complete`, `applyable`, `errored`, `timestamp` or `checks`
    plan = plan_of({"format_version": "1.1", "terraform_version": "1.3.0", "planned_values": {}})

    assert plan.is_complete
    assert plan.is_applyable
    assert plan.level == "none"
