"""What fits a card and what does not, as others ran or recommend it."""

import json

import pytest
from sizing.memory.fits import FITS, Fit, fits

STATEMENTS = fits()


@pytest.mark.parametrize("said", STATEMENTS, ids=lambda said: f"{said.point}-{said.model}")
def test_a_verdict_agrees_or_says_why_not(said: Fit) -> None:
    assert said.agrees is not bool(said.remark)


def test_every_recommendation_is_there() -> None:
    points = {row["id"] for row in json.loads(FITS.read_text(encoding="utf-8"))["rows"]}

    assert points >= {"S20", "S27", "S30", "S32", "S33", "S34", "S35"}
