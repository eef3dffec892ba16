"""Secrets never show: in no format, in no encoding, wherever they stand."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review.make_plans import SECRET
from support.reviews import changed, document, in_every_format, plan_of, review_of

from modelstacks.review.masking import HIDDEN, Masker

SECRETS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=12, max_size=40
).map(lambda text: f"Zq9-{text.strip()}-Xv7")


@pytest.mark.parametrize("format_", in_every_format(review_of("no_changes")))
def test_a_real_plan_shows_no_secret(format_: str) -> None:
    # given a plan of real Terraform with a secret in eleven places, marked in three
    told = in_every_format(review_of("secrets"))[format_]

    # then neither it nor an encoding of it shows
    assert SECRET not in told
    for core in ("Tr0ub4dor", "VHIwdWI0ZG9y", quote(SECRET, safe=""), "zq-unmarked"):
        assert core not in told


def test_an_unmarked_copy_of_a_marked_value_is_hidden() -> None:
    # given a provider that marks `tags` but not `tags_all`
    tags = {"s": "correct-horse-9"}
    row = changed(
        *("aws_vpc.v", None, {"tags": tags, "tags_all": tags}),
        ("create",),
        after_sensitive={"tags": {"s": True}},
    )

    assert [field.after for field in plan_of(document(row)).changes[0].fields] == [HIDDEN] * 2


def wrapped(secret: str) -> dict[str, Any]:
    """Values that hold a secret in every way that templates and functions make."""
    return {
        "plain": secret,
        "inside": f"a{secret}b",
        "json": json.dumps({"k": [secret]}),
        "json in json": json.dumps({"k": json.dumps({"k": secret})}),
        "ascii json": json.dumps({"k": secret}, ensure_ascii=True),
        **{
            f"base64 {pad}": base64.b64encode(b"x" * pad + secret.encode() + b"tail").decode()
            for pad in range(4)
        },
        "base64 url": base64.urlsafe_b64encode(secret.encode()).decode(),
        "url": quote(secret, safe=""),
        "hex": secret.encode().hex(),
        "lines": f"first\n{secret}\nlast",
        "list": [[{"deep": secret}]],
        secret: "a key",
    }


@settings(deadline=None)
@given(secret=SECRETS, where=st.sampled_from(["before", "after", "variable", "output", "state"]))
def test_planted_secrets_show_nowhere(secret: str, where: str) -> None:
    # given a plan that marks the secret in one place, and holds it in many others
    values = wrapped(secret)
    row = changed(
        *("x_thing.t", {"v": "old", **values}, {"v": "new", "extra": values}),
        importing={"id": f"id/{secret}"},
    )
    row["address"] = f'x_thing.t["{secret}"]'
    plan = document(
        row,
        changed("x_thing.mark", None, {}),
        output_changes={"o": {"actions": ["create"], "before": None, "after": values}},
        checks=[
            {
                "address": {"kind": "check", "to_display": f'check.c["{secret}"]'},
                "status": "fail",
                "instances": [{"problems": [{"message": f"it is {secret}!"}]}],
            }
        ],
        resource_drift=[changed("x_thing.t", {"v": "x"}, {"v": secret})],
        relevant_attributes=[{"resource": "x_thing.t", "attribute": ["v"]}],
    )
    if where in ("before", "after"):
        plan["resource_changes"][1]["change"] |= {
            where: {"s": secret},
            f"{where}_sensitive": {"s": True},
        }
    elif where == "variable":
        plan["variables"] = {"s": {"value": secret}}
        declared = {"variables": {"s": {"sensitive": True}}}
        plan["configuration"] = {"root_module": declared}
    elif where == "output":
        plan["planned_values"] = {"outputs": {"s": {"sensitive": True, "value": {"a": [secret]}}}}
    else:
        state = {"values": {"s": secret}, "sensitive_values": {"s": True}}
        root = {"child_modules": [{"resources": [state]}]}
        plan["prior_state"] = {"values": {"root_module": root}}

    # then no format shows it, plain or encoded
    for name, told in in_every_format(review_of(plan)).items():
        assert "Zq9-" not in told or secret not in told, name
        for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
            assert form not in told, name
        core = base64.b64encode(secret.encode())[:-4].decode()
        assert core not in told, name


def test_a_secret_in_one_plan_is_hidden_in_another() -> None:
    marking = document(changed("a.b", None, {"s": "Shared-S3cret"}, after_sensitive={"s": True}))
    leaking = document(changed("a.b", None, {"s": "Shared-S3cret"}, ("create",)))

    told = in_every_format(review_of(marking, leaking))

    assert all("Shared-S3cret" not in text for text in told.values())


def test_a_secret_of_a_module_comes_from_a_variable_of_the_root() -> None:
    # given a root variable that is not marked, passed into one that is
    inner = {"variables": {"p": {"sensitive": True}}}
    call = {"module": inner, "expressions": {"p": {"references": ["var.open"]}}}
    plan = document(
        changed("a.b", None, {"s": "Passed-Down-1"}, ("create",)),
        variables={"open": {"value": "Passed-Down-1"}},
        configuration={"root_module": {"module_calls": {"m": call}}},
    )

    assert plan_of(plan).changes[0].fields[0].after == HIDDEN


@pytest.mark.parametrize("name", ["password", "db_password", "client_secret", "private_key_pem"])
def test_an_attribute_named_for_a_secret_is_hidden(name: str) -> None:
    row = changed("a.b", None, {name: "abc", "copy": "xabcx"}, ("create",))

    told = {field.path: field.after for field in plan_of(document(row)).changes[0].fields}

    assert told == {name: HIDDEN, "copy": "xabcx"}


@pytest.mark.parametrize("value", ["{{secrets/scope/key}}", "arn:aws:kms:us-east-1:1:key/x"])
def test_a_reference_to_a_secret_is_shown(value: str) -> None:
    row = changed("a.b", None, {"password": value}, ("create",))

    assert plan_of(document(row)).changes[0].fields[0].after == value


@pytest.mark.parametrize(
    ("secret", "text", "told"),
    [
        ("abc", "xabcx abc", "xabcx abc"),  # too short: only where it is marked
        ("pin7", "xpin7x", "xpin7x"),
        ("pin7", "u:pin7@h", f"u:{HIDDEN}@h"),  # short: as a word
        ("longer-pin7", "xlonger-pin7x", f"x{HIDDEN}x"),
        ("true", "is true", "is true"),
        ("abcdefgh", "abcdefghijklmnop", f"{HIDDEN}ijklmnop"),
    ],
)
def test_the_shorter_a_secret_the_more_must_match(secret: str, text: str, told: str) -> None:
    assert Masker([secret]).mask(text) == told


def test_overlapping_secrets_leave_no_rest() -> None:
    assert Masker(["abcdefgh", "efghijkl"]).mask("-abcdefghijkl-") == f"-{HIDDEN}-"


def test_lines_leaves_and_decodings_of_a_secret_are_secrets() -> None:
    key = "-----BEGIN X-----\nMIIEowIBAAKCAQEAx1\n-----END X-----"
    document = '{"user": "somebody", "password": "Hidden-Inside"}'
    encoded = base64.b64encode(b"decoded-value").decode()
    masker = Masker([key, document, encoded])

    assert masker.mask("x MIIEowIBAAKCAQEAx1 y") == f"x {HIDDEN} y"
    assert masker.mask("Hidden-Inside") == HIDDEN
    assert masker.mask("decoded-value") == HIDDEN


def test_a_secret_that_reads_as_a_word_does_not_blot_out_names() -> None:
    row = changed("aws_db_instance.database", None, {"s": "database"}, after_sensitive={"s": True})

    (change,) = plan_of(document(row)).changes

    assert change.address == "aws_db_instance.database"


def test_tokens_are_known_by_their_look() -> None:
    row = changed("a.b", None, {"note": "use dapi0123456789abcdef0123 please"}, ("create",))

    assert "dapi" not in str(plan_of(document(row)).changes)
