"""Parameter counts are exact: they follow from the dimensions."""

import pytest

from modelstacks.catalog import Dimensions, Model, load_catalog
from modelstacks.catalog.catalog import UnknownNameError

MODELS = tuple(load_catalog().models.values())
RELATIVE_POSITION_BUCKETS = 32


def counted(shape: Dimensions) -> int:
    """Parameters of a T5 from its dimensions, shared tensors once."""
    inner = shape.heads * shape.head_dim
    feed_forward = (3 if shape.gated else 2) * shape.hidden * shape.feed_forward
    encoder = 4 * shape.hidden * inner + feed_forward + 2 * shape.hidden
    decoder = 8 * shape.hidden * inner + feed_forward + 3 * shape.hidden
    embeddings = (1 if shape.tied else 2) * shape.vocabulary * shape.hidden
    position_biases = 2 * RELATIVE_POSITION_BUCKETS * shape.heads
    final_norms = 2 * shape.hidden
    return shape.layers * (encoder + decoder) + embeddings + position_biases + final_norms


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_count_follows_from_the_dimensions(model: Model) -> None:
    assert model.dimensions is not None
    assert model.parameters == counted(model.dimensions)


def test_the_shipped_models() -> None:
    assert [model.name for model in MODELS] == [
        *("t5-small", "t5-base", "t5-large", "t5-3b", "t5-11b"),
        *("flan-t5-small", "flan-t5-base", "flan-t5-large", "flan-t5-xl", "flan-t5-xxl"),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_name_claims_about_the_size_that_is_counted(model: Model) -> None:
    assert model.parameters / 1e9 == pytest.approx(model.nominal_billions, rel=0.15)


def test_a_hugging_face_id_is_another_name() -> None:
    assert load_catalog().model("google/flan-t5-xl").name == "flan-t5-xl"


def test_a_different_checkpoint_of_the_same_shape_is_not_another_name() -> None:
    with pytest.raises(UnknownNameError):
        load_catalog().model("t5-v1_1-base")


def test_an_unknown_model_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean: t5-base"):
        load_catalog().model("t5-bse")
