"""Set-up runs before anything is installed."""

import subprocess
import sys
from pathlib import Path


def test_set_up_needs_nothing_but_the_standard_library(root: Path) -> None:
    # -S leaves out site-packages, where everything installed is
    code = f"import sys; sys.path.insert(0, {str(root / 'constructs')!r})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{code}; import modelstacks.toolchain.__main__"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
