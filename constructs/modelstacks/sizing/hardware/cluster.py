"""What a finished cluster must satisfy, whoever planned it."""

from collections.abc import Iterator

from modelstacks.catalog import Catalog, Model, Runtime
from modelstacks.sizing.hardware.nodes import encryption_problem
from modelstacks.sizing.hardware.rule import Broken, rule
from modelstacks.sizing.plans import ClusterPlan


def cluster_problems(plan: ClusterPlan, catalog: Catalog) -> list[Broken]:
    """Return every rule that the plan breaks."""
    return list(_problems(plan, catalog))


def runtime_problem(runtime: Runtime) -> Broken | None:
    """Return why GPU workers cannot run this runtime, or `None`."""
    if not runtime.gpu or not runtime.ml or "photon" in runtime.key:
        return Broken(rule="gpu-runtime", found=f"{runtime.key} is not a GPU ML runtime")
    floor = tuple(rule("runtime-floor").values["floor"])
    if runtime.version < floor:
        return Broken(rule="runtime-floor", found=f"{runtime.key} is older than 13.1 ML")
    return None


def transformers_problem(model: Model, version: str) -> Broken | None:
    """Return why this version of transformers cannot load the model, or `None`."""
    least = rule("vision-needs-transformers").values["transformers"]
    if model.architecture == "vision" and _numbers(version) < _numbers(least):
        found = f"transformers {version} does not know Llama 3.2 Vision; {least} does"
        return Broken(rule="vision-needs-transformers", found=found)
    return None


def _problems(plan: ClusterPlan, catalog: Catalog) -> Iterator[Broken]:
    runtime = catalog.runtime(plan.runtime)
    if found := runtime_problem(runtime):
        yield found
    if plan.runtime_engine != "STANDARD":
        yield Broken(rule="photon-off", found=f"the runtime engine is {plan.runtime_engine}")
    pinned = dict(pin.split("==") for pin in plan.libraries if "==" in pin)
    version = pinned.get("transformers", runtime.transformers or "")
    if version and (found := transformers_problem(plan.model, version)):
        yield found
    yield from _shape(plan, catalog)


def _shape(plan: ClusterPlan, catalog: Catalog) -> Iterator[Broken]:
    cloud = next(node.cloud for node in catalog.nodes if node.name == plan.node_type)
    worker = catalog.node_type(cloud, plan.node_type)
    driver = catalog.node_type(cloud, plan.driver_node_type)
    for node in dict.fromkeys((worker, driver)):
        if broken := encryption_problem(node, required=plan.encrypted_in_transit):
            yield broken
    if plan.is_single_node and driver != worker:
        found = f"{driver.name} would drive a single node of {worker.name}"
        yield Broken(rule="cpu-driver-needs-workers", found=found)
    if plan.workload == "fine_tune" and not plan.workers.is_fixed:
        found = f"{plan.workers} workers train together"
        yield Broken(rule="training-has-a-fixed-size", found=found)
    if plan.workload == "fine_tune" and plan.spot.availability != "ON_DEMAND":
        found = f"training nodes are {plan.spot.availability}"
        yield Broken(rule="training-has-a-fixed-size", found=found)
    if plan.spot.first_on_demand < 1:
        yield Broken(rule="driver-on-demand", found="the driver would be on spot")
    if plan.workload == "interactive" and not plan.autotermination_minutes:
        yield Broken(rule="idle-clusters-stop", found="the cluster would never stop by itself")
    bare = [node.name for node in (worker, driver) if not node.nvme_gb]
    if cloud == "aws" and bare and not plan.ebs:
        yield Broken(rule="ebs-without-nvme", found=f"{bare[0]} has neither NVMe nor EBS")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
