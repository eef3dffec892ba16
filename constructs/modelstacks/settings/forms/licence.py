"""How `licence` and `weights` of a family are written."""

from datetime import date
from typing import Any

from modelstacks.settings.forms.storage import SECRET
from modelstacks.settings.shapes import (
    Choice,
    Flag,
    Key,
    MappingOf,
    Section,
    Switch,
    Text,
    TextOrMapping,
)

SIMULATED = "simulated"


class Day(Text):
    """A day of the calendar."""

    def __init__(self) -> None:
        super().__init__("a day, such as 2026-11-25", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

    def _holds(self, value: Any) -> bool:
        if not super()._holds(value):
            return False
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True


ACCEPTANCE = Section(
    {
        "accepted_by": Key("Person or team that read and accepted it.", Text(), required=True),
        "on": Key("The day.", Day(), required=True),
        "outside_european_union": Key(
            "Whether it was checked that the licensee is not at home in the European Union, for "
            "models that exclude it. Default: false.",
            Flag(),
        ),
    }
)

LICENCE = MappingOf(TextOrMapping(Choice(SIMULATED), ACCEPTANCE))

WEIGHTS = Section(
    {
        "secret": Key(
            "Where the Hugging Face token is kept; clusters get it as $HF_TOKEN.",
            SECRET,
            required=True,
        ),
    }
)
WEIGHTS_OR_NOT = Switch(WEIGHTS)
