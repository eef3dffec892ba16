"""How the running of a job is written."""

import re
from typing import Any

from modelstacks.errors import Problem
from modelstacks.settings.document import Document, Path
from modelstacks.settings.shapes import Choice, Flag, Key, Section, Shape, Switch, Text, Whole

_FIELDS = (6, 7)
_ANY_DAY = "?"


class QuartzCron(Text):
    """A Quartz expression. Unlike that of Unix it has seconds, and one day field is `?`."""

    def __init__(self) -> None:
        super().__init__(
            "a Quartz expression with one `?`, such as `0 0 3 ? * SUN` (Sundays at 3)",
            r"[0-9A-Za-z*?/,\-#LW ]+",
        )

    def _holds(self, value: Any) -> bool:
        if not super()._holds(value):
            return False
        fields = value.split()
        is_long_enough = len(fields) in _FIELDS
        return is_long_enough and (fields[3] == _ANY_DAY) != (fields[5] == _ANY_DAY)


class InTheVolume(Text):
    """A path below the model's volume, which is all that a job reads and writes."""

    def __init__(self, also: str = "") -> None:
        super().__init__(f"a path below the model's volume, such as `datasets/train`{also}")

    def _holds(self, value: Any) -> bool:
        if not super()._holds(value):
            return False
        is_inside = not value.startswith(("/", "~")) and ".." not in value.split("/")
        is_table = re.fullmatch(r"\w+\.\w+\.\w+", value) and not value.endswith(
            (".jsonl", ".json", ".parquet")
        )
        return is_inside and ":" not in value and not is_table


class Rate(Shape):
    """A decimal number above 0 and not above 1."""

    allowed = "a number above 0 and up to 1, such as 0.0002"

    def _holds(self, value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and 0 < value <= 1

    def _problem(self, document: Document, path: Path, value: Any, fix: str = "") -> Problem:
        if isinstance(value, str) and re.fullmatch(r"[0-9.]+[eE]-?[0-9]+", value):
            fix = f"as a decimal number: {float(value):f}"
        return super()._problem(document, path, value, fix)


SCHEDULE = Section(
    {
        "cron": Key("Quartz expression.", QuartzCron(), required=True),
        "timezone": Key(
            "Of the tz database. Default: UTC.",
            Text("such as UTC or Europe/Berlin", r"[A-Za-z_]+(/[A-Za-z0-9_+-]+)*"),
        ),
        "paused": Key("Whether it is kept but starts nothing. Default: false.", Flag()),
    }
)

JOB = {
    "schedule": Key("When it starts by itself. Default: only when asked.", Switch(SCHEDULE)),
    "timeout_hours": Key(
        "Hours after which a run is stopped, retries included. "
        "Default: twice the most that is expected.",
        Whole(1, 720),
    ),
    "retries": Key(
        "How often a failed run is tried again. Default: 2 of a training, 1 of a batch.",
        Whole(0, 10),
    ),
}

TRAINING = {
    "dataset": Key(
        "What it learns from: JSON lines, JSON or parquet. Default: datasets/train.",
        InTheVolume(", or `synthetic`"),
    ),
    "epochs": Key("Passes over the data. Default: 1.", Whole(1, 10_000)),
    "max_steps": Key("Steps after which it stops. Default: after the epochs.", Whole(1, 10**9)),
    "learning_rate": Key("Default: 0.00005 for full fine-tuning, 0.0002 for adapters.", Rate()),
    "register": Key(
        "Whether the result becomes a version of the registered model, as its challenger. "
        "Default: true.",
        Flag(),
    ),
    "critical": Key("Says that it never runs on spot, as no training does.", Flag()),
}

BATCH = {
    "dataset": Key(
        "What it answers: JSON lines, JSON or parquet. Default: datasets/predict.",
        InTheVolume(),
    ),
    "model": Key(
        "What answers: a folder below the model's volume, such as `runs/42/model`, or a Hugging "
        "Face id. Default: the catalog's checkpoint.",
        InTheVolume(", or a Hugging Face id"),
    ),
    "engine": Key("What generates. Default: transformers.", Choice("transformers", "vllm")),
}
