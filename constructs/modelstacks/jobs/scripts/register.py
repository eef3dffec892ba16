"""Registers a fine-tuned model in Unity Catalog, as the challenger of the one that serves.

register.py --source=runs/42/model --registered-model=dev.t5.t5_base … (see jobkit/arguments.py)
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
from jobkit.arguments import ArgumentError, RegisterArguments, parse  # noqa: E402
from jobkit.launch import end_with_usage_error  # noqa: E402
from jobkit.registration import register  # noqa: E402


def main(parameters: list[str]) -> None:
    """Run the job."""
    try:
        arguments = parse(RegisterArguments, parameters)
    except ArgumentError as problem:
        end_with_usage_error(problem)
        return
    with tracking.job_run(arguments, "register"):
        made = register(arguments)
    print(f"{made['model']} version {made['version']} is its {made['alias']}")


if __name__ == "__main__":
    main(sys.argv[1:])
