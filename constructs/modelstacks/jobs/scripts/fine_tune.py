"""Fine-tunes a model as its plan assumed, and tells how much GPU memory that really took.

    fine_tune.py --model=google-t5/t5-base --method=lora --rank=16 … (see jobkit/arguments.py)

An interrupted run continues from its latest complete checkpoint. What comes out lies in
`<storage>/runs/<run>/model`.
"""

import sys
from pathlib import Path


def _code_path() -> Path:
    """Return the folder of this script; where a job does not know it, a parameter tells."""
    for parameter in sys.argv[1:]:
        if parameter.startswith("--code-path=/"):
            return Path(parameter.partition("=")[2])
    return Path(__file__).resolve().parent


sys.path.insert(0, str(_code_path()))

from jobkit import tracking  # noqa: E402
from jobkit.arguments import ArgumentError, FineTuneArguments, parse  # noqa: E402
from jobkit.launch import end_with_usage_error, launch  # noqa: E402


def main(parameters: list[str]) -> None:
    """Run the job."""
    try:
        arguments = parse(FineTuneArguments, parameters)
    except ArgumentError as problem:
        end_with_usage_error(problem)
        return
    with tracking.job_run(arguments, "fine_tune") as run:
        environment = tracking.worker_environment(run)
        result = launch(arguments, parameters, environment, _code_path())
        tracking.log_metrics({**result["metrics"], "train_loss": result["loss"]})
        print(result["report"])


if __name__ == "__main__":
    main(sys.argv[1:])
