"""Finished plans to draw from, so that tests of constructs need no sizing."""

from modelstacks.catalog import Model
from modelstacks.settings.access import Access
from modelstacks.sizing.plans import (
    ClusterPlan,
    GpuWorkload,
    MemoryEstimate,
    ModelPlan,
    ServingPlan,
    SpotPolicy,
    Workers,
)

ACCESS = Access(users=("engineers",), operators=("platform",))
TAGS = {"Environment": "test", "Model": "t5-base"}

MODEL = Model(
    name="t5-base",
    family="t5",
    hugging_face_id="google-t5/t5-base",
    architecture="encoder-decoder",
    parameters=222_903_552,
    nominal_billions=0.22,
    minimum_transformers="4.40.0",
    source="test",
    as_of="2026-01-01",
)
MEMORY = MemoryEstimate(parts={"weights": 0.42}, needed_gib=0.5, usable_gib=22.35)
CLUSTER = ClusterPlan(
    model=MODEL,
    workload="interactive",
    node_type="g5.xlarge",
    driver_node_type="r6id.2xlarge",
    workers=Workers(minimum=2, maximum=4),
    runtime="16.4.x-gpu-ml-scala2.12",
    spot=SpotPolicy(availability="SPOT_WITH_FALLBACK"),
    ebs=None,
    autotermination_minutes=45,
    libraries=("sentencepiece==0.2.0",),
    memory=MEMORY,
    price=None,
    reasons=(),
)
SERVING = ServingPlan(
    model=MODEL,
    version=3,
    capacity=GpuWorkload(
        workload_type="GPU_SMALL",
        workload_size="Small",
        scale_to_zero=False,
        memory=MEMORY,
        concurrency=50,
    ),
    price=None,
    reasons=(),
)
MODEL_PLAN = ModelPlan(
    model=MODEL,
    interactive=CLUSTER,
    serve=SERVING,
    allowed_node_types=("g5.xlarge", "g5.2xlarge"),
    allowed_driver_node_types=("r6id.2xlarge",),
    max_workers=4,
)
