"""A family of somebody's own: one YAML file and one config.json, and nothing else."""

import json
from dataclasses import replace

import pytest
from support.project import Project

pytestmark = pytest.mark.e2e

CONFIG = {
    "model_type": "qwen2",
    "hidden_size": 896,
    "intermediate_size": 4864,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 151936,
    "tie_word_embeddings": True,
}
FAMILY = """\
family: my-family
models:
  my-model:
    interactive: {}
    serve: {version: 1}
"""


def test_a_family_of_ones_own_lives_and_dies(project: Project) -> None:
    # given a config.json and a family file
    config = project.root / "config.json"
    config.write_text(json.dumps(CONFIG))
    project.run("modelstacks", "model", "add", config, "--name", "my-model")
    (project.root / "config" / "families" / "my-family.yaml").write_text(FAMILY)
    project = replace(project, stack="my-family-stack")

    # when it is deployed
    project.synth()
    project.init()
    project.apply()

    # then cluster, volume, registered model and endpoint are there, and a second plan is empty
    assert project.plan() == {}
    kinds = {one["type"] for one in project.state_resources().values()}
    assert kinds >= {
        "databricks_cluster",
        "databricks_volume",
        "databricks_registered_model",
        "databricks_model_serving",
    }

    # when it is destroyed, then nothing is left
    project.destroy()
    assert project.addresses() == []
