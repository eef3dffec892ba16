"""Entry of the plugin process: `python -P -m modelstacks.sandbox.providers.databricks`."""

import sys

from modelstacks.sandbox.providers.databricks.provider import DatabricksProvider
from modelstacks.sandbox.providers.plugin.runner import serve

if __name__ == "__main__":
    sys.exit(serve(DatabricksProvider))
