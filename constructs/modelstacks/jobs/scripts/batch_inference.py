"""Answers every prompt of a data set: a copy of the model per replica that the plan counted.

    batch_inference.py --model=runs/42/model --dataset=prompts … (see jobkit/arguments.py)

On several nodes each Spark task holds one replica; on a single node there is one process for each.
The answers lie in `<storage>/runs/<run>/predictions`, as JSON lines here and parquet from Spark.
"""

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def _code_path() -> Path:
    """Return the folder of this script; where a job does not know it, a parameter tells."""
    for parameter in sys.argv[1:]:
        if parameter.startswith("--code-path=/"):
            return Path(parameter.partition("=")[2])
    return Path(__file__).resolve().parent


sys.path.insert(0, str(_code_path()))

from jobkit import checkpoints, engines, replicas, tracking  # noqa: E402
from jobkit.arguments import ArgumentError, BatchInferenceArguments, parse, to_parameters  # noqa: E402
from jobkit.data import data_files, read_rows  # noqa: E402
from jobkit.launch import copy_code, end_with_usage_error  # noqa: E402
from jobkit.memory_report import MemoryReport, busiest  # noqa: E402
from jobkit.storage import Storage  # noqa: E402

PARTS_PER_REPLICA = 4


def main(parameters: list[str]) -> None:
    """Run the job."""
    try:
        arguments = parse(BatchInferenceArguments, parameters)
    except ArgumentError as problem:
        end_with_usage_error(problem)
        return
    with tracking.job_run(arguments, "batch_inference"):
        count, peaks = on_one_node(arguments) if arguments.single_node else on_spark(arguments)
        allocated, reserved = busiest(peaks)
        report = MemoryReport(
            predicted_gib=arguments.predicted_peak_gib,
            predicted_parts=arguments.predicted_parts,
            measured_gib=allocated,
            reserved_gib=reserved,
        )
        tracking.log_metrics({**report.metrics(), "rows": float(count)})
        print(f"{count} rows answered; {report}")


def on_one_node(arguments: BatchInferenceArguments) -> tuple[int, list[Any]]:
    """Answer here, a process per replica; return the rows and the peaks of each process."""
    storage = Storage(arguments.storage)
    rows = read_rows(storage, arguments.dataset)
    prompts = [str(row[arguments.source_column]) for row in rows]
    count = min(arguments.replicas_per_node, max(1, len(prompts)))
    shares = [
        (arguments, replica, [prompts[i] for i in replicas.share(len(prompts), replica, count)])
        for replica in range(count)
    ]
    if count == 1:
        done = [engines.answer_share(*shares[0])]
    else:
        with multiprocessing.get_context("spawn").Pool(count) as pool:
            done = pool.starmap(engines.answer_share, shares)
    answers = replicas.joined([answered for answered, _ in done])
    write(arguments, rows, answers)
    return len(answers), [peaks for _, peaks in done]


def write(
    arguments: BatchInferenceArguments, rows: list[dict[str, Any]], answers: list[str]
) -> Path:
    """Write rows and answers as JSON lines, complete once the marker is there."""
    target: Path = Storage(arguments.storage).run(arguments.run, "predictions")
    target.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps({**row, arguments.target_column: answer}, ensure_ascii=False)
        for row, answer in zip(rows, answers, strict=True)
    )
    (target / "part-00000.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    checkpoints.mark_complete(target)
    return target


def on_spark(arguments: BatchInferenceArguments) -> tuple[int, list[Any]]:
    """Answer on the workers, a task per replica; return the rows and the peaks of each task."""
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as columns
    from pyspark.sql.types import DoubleType, StringType, StructField, StructType

    spark = SparkSession.builder.getOrCreate()
    storage = Storage(arguments.storage)
    files = data_files(storage, arguments.dataset)
    is_parquet = files[0].suffix == ".parquet"
    paths = [str(path) for path in files]
    table = spark.read.parquet(*paths) if is_parquet else spark.read.json(paths)
    target = str(storage.run(arguments.run, "predictions"))
    code = str(copy_code(_code_path(), storage))
    added = [
        StructField(arguments.target_column, StringType()),
        StructField("gpu_peak_gib", DoubleType()),
        StructField("gpu_reserved_gib", DoubleType()),
    ]
    schema = StructType([*table.schema.fields, *added])
    # More parts than replicas: one that is slow or lost holds up little.
    parts = table.repartition(PARTS_PER_REPLICA * arguments.replicas)
    parts.mapInPandas(task(arguments, code), schema).write.mode("overwrite").parquet(target)
    written = spark.read.parquet(target)
    top = written.agg(
        columns.count("*").alias("rows"),
        columns.max("gpu_peak_gib").alias("peak"),
        columns.max("gpu_reserved_gib").alias("reserved"),
    ).first()
    peak = (top["peak"], top["reserved"]) if top["peak"] is not None else None
    return int(top["rows"]), [peak]


def task(arguments: BatchInferenceArguments, code: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what each Spark task does with its rows. It travels by value to the workers."""
    parameters = to_parameters(arguments)

    def answer(frames: Iterator[Any]) -> Iterator[Any]:
        import sys

        sys.path.insert(0, code)
        from jobkit.arguments import BatchInferenceArguments, parse
        from jobkit.engines import engine_of_task
        from jobkit.memory_report import measured_peaks
        from jobkit.replicas import devices_of_task

        arguments = parse(BatchInferenceArguments, parameters)
        engine = engine_of_task(arguments, devices_of_task(arguments))
        for frame in frames:
            answers = engine([str(one) for one in frame[arguments.source_column]])
            peaks = measured_peaks() or (None, None)
            yield frame.assign(
                **{arguments.target_column: answers},
                gpu_peak_gib=peaks[0],
                gpu_reserved_gib=peaks[1],
            )

    return answer


if __name__ == "__main__":
    main(sys.argv[1:])
