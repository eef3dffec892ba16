"""What a plan says of a model's licence, and how its weights come to the nodes."""

from dataclasses import replace

from support.sizing import environment_with, family_of

from modelstacks.settings.licence import Acceptance, Licences, SecretReference, Weights
from modelstacks.settings.project import FineTune, Interactive, ModelSettings
from modelstacks.sizing import plan_family
from modelstacks.sizing.plans import ModelPlan

ACCEPTED: Licences = {"llama3.2": Acceptance(accepted_by="legal", on="2026-11-25")}
TOKEN = Weights(secret=SecretReference(scope="hugging-face", key="token"))


def planned(
    model: str = "llama-3.2-1b",
    *,
    licences: Licences = ACCEPTED,
    weights: Weights | None = None,
    region: str = "us-east-1",
) -> ModelPlan:
    settings = ModelSettings(
        name=model, interactive=Interactive(), fine_tune=FineTune(method="lora")
    )
    family = replace(family_of(settings), licences=licences, weights=weights)
    return plan_family(family, replace(environment_with(), region=region)).models[0]


def notes(plan: ModelPlan, decision: str) -> str:
    return "; ".join(note.because for note in plan.notes if note.decision == decision)


def test_who_accepted_the_licence_is_told() -> None:
    assert notes(planned(), "licence").endswith("accepted by legal on 2026-11-25")
    simulated = planned(licences={"llama3.2": "simulated"})
    assert "the sandbox holds no weights" in notes(simulated, "licence")
    assert notes(planned("t5-base"), "licence") == ""


def test_the_european_union_is_warned_of_vision_models() -> None:
    assert "European Union" in notes(planned("llama-3.2-11b-vision"), "licence")
    inside = planned("llama-3.2-11b-vision", region="eu-west-1")
    assert notes(inside, "warning").startswith("eu-west-1 is in the European Union")
    assert notes(planned(region="eu-west-1"), "warning") == ""


def test_the_token_reaches_every_cluster_as_a_reference() -> None:
    plan = planned(weights=TOKEN)

    for cluster in (plan.interactive, plan.fine_tune):
        assert cluster is not None
        assert cluster.environment_variables["HF_TOKEN"] == "{{secrets/hugging-face/token}}"
        assert "weights" in {reason.decision for reason in cluster.reasons}


def test_without_a_token_gated_weights_come_from_the_volume() -> None:
    cluster = planned().interactive

    assert cluster is not None
    assert "HF_TOKEN" not in cluster.environment_variables
    (reason,) = [row for row in cluster.reasons if row.decision == "weights"]
    assert reason.value == "from the volume"
    plain = planned("t5-base").interactive
    assert plain is not None
    assert "weights" not in {row.decision for row in plain.reasons}


def test_vision_gets_libraries_that_know_it() -> None:
    # given a runtime whose transformers is older than mllama, when a vision model is planned on it
    settings = ModelSettings(
        name="llama-3.2-11b-vision",
        interactive=Interactive(runtime="15.4.x-gpu-ml-scala2.12"),
    )
    plan = plan_family(replace(family_of(settings), licences=ACCEPTED), environment_with())

    # then a newer one is pinned; the default runtime needs none
    cluster = plan.models[0].interactive
    assert cluster is not None
    assert "transformers==4.50.2" in cluster.libraries
    default = planned("llama-3.2-11b-vision").interactive
    assert default is not None
    assert not any(pin.startswith("transformers") for pin in default.libraries)
