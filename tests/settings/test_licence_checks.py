"""No model is deployed whose licence nobody accepted."""

import pytest

from modelstacks.settings.licence import Acceptance, SecretReference

from .conftest import ENVIRONMENT, Config

LLAMA = """\
family: llama
models:
  llama-3.2-1b: {}
  llama-3.2-11b-vision: {}
"""
ACCEPTED = "licence: {llama3.2: {accepted_by: legal, on: 2026-11-25}}\n"
SANDBOX = ENVIRONMENT + "sandbox: {}\n"
IN_EUROPE = ENVIRONMENT.replace("us-east-1", "eu-west-1")
FILE = "config/families/t5.yaml"


def test_without_a_licence_nothing_is_deployed(config: Config) -> None:
    config.family(LLAMA)

    (problem,) = config.problems()
    assert problem.where == f"{FILE}:1 licence"
    assert problem.found == (
        "nobody accepted the Llama 3.2 Community License Agreement of llama-3.2-1b, "
        "llama-3.2-11b-vision"
    )
    assert "llama.com/llama3_2/license" in problem.fix
    assert "licence: {llama3.2: {accepted_by: <who>, on: <yyyy-mm-dd>}}" in problem.fix


def test_who_accepted_it_is_kept(config: Config) -> None:
    config.family(LLAMA + ACCEPTED)

    (family,) = config.load().families
    assert family.licences == {"llama3.2": Acceptance(accepted_by="legal", on="2026-11-25")}


def test_an_environment_may_accept_it(config: Config) -> None:
    config.family(LLAMA)
    config.environment(f"{ENVIRONMENT}families: {{llama: {{{ACCEPTED.strip()}}}}}\n")

    (family,) = config.load().families
    assert list(family.licences) == ["llama3.2"]


@pytest.mark.parametrize("off", ["enabled: false\n", "", "licence: {}\n"])
def test_what_is_switched_off_needs_none(config: Config, off: str) -> None:
    family = LLAMA + off
    if not off.startswith("enabled"):
        family = "family: t5\nmodels: {t5-base: {}, llama-3.2-1b: {enabled: false}}\n" + off
    config.family(family)

    assert all(not row.licences for row in config.load().families)


def test_the_sandbox_simulates_and_says_so(config: Config) -> None:
    # given the sandbox, which holds no weights: it asks, too
    config.environment(SANDBOX)
    config.family(LLAMA)
    (problem,) = config.problems()
    assert "licence: {llama3.2: simulated}" in problem.fix

    # when it is simulated, then it is accepted here
    config.family(LLAMA + "licence: {llama3.2: simulated}\n")
    assert config.load().families[0].licences == {"llama3.2": "simulated"}

    # and nowhere else
    config.environment(ENVIRONMENT)
    (problem,) = config.problems()
    assert problem.where == f"{FILE}:5 licence.llama3.2"
    assert problem.found == "`simulated` is for the sandbox, which holds no weights"


def test_models_that_exclude_the_european_union_ask_again_there(config: Config) -> None:
    # given a region of the European Union, and a licence that excludes licensees at home there
    config.environment(IN_EUROPE)
    config.family(LLAMA + ACCEPTED)

    # then only the vision model is told, with what is not confirmed
    (problem,) = config.problems()
    assert problem.where == f"{FILE}:5 licence.llama3.2.outside_european_union"
    assert problem.found.startswith("eu-west-1 is in the European Union, and rights to the multi")
    assert "not confirmed" in problem.found
    assert problem.found.endswith(": llama-3.2-11b-vision")

    # when somebody checked that the licensee is at home elsewhere, then it is deployed
    checked = ACCEPTED.replace("on:", "outside_european_union: true, on:")
    config.family(LLAMA + checked)
    (family,) = config.load().families
    assert family.licences["llama3.2"] == Acceptance(
        accepted_by="legal", on="2026-11-25", outside_european_union=True
    )

    # or the text models alone
    config.family(LLAMA.replace("11b-vision: {}", "11b-vision: false") + ACCEPTED)
    assert len(config.load().families[0].models) == 1


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{llama3: {accepted_by: a, on: 2026-11-25}}", "licence `llama3` is not in the catalog"),
        ("{llama3.2: {accepted_by: a}}", "the key `on` is missing"),
        ("{llama3.2: {accepted_by: a, on: 2026-02-30}}", "found the text `2026-02-30`"),
        ("{llama3.2: yes}", "found the text `yes`"),
        ("{llama3.2: {accepted: true}}", "unknown key `accepted`"),
        ("true", "found true"),
    ],
)
def test_what_is_written_wrong(config: Config, written: str, found: str) -> None:
    config.family(f"family: t5\nmodels: {{t5-base: {{}}}}\nlicence: {written}\n")

    assert found in [problem.found for problem in config.problems()]


def test_a_token_is_named_and_never_written(config: Config) -> None:
    config.family("family: t5\nmodels: {t5-base: {}}\nweights: {secret: {scope: hf, key: token}}\n")
    (family,) = config.load().families
    assert family.weights is not None
    assert family.weights.secret == SecretReference(scope="hf", key="token")
    assert str(family.weights.secret) == "{{secrets/hf/token}}"

    config.family("family: t5\nmodels: {t5-base: {}}\nweights: {token: hf_abc}\n")
    assert "unknown key `token`" in [problem.found for problem in config.problems()]
