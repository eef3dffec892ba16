"""Our peak against real cards: recorded figures always, new ones where a GPU is at hand.

`MODELSTACKS_RECORD=1 pytest -m gpu tests/sizing/memory/test_cards.py` adds its figures to
cards.json, with card and versions.
"""

import pytest
from sizing.memory.card_cases import Case, our_peak_gib, recorded

CLOSE = 0.15


@pytest.mark.skipif(not recorded(), reason="no card has been measured yet")
def test_recorded_peaks_are_met() -> None:
    for row in recorded():
        case: Case = row["case"]
        assert our_peak_gib(case) == pytest.approx(row["peak_gib"], rel=CLOSE), row
