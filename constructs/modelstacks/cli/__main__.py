"""`python -m modelstacks.cli` is `modelstacks`."""

import sys

from modelstacks.cli import main

if __name__ == "__main__":
    sys.exit(main())
