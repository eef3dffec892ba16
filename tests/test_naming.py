"""Cloud names and the one tag set."""

from modelstacks.naming import Naming
from modelstacks.settings.project import Environment, Family

NAMING = Naming(
    environment=Environment(
        name="dev", cloud="aws", region="us-east-1", catalog="dev", tags={"Owner": "ml"}
    ),
    family=Family(name="llama-3-2", schema="llama_3_2", models=()),
)


def test_names_say_environment_family_model_and_thing() -> None:
    assert NAMING.model_name("llama-3.2-1b", "policy") == "dev-llama-3-2-llama-3-2-1b-policy"
    assert NAMING.family_name("secrets") == "dev-llama-3-2-secrets"


def test_unity_catalog_names_need_no_quoting() -> None:
    assert NAMING.catalog_object("llama-3.2-1b") == "llama_3_2_1b"


def test_tags_add_to_those_of_the_environment() -> None:
    assert NAMING.tags("t5-base") == {
        "Environment": "dev",
        "Family": "llama-3-2",
        "ManagedBy": "modelstacks",
        "Model": "t5-base",
        "Owner": "ml",
    }
    assert "Model" not in NAMING.tags()
