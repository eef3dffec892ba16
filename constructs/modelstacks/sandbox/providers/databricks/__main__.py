"""Entry of the plugin process: `python -P -m modelstacks.sandbox.providers.databricks`."""

import gc
import sys

# Nothing is garbage while modules load, and looking for it costs a tenth of the start; the runner
# switches it on again.
gc.disable()

from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider  # noqa: E402
from modelstacks.sandbox.providers.plugin.runner import serve  # noqa: E402

if __name__ == "__main__":
    sys.exit(serve(DatabricksProvider))
