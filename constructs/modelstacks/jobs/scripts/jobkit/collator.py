"""Batches for the Trainer: padded tokens, and for vision models the pixels of their images."""

from typing import Any

from .arguments import FineTuneArguments
from .data import Row, pad
from .storage import Storage


class Collator:
    """Turns rows into tensors."""

    def __init__(self, tokenizer: Any, arguments: FineTuneArguments, storage: Storage) -> None:
        self.tokenizer, self.arguments, self.storage = tokenizer, arguments, storage
        self.processor: Any = None
        """Turns images into pixels; `None` for a model without."""

    def __call__(self, rows: list[Row]) -> dict[str, Any]:
        """Return the tensors of a batch."""
        import torch

        arguments = self.arguments
        limit = max(arguments.sequence_length, arguments.source_length, arguments.target_length)
        padding = self.tokenizer.pad_token_id
        columns = pad(rows, padding if padding is not None else 0, limit=limit)
        batch = {name: torch.tensor(values) for name, values in columns.items()}
        images = [row.get("image") for row in rows]
        if arguments.images and self.processor is not None and any(images):
            batch |= self._pixels(images, batch["input_ids"])
        return batch

    def _pixels(self, paths: list[str | None], tokens: Any) -> dict[str, Any]:
        """Return pixels of one image per row, and which tokens may look at them: all of them."""
        import torch
        from PIL import Image

        if not all(paths):
            raise ValueError("either every row of a batch has an image or none has")
        pictures = [[Image.open(self.storage.inside(str(path))).convert("RGB")] for path in paths]
        found = self.processor.image_processor(images=pictures, return_tensors="pt")
        seen = {name: found[name] for name in ("pixel_values", "aspect_ratio_ids")}
        seen["aspect_ratio_mask"] = found["aspect_ratio_mask"]
        rows, length = tokens.shape
        tiles = seen["aspect_ratio_mask"].unsqueeze(1).expand(rows, length, -1, -1)
        seen["cross_attention_mask"] = tiles.to(torch.int64).contiguous()
        return seen
