"""What stands around a served version goes together, and holds no secret."""

import pytest

from modelstacks.settings.serving import RateLimit

from .conftest import Config

AT = "config/families/t5.yaml:4 models.t5-base.serve."


def write(config: Config, serve: str) -> None:
    config.family(f"family: t5\nmodels:\n  t5-base:\n    serve: {{{serve}}}\n")


@pytest.mark.parametrize(
    ("serve", "path", "found"),
    [
        ("version: 3, challenger: {version: 3}", "challenger", "version 3 challenges itself"),
        ("challenger: {version: 3}", "challenger", "without a version that it challenges"),
        (
            "version: 1, challenger: {version: 2, traffic: 101}",
            "challenger.traffic",
            "the number 101",
        ),
        ("version: 1, gateway: {fallbacks: true}", "gateway.fallbacks", "none to fall back to"),
        (
            "version: 1, gateway: {rate_limits: {user: {}}}",
            "gateway.rate_limits.user",
            "a limit of nothing",
        ),
        (
            "version: 1, gateway: {rate_limits: {groups: {ml: {}}}}",
            "gateway.rate_limits.groups.ml",
            "a limit of nothing",
        ),
        (
            "version: 1, gateway: {rate_limits: {service_principals: {bot: {calls: 1}}}}",
            "gateway.rate_limits.service_principals.bot",
            "the name `bot`",
        ),
        ("version: 1, system_model: main.ai.x", "system_model", "the text `main.ai.x`"),
        (
            "version: 1, environment: {A: '{{secrets/x}}'}",
            "environment.A",
            "no reference to a secret",
        ),
        (
            "version: 1, environment: {A: 'b{{secrets/x/y}}'}",
            "environment.A",
            "no reference to a secret",
        ),
        ("version: 1, environment: {A: '${var.b}'}", "environment.A", "Terraform would fill in"),
        ("version: 1, environment: {1A: b}", "environment.1A", "the name `1A`"),
    ],
)
def test_what_does_not_go_together_is_told(
    config: Config, serve: str, path: str, found: str
) -> None:
    write(config, serve)

    (problem,) = config.problems()
    assert problem.where == f"{AT}{path}"
    assert found in problem.found
    assert problem.fix or problem.allowed


@pytest.mark.parametrize("name", ["HF_TOKEN", "DB_PASSWORD", "API_KEY", "ClientSecret"])
def test_a_value_that_sounds_like_a_secret_is_refused_and_not_repeated(
    config: Config, name: str
) -> None:
    write(config, f"version: 1, environment: {{{name}: hunter2}}")

    (problem,) = config.problems()
    assert problem.where == f"{AT}environment.{name}"
    assert "{{secrets/scope/key}}" in problem.fix
    assert "hunter2" not in str(problem)


def test_too_many_variables_are_refused(config: Config) -> None:
    variables = ", ".join(f"V{number}: x" for number in range(31))
    write(config, f"version: 1, environment: {{{variables}}}")

    (problem,) = config.problems()
    assert (problem.found, problem.allowed) == ("31 variables", "up to 30")


def test_what_is_right_is_read(config: Config) -> None:
    write(
        config,
        "version: 3, challenger: {version: 4}, system_model: system.ai.llama_v3_2_3b_instruct, "
        "environment: {B: plain, A: '{{secrets/scope/key}}'}, route_optimized: true, "
        "gateway: {inference_table: true, fallbacks: true, rate_limits: {user: {calls: 60}}}",
    )

    serve = config.load().families[0].models[0].serve
    assert serve is not None
    assert serve.challenger is not None
    assert (serve.challenger.version, serve.challenger.traffic) == (4, 10)
    assert list(serve.environment) == ["A", "B"]
    assert serve.gateway.usage_tracking
    assert serve.gateway.rate_limits.user == RateLimit(calls=60)
    assert serve.route_optimized


def test_an_environment_may_take_the_challenger_away(config: Config) -> None:
    write(config, "version: 3, challenger: {version: 4}")
    change = "families: {t5: {models: {t5-base: {serve: {challenger: false}}}}}\n"
    text = (config.folder / "environments/dev.yaml").read_text()
    config.environment(text + change)

    serve = config.load().families[0].models[0].serve
    assert serve is not None
    assert serve.challenger is None
