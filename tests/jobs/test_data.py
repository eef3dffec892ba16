"""Rows of a data set, no longer than the plan assumed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelstacks.jobs.scripts.jobkit import data
from modelstacks.jobs.scripts.jobkit.storage import OutsideStorageError, Storage

ROWS = [{"prompt": "a", "completion": "b"}, {"prompt": "ä", "completion": "ß"}]
TOKENS = st.lists(st.integers(3, 99), max_size=40)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rows.jsonl", "\n".join(json.dumps(row) for row in ROWS) + "\n\n"),
        ("rows.json", json.dumps(ROWS)),
        ("rows.json", "\n".join(json.dumps(row) for row in ROWS)),
    ],
)
def test_files_of_rows(storage: Storage, name: str, text: str) -> None:
    (storage.root / name).write_text(text, encoding="utf-8")

    assert data.read_rows(storage, name) == ROWS


def test_a_table_that_spark_exported(storage: Storage) -> None:
    table = storage.root / "train"
    (table / "_delta_log").mkdir(parents=True)
    (table / "part=1").mkdir()
    for name, row in (("part-1.json", 1), ("part-0.json", 0), ("part=1/part-2.json", 2)):
        (table / name).write_text(json.dumps({"id": row}))
    for name in ("_SUCCESS", "_committed_1", "_delta_log/0.json", ".part-0.json"):
        (table / name).write_text("{}")

    assert data.read_rows(storage, "train") == [{"id": 0}, {"id": 1}, {"id": 2}]


def test_the_volume_may_lie_below_a_hidden_folder(tmp_path: Path) -> None:
    root = tmp_path / "_hidden" / "volume"
    (root / "train").mkdir(parents=True)
    (root / "train/rows.jsonl").write_text('{"id": 1}')

    assert data.read_rows(Storage(root), "train") == [{"id": 1}]


def test_no_data(storage: Storage) -> None:
    (storage.root / "train").mkdir()

    with pytest.raises(FileNotFoundError, match=r"\.parquet, \.jsonl, \.json"):
        data.read_rows(storage, "train")


def test_a_linked_file_is_refused(tmp_path: Path) -> None:
    outside, storage = tmp_path / "rows.jsonl", Storage(tmp_path / "volume")
    outside.write_text('{"id": 1}')
    (storage.root / "train").mkdir(parents=True)
    (storage.root / "train/rows.jsonl").symlink_to(outside)

    with pytest.raises(OutsideStorageError):
        data.read_rows(storage, "train")


def test_synthetic_rows_are_the_same_everywhere(storage: Storage) -> None:
    first, again = (data.read_rows(storage, "synthetic") for _ in range(2))

    assert first == again
    assert len(first) == data.SYNTHETIC_ROWS
    assert first[0]["prompt"].startswith(first[0]["completion"])


@given(prompt=TOKENS, answer=TOKENS.filter(len), length=st.integers(1, 50))
def test_a_causal_row_fits_and_learns_something(
    prompt: list[int], answer: list[int], length: int
) -> None:
    row = data.causal_row(prompt, answer, length)

    tokens, labels = row["input_ids"], row["labels"]
    learned = [label for label in labels if label != data.IGNORED]
    assert len(tokens) == len(labels) == len(row["attention_mask"]) <= length
    assert learned == answer[: len(learned)]
    assert len(learned) >= min(len(answer), (length + 1) // 2)
    assert tokens[len(tokens) - len(learned) :] == learned
    if len(prompt) + len(answer) <= length:
        assert tokens == prompt + answer


@given(lengths=st.lists(st.integers(1, 30), min_size=1, max_size=5), limit=st.integers(1, 40))
def test_padding_reaches_the_longest_row_and_not_past_the_plan(
    lengths: list[int], limit: int
) -> None:
    rows = [data.encoder_decoder_row([5] * min(n, limit), [6]) for n in lengths]

    columns = data.pad(rows, 0, limit=limit)

    widths = {len(row) for row in columns["input_ids"]}
    longest = max(min(n, limit) for n in lengths)
    assert widths == {min(-(-longest // 8) * 8, limit)}
    for row, mask in zip(columns["input_ids"], columns["attention_mask"], strict=True):
        assert [token != 0 for token in row] == [bool(one) for one in mask]


def test_the_padding_of_labels_is_not_learned() -> None:
    rows = [data.encoder_decoder_row([5], [6, 7]), data.encoder_decoder_row([5], [6])]

    assert data.pad(rows, 0, multiple=1, limit=8)["labels"] == [[6, 7], [6, data.IGNORED]]
