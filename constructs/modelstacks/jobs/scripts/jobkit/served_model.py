"""What Unity Catalog keeps: a model that answers prompts wherever MLflow loads it."""

from pathlib import Path
from typing import Any

import mlflow.pyfunc

from .arguments import BatchInferenceArguments

WEIGHTS = "weights"
BASE = "base"


class ServedModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc]
    """Loads weights, or an adapter with its base, and answers the column `prompt`."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """`settings` are fields of `BatchInferenceArguments`, the storage apart."""
        self.settings = settings
        self.generator: Any = None

    def load_context(self, context: Any) -> None:
        """Load the model, onto one GPU where there is one."""
        import torch

        from .generation import Generator

        folder = context.artifacts[WEIGHTS]
        arguments = BatchInferenceArguments(**self.settings, storage=str(Path(folder).absolute()))
        devices = list(range(min(torch.cuda.device_count(), arguments.gpus_per_replica)))
        base = context.artifacts.get(BASE)
        self.generator = Generator(folder, arguments, devices=devices, base=base)

    # MLflow takes type hints of this method for the model's schema; the signature tells that.
    def predict(self, context, model_input, params=None):  # type: ignore[no-untyped-def]  # noqa: ARG002
        """Return one answer per row; `params` may lower `max_new_tokens`."""
        rows = model_input["prompt"] if hasattr(model_input, "columns") else model_input
        asked = (params or {}).get("max_new_tokens")
        if not asked or int(asked) == self.settings["new_tokens"]:
            return list(self.generator([str(row) for row in rows]))
        from dataclasses import replace

        plain = self.generator.arguments
        fewer = max(1, min(int(asked), int(self.settings["new_tokens"])))
        self.generator.arguments = replace(plain, new_tokens=fewer)
        try:
            return list(self.generator([str(row) for row in rows]))
        finally:
            self.generator.arguments = plain
