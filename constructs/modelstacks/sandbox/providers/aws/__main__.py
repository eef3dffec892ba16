"""Entry of the plugin process: `python -P -m modelstacks.sandbox.providers.aws`."""

import gc
import os
import sys

# Nothing is garbage while modules load, and looking for it costs a tenth of the start; the runner
# switches it on again.
gc.disable()

from modelstacks.sandbox.providers.aws.provider import AwsProvider  # noqa: E402
from modelstacks.sandbox.providers.plugin.runner import serve  # noqa: E402

if __name__ == "__main__":
    # botocore reads them in many places; the provider block is all that may count.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    sys.exit(serve(AwsProvider))
