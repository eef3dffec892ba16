"""Runs a job's script as a cluster does: in a process of its own that has no modelstacks."""

import os
import subprocess
import sys
import time
from pathlib import Path

from modelstacks.jobs.arguments import JobArguments, to_parameters
from modelstacks.jobs.bundle import SCRIPTS

PATIENCE_S = 300
KEPT = ("PATH", "LD_LIBRARY_PATH", "JAVA_HOME")


def start(script: str, arguments: JobArguments, home: Path) -> "subprocess.Popen[str]":
    """Start a script in a bare environment."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return subprocess.Popen(
        [sys.executable, str(SCRIPTS / f"{script}.py"), *to_parameters(arguments)],
        env={
            **kept,
            "HOME": str(home),
            "MLFLOW_TRACKING_URI": f"sqlite:///{home}/mlflow.db",
            "MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL": "1",
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
        },
        cwd=home,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def finish(script: str, arguments: JobArguments, home: Path) -> str:
    """Run a script to its end and return what it said."""
    process = start(script, arguments, home)
    said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said
    return said


def wait_for(folder: Path, process: "subprocess.Popen[str]") -> None:
    """Wait for the first complete checkpoint."""
    until = time.monotonic() + PATIENCE_S
    while not list(folder.glob("*/COMPLETE.json")):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < until, "no checkpoint came"
        time.sleep(0.02)
