"""The rows of a data set, and batches of tokens no longer than the plan assumed."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .arguments import SYNTHETIC, FineTuneArguments
from .storage import Storage

Row = dict[str, Any]
IGNORED = -100
"""Label of a token whose loss is not computed."""

SYNTHETIC_ROWS = 64
WORDS = ("house", "sea", "small", "red", "stands", "by", "the", "hill", "old", "green", "a", "far")
SUFFIXES = (".parquet", ".jsonl", ".json")


def read_rows(storage: Storage, dataset: str) -> list[Row]:
    """Return every row of a data set in the volume, or of one made up for a smoke run.

    A folder may be a table that Spark exported: its files are taken in the order of their names,
    and what begins with `_` or `.` is left out.
    """
    if dataset == SYNTHETIC:
        return synthetic_rows()
    return [row for path in data_files(storage, dataset) for row in _read(path)]


def data_files(storage: Storage, dataset: str) -> list[Path]:
    """Return the files of a data set; `FileNotFoundError` when there is none."""
    path = storage.inside(dataset)
    found = [path] if path.is_file() else []
    if path.is_dir():
        every = (one for one in sorted(path.rglob("*")) if one.suffix in SUFFIXES)
        found = [one for one in every if not any(_is_hidden(part, path) for part in _steps(one))]
    if not found:
        raise FileNotFoundError(f"{path}: no {', '.join(SUFFIXES)} file")
    return [storage.inside(one) for one in found]


def _steps(path: Path) -> tuple[Path, ...]:
    return (path, *path.parents)


def _is_hidden(path: Path, root: Path) -> bool:
    return root in path.parents and path.name.startswith(("_", "."))


def _read(path: Path) -> Iterator[Row]:
    if path.suffix == ".parquet":
        from pyarrow import parquet

        for batch in parquet.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()
        return
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json" and text.lstrip().startswith("["):
        yield from json.loads(text)
        return
    yield from (json.loads(line) for line in text.splitlines() if line.strip())


def synthetic_rows(count: int = SYNTHETIC_ROWS, seed: int = 0) -> list[Row]:
    """Return rows that say the same on every machine."""
    chance = random.Random(seed)  # noqa: S311
    rows = []
    for _ in range(count):
        words = chance.choices(WORDS, k=12)
        rows.append({"prompt": " ".join(words), "completion": " ".join(words[:4])})
    return rows


class TokenRows:
    """Tokenised rows, cut to the planned lengths; each is made when it is asked for."""

    def __init__(self, rows: list[Row], tokenizer: Any, arguments: FineTuneArguments) -> None:
        missing = {arguments.source_column, arguments.target_column} - set(rows[0] if rows else ())
        if missing:
            raise KeyError(f"the data set has no column {', '.join(sorted(missing))}")
        self.rows, self.tokenizer, self.arguments = rows, tokenizer, arguments

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        row, arguments = self.rows[index], self.arguments
        source, target = str(row[arguments.source_column]), str(row[arguments.target_column])
        if arguments.model_kind == "encoder-decoder":
            return encoder_decoder_row(
                self._tokens(source, arguments.source_length),
                self._tokens(target, arguments.target_length),
            )
        end = [self.tokenizer.eos_token_id]
        answer = self.tokenizer(target, add_special_tokens=False)["input_ids"] + end
        prompt = self.tokenizer(source)["input_ids"]
        tokens = causal_row(prompt, answer, arguments.sequence_length)
        if arguments.model_kind == "vision":
            tokens["image"] = row.get(arguments.image_column)
        return tokens

    def _tokens(self, text: str, length: int) -> list[int]:
        found: list[int] = self.tokenizer(text, truncation=True, max_length=length)["input_ids"]
        return found


def encoder_decoder_row(source: list[int], target: list[int]) -> Row:
    """Return a row of a T5."""
    return {"input_ids": source, "attention_mask": [1] * len(source), "labels": target}


def causal_row(prompt: list[int], answer: list[int], length: int) -> Row:
    """Return a row of a causal model: prompt and answer in `length` tokens, loss on the answer.

    A prompt that is too long loses its beginning; an answer keeps at least its first half.
    """
    answer = answer[: max(length - len(prompt), (length + 1) // 2)]
    room = length - len(answer)
    prompt = prompt[len(prompt) - room :] if len(prompt) > room else prompt
    tokens = prompt + answer
    labels = [IGNORED] * len(prompt) + answer
    return {"input_ids": tokens, "attention_mask": [1] * len(tokens), "labels": labels}


def pad(rows: list[Row], pad_id: int, *, multiple: int = 8, limit: int) -> dict[str, list[Any]]:
    """Return columns padded on the right to the longest row, in whole multiples up to `limit`.

    Labels of an encoder-decoder row have a length of their own.
    """
    fillers = {"input_ids": pad_id, "attention_mask": 0, "labels": IGNORED}
    columns: dict[str, list[Any]] = {}
    for name, filler in fillers.items():
        longest = max(len(row[name]) for row in rows)
        width = max(longest, min(-(-longest // multiple) * multiple, limit))
        columns[name] = [row[name] + [filler] * (width - len(row[name])) for row in rows]
    return columns
