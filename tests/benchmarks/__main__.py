"""`make bench`: how long people wait, and how much memory it takes, next to what we aim at.

Ratios compare the CPU time of two programs that ran in turn on the same machine in the same minute,
so they mean the same on a laptop, in CI and on a busy machine. Wall times and memory are what they
are.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, table
from benchmarks.ranking import rank_aws
from benchmarks.timing import in_turn
from benchmarks.trial import Trial

MINIMAL_APP = str(Path(__file__).with_name("minimal_app.py"))
MANY_FAMILIES = str(Path(__file__).with_name("many_families.py"))


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--runs", type=int, default=7, help="runs of each short command")
    parser.add_argument("--cycles", type=int, default=3, help="deploy, diff and destroy so often")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="modelstacks-bench-") as folder:
        trial = Trial.create(Path(folder))
        try:
            figures = list(measure(trial, runs=options.runs, cycles=options.cycles))
        finally:
            trial.run("modelstacks", "sandbox", "down")
    if options.json:
        print(json.dumps([figure.as_json() for figure in figures], indent=1))
    else:
        load, cores = os.getloadavg()[0], os.cpu_count()
        print(table(figures), f"(load {load:.1f} on {cores} cores)", sep="\n")


def measure(trial: Trial, *, runs: int, cycles: int) -> Iterator[Figure]:
    """Yield each figure when it is known, the cheap ones first."""
    pydantic, validate, size = in_turn(
        runs,
        trial.used(sys.executable, "-c", "import pydantic"),
        trial.used("modelstacks", "validate"),
        trial.used("modelstacks", "size", "t5-11b"),
    )
    yield Figure.ratio("modelstacks validate / import pydantic", validate, pydantic, aim=2.5)
    yield Figure.ratio("modelstacks size t5-11b / import pydantic", size, pydantic, aim=2.5)
    yield Figure(name="rank AWS for all methods", value=rank_aws(runs), unit="ms", aim=50)

    trial.run("modelstacks", "sandbox", "up")
    yield from measure_synth(trial, trial.without("llama-3-2"), runs=runs)

    memory: list[float] = []

    def note_memory() -> float:
        memory.append(trial.sandbox_memory())
        return memory[-1]

    deploy, diff, destroy, _ = in_turn(
        cycles,
        trial.timed("cdktf", "deploy", "t5-stack", "--auto-approve"),
        trial.timed("cdktf", "diff", "t5-stack"),
        trial.timed("cdktf", "destroy", "t5-stack", "--auto-approve"),
        note_memory,
    )
    yield Figure(name="sandbox, resident memory", value=max(memory), unit="MB", aim=200)
    yield Figure(name="cdktf deploy t5-stack", value=median(deploy), unit="s", aim=30)
    yield Figure(name="cdktf diff t5-stack, no change", value=median(diff), unit="s", aim=12)
    yield Figure(name="cdktf destroy t5-stack", value=median(destroy), unit="s", aim=15)


def measure_synth(trial: Trial, t5_alone: Trial, *, runs: int) -> Iterator[Figure]:
    """Yield how synthesis compares with a small app, and with a big one on the usual bindings."""
    for program in (MINIMAL_APP, MANY_FAMILIES):
        trial.run(sys.executable, program)  # the first run of each compiles its modules
    for checkout in (trial, t5_alone):
        checkout.run(sys.executable, "main.py")
    minimal, t5, both = in_turn(
        runs,
        trial.used(sys.executable, MINIMAL_APP),
        t5_alone.used(sys.executable, "main.py"),
        trial.used(sys.executable, "main.py"),
    )
    yield Figure.ratio("synth of t5 and foundation / minimal app", t5, minimal, aim=0.6)
    yield Figure.ratio("synth of both families too / minimal app", both, minimal, aim=0.8)
    usual, ours = in_turn(
        runs,
        trial.used(sys.executable, MANY_FAMILIES),
        trial.used(sys.executable, MANY_FAMILIES, "--ours"),
    )
    yield Figure.ratio("20 families x 40, ours / usual bindings", ours, usual, aim=0.5)


if __name__ == "__main__":
    main()
