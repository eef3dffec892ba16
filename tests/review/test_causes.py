"""What a replacement follows from, where Terraform does not say it."""

from typing import Any

from support.reviews import by_address, changed, document, plan_of


def replaced(
    address: str, attribute: str, *, is_unknown: bool = True, **row: Any
) -> dict[str, Any]:
    after = {} if is_unknown else {attribute: "new"}
    made = changed(
        *(address, {"id": f"id-{address}", attribute: "old"}, after),
        ("delete", "create"),
        after_unknown={"id": True, **({attribute: True} if is_unknown else {})},
        replace_paths=[[attribute]],
    )
    return {**made, **row}


def configured(address: str, attribute: str, *references: str) -> dict[str, Any]:
    return {"address": address, "expressions": {attribute: {"references": list(references)}}}


def causes(*rows: dict[str, Any], resources: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    known = {resource["address"] for resource in resources}
    others = {f"{row['type']}.{row['name']}" for row in rows} - known
    resources = [*resources, *({"address": address} for address in sorted(others))]
    plan = document(*rows, configuration={"root_module": {"resources": resources}})
    return {name: change.caused_by for name, change in by_address(plan_of(plan)).items()}


def test_a_chain_leads_to_its_beginning() -> None:
    found = causes(
        replaced("a.vpc", "cidr", is_unknown=False),
        replaced("a.subnet", "vpc_id"),
        replaced("a.node", "subnet_id"),
        resources=[
            configured("a.vpc", "cidr"),
            configured("a.subnet", "vpc_id", "a.vpc.id", "a.vpc"),
            configured("a.node", "subnet_id", "a.subnet.id", "a.subnet"),
        ],
    )

    assert found == {"a.vpc": (), "a.subnet": ("a.vpc",), "a.node": ("a.vpc",)}


def test_what_forces_it_by_itself_is_a_root() -> None:
    row = replaced("a.subnet", "vpc_id")
    row["change"]["replace_paths"].append(["cidr"])
    row["change"]["after"]["cidr"] = "10.0.0.0/8"

    found = causes(
        replaced("a.vpc", "cidr", is_unknown=False),
        row,
        resources=[configured("a.subnet", "vpc_id", "a.vpc.id", "a.vpc")],
    )

    assert found["a.subnet"] == ()


def test_each_instance_follows_the_one_of_its_key() -> None:
    rows = []
    for key in ("eu", "us"):
        vpc = replaced("a.vpc", "cidr", is_unknown=False, index=key)
        rows.append({**vpc, "address": f'a.vpc["{key}"]'})
        subnet = replaced("a.subnet", "vpc_id", index=key)
        rows.append({**subnet, "address": f'a.subnet["{key}"]'})

    found = causes(*rows, resources=[configured("a.subnet", "vpc_id", "a.vpc", "each.key")])

    assert found['a.subnet["us"]'] == ('a.vpc["us"]',)


def test_a_circle_ends() -> None:
    found = causes(
        replaced("a.x", "of"),
        replaced("a.y", "of"),
        resources=[configured("a.x", "of", "a.y.id"), configured("a.y", "of", "a.x.id")],
    )

    assert set(found) == {"a.x", "a.y"}


def test_modules_that_call_each_other_by_name_end() -> None:
    # given references that lead in a circle through a variable and an output
    call = {
        "expressions": {"v": {"references": ["module.m.o"]}},
        "module": {
            "outputs": {"o": {"expression": {"references": ["var.v"]}}},
            "resources": [configured("a.x", "of", "var.v")],
        },
    }
    row = {**replaced("a.x", "of"), "address": "module.m.a.x", "module_address": "module.m"}
    plan = document(row, configuration={"root_module": {"module_calls": {"m": call}}})

    assert plan_of(plan).changes[0].caused_by == ()


def test_an_update_that_renews_what_is_read_is_a_cause_too() -> None:
    update = changed("a.key", {"version": 1}, {}, after_unknown={"version": True})

    found = causes(
        update,
        replaced("a.user", "key_version"),
        resources=[configured("a.user", "key_version", "a.key.version", "a.key")],
    )

    assert found["a.user"] == ("a.key",)
