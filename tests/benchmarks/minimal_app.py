"""What `cdktf init` and a first resource amount to: the least that a Databricks app can do."""

import os

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_databricks.cluster import Cluster
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider

app = App(outdir="minimal.out")
stack = TerraformStack(app, "minimal-stack")
DatabricksProvider(stack, "databricks", profile="minimal")
Cluster(
    stack,
    "cluster",
    cluster_name="minimal",
    spark_version="16.4.x-gpu-ml-scala2.12",
    node_type_id="g5.xlarge",
    num_workers=1,
)
app.synth()
