"""The SQL of alerts and dashboards: it parses, and reads tables and columns that are documented."""

import json
from collections.abc import Mapping

import pytest
import sqlglot
from sqlglot import exp

from modelstacks.monitoring.queries import (
    FILES,
    literal,
    parameters_of,
    query_text,
    query_title,
)
from modelstacks.surroundings.watch_plans import QueryPlan, Value

NAMES = sorted(file.stem for file in FILES.glob("*.sql"))
FACTS = json.loads((FILES.parent / "data" / "system_tables.json").read_text(encoding="utf-8"))
TABLES: dict[str, list[str]] = FACTS["tables"]
VALUES: dict[str, Value] = {
    "environment": "dev",
    "family": "t5",
    "days": 30,
    "endpoint": "dev-t5-t5-base-endpoint",
    "endpoints": ("dev-t5-t5-base-endpoint", "dev-t5-t5-large-endpoint"),
    "idle_cpu_percent": 2,
    "inference_table": "`dev`.`t5`.`t5_base_payload`",
    "least_requests": 20,
    "monthly_usd": 1500.5,
    "usd_per_hour": {"g4dn.xlarge": 0.97, "g5.xlarge": 1.75},
}
STATE = "result_state"


def filled(name: str, copies: int = 1) -> str:
    values = {one: VALUES[one] for one in parameters_of(name)}
    return query_text(QueryPlan(name=name, parameters=(values,) * copies))


def parsed(name: str) -> exp.Expr:
    # The table of an endpoint has a name that only the plan knows.
    return sqlglot.parse_one(filled(name).replace(_table_call(), "payload"), dialect="databricks")


def _table_call() -> str:
    return f"IDENTIFIER({literal(VALUES['inference_table'])})"


def tables(tree: exp.Expr) -> Mapping[str, str]:
    """The tables that a query reads, by what it calls them."""
    own = {str(one.alias) for one in tree.find_all(exp.CTE)}
    found = {}
    for table in tree.find_all(exp.Table):
        name = ".".join(part.name for part in table.parts)
        if name not in own:
            found[table.alias_or_name] = name
    return found


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_documented_tables_only(name: str) -> None:
    read = set(tables(parsed(name)).values())

    assert read
    assert read <= TABLES.keys()


@pytest.mark.parametrize("name", NAMES)
def test_it_reads_documented_columns_only(name: str) -> None:
    tree = parsed(name)
    known = tables(tree)
    columns = [one for one in tree.find_all(exp.Column) if one.table in known]

    assert columns
    for column in columns:
        assert column.name in TABLES[known[column.table]], column.sql()


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_where_it_is_from(name: str) -> None:
    tree = parsed(name)
    named = {*tables(tree), *(str(one.alias) for one in tree.find_all(exp.CTE))}
    plain = [one for one in tree.find_all(exp.Column) if one.table not in named]
    # `list_prices.pricing.default`: a field of a column.
    fields = [one for one in plain if one.table == "pricing"]

    assert [one.sql() for one in plain if one not in fields] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_tells_what_it_shows_and_fits_an_editor(name: str) -> None:
    text = (FILES / f"{name}.sql").read_text(encoding="utf-8")

    assert text.startswith("-- ")
    assert query_title(name)
    assert max(map(len, text.splitlines())) <= 100


def test_results_of_runs_are_the_documented_ones() -> None:
    tree = parsed("failed_jobs")
    (said,) = [one for one in tree.find_all(exp.In) if one.this.name == STATE]

    assert {one.name for one in said.expressions} <= set(FACTS["result_states"])


def test_comments_stay_in_the_file() -> None:
    assert "--" not in filled("idle_gpu_cost")


def test_several_sets_of_values_follow_one_another() -> None:
    text = filled("endpoint_p95", copies=2)

    assert len(list(sqlglot.parse_one(text, dialect="databricks").find_all(exp.Union))) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("dev-t5", "'dev-t5'"),
        (("a", "b"), "'a', 'b'"),
        (20, "20"),
        (0.02, "0.02"),
        ({"g5.xlarge": 1.75}, "map('g5.xlarge', 1.75)"),
    ],
)
def test_literals(value: Value, written: str) -> None:
    assert literal(value) == written


@pytest.mark.parametrize("text", ["x' OR '1' = '1", "a;b", "", "a\nb", "\\", '"', "-- x"])
def test_nothing_but_plain_text_is_filled_in(text: str) -> None:
    with pytest.raises(ValueError, match="plain text"):
        literal(text)


@pytest.mark.parametrize("values", [{}, {"environment": "dev", "family": "t5", "day": 1}])
def test_parameters_have_to_be_the_file_s(values: dict[str, Value]) -> None:
    with pytest.raises(ValueError, match=r"cost_by_model.sql: missing"):
        query_text(QueryPlan(name="cost_by_model", parameters=(values,)))


def test_a_value_is_never_taken_for_a_parameter() -> None:
    said: dict[str, str | int | float | tuple[str, ...] | Mapping[str, float]] = {
        "environment": "dev",
        "family": "t5",
        "days": 30,
    }
    text = query_text(QueryPlan(name="cost_by_model", parameters=(said,)))

    assert ":" not in text
