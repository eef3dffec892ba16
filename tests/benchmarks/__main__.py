"""`make bench`: how long people wait, and how much memory it takes, next to what we aim at.

Ratios compare two programs that ran in turn on the same machine in the same minute, so they mean
the same on a laptop and in CI. Wall times and memory are what they are.
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

MINIMAL_APP = Path(__file__).with_name("minimal_app.py")


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
        trial.timed(sys.executable, "-c", "import pydantic"),
        trial.timed("modelstacks", "validate"),
        trial.timed("modelstacks", "size", "t5-11b"),
    )
    yield Figure.ratio("modelstacks validate / import pydantic", validate, pydantic, aim=2.5)
    yield Figure.ratio("modelstacks size t5-11b / import pydantic", size, pydantic, aim=2.5)
    yield Figure(name="rank AWS for all methods", value=rank_aws(runs), unit="ms", aim=50)

    trial.run("modelstacks", "sandbox", "up")
    for program in (str(MINIMAL_APP), "main.py"):
        trial.run(sys.executable, program)  # the first run of each compiles its modules
    minimal, synth = in_turn(
        runs,
        trial.timed(sys.executable, str(MINIMAL_APP)),
        trial.timed(sys.executable, "main.py"),
    )
    yield Figure.ratio("synth of t5-stack / minimal cdktf app", synth, minimal, aim=0.6)

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
    yield Figure(name="cdktf deploy t5-stack", value=median(deploy), unit="s", aim=20)
    yield Figure(name="cdktf diff t5-stack, no change", value=median(diff), unit="s", aim=12)
    yield Figure(name="cdktf destroy t5-stack", value=median(destroy), unit="s", aim=15)


if __name__ == "__main__":
    main()
