"""Changes of machines, told as what they mean: nodes, GPUs, memory and price, before and after.

The node types and prices are the catalog's; the memory that a model needs comes from the plans of
the configuration, where those are at hand and speak of the same node type.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, get_args

from modelstacks.catalog import Catalog, Cloud, NodeType, WorkloadType
from modelstacks.frozen import frozen
from modelstacks.review.document import Json, PlanDocument, mapping, objects, text
from modelstacks.review.masking import Masker
from modelstacks.review.plan import Machines, SizingChange
from modelstacks.review.visible import in_one_line
from modelstacks.sizing.plans import (
    ClusterPlan,
    FamilyPlan,
    MemoryEstimate,
    PriceBand,
    ServingPlan,
    Workload,
)
from modelstacks.sizing.pricing import node_price
from modelstacks.sizing.rules import Rules, load_rules

_KINDS: dict[str, Workload] = {
    "databricks_cluster": "interactive",
    "databricks_model_serving": "serve",
}
_JOB = re.compile(r"fine[-_ ]?tune|batch[-_ ]?inference", re.IGNORECASE)
_WORDS = {"interactive": "notebook cluster", "fine_tune": "fine-tune", "serve": "endpoint"}
_WORDS["batch_inference"] = "batch inference"
_TAGGED = ("custom_tags", "tags")

Estimates = dict[tuple[str, str], ClusterPlan | ServingPlan]
"""Plans of the configuration by model and workload."""


@frozen
class Named:
    """Machines as the JSON gives them, and what they are for."""

    where: str
    values: Json
    model: str
    workload: Workload | None


def estimates(plans: Iterable[FamilyPlan]) -> Estimates:
    """Return what the configuration decided, by model and workload."""
    found: Estimates = {}
    for plan in plans:
        for model in plan.models:
            decided = {
                "interactive": model.interactive,
                "fine_tune": model.fine_tune,
                "batch_inference": model.batch_inference,
                "serve": model.serve,
            }
            found |= {(model.model.name, name): one for name, one in decided.items() if one}
    return found


def has_machines(row: Json) -> bool:
    """Whether a changed resource may have machines that this module can speak of."""
    type_ = text(row.get("type"))
    return type_.startswith("databricks_") and row.get("mode") != "data"


def sizing_changes(
    document: PlanDocument,
    masker: Masker,
    catalog: Catalog,
    *,
    before: Estimates | None = None,
    after: Estimates | None = None,
) -> tuple[SizingChange, ...]:
    """Return every change of node type, count, workload type or runtime in a plan."""
    teller = _Teller(catalog=catalog, rules=load_rules())
    found = []
    for row in document.objects("resource_changes"):
        change = mapping(row.get("change"))
        if not has_machines(row) or change.get("actions") in (["no-op"], ["read"]):
            continue
        old = {one.where: one for one in _machines(row, change.get("before"))}
        new = {one.where: one for one in _machines(row, change.get("after"))}
        for where in dict.fromkeys([*old, *new]):
            one, other = old.get(where), new.get(where)
            was = teller.machines(row, one, before or {}) if one else None
            is_ = teller.machines(row, other, after or {}) if other else None
            if was == is_ or (was and is_ and _size(was) == _size(is_)):
                continue
            title = _title(row, other or one)
            found.append(
                SizingChange(
                    address=in_one_line(masker.mask(text(row.get("address")))),
                    title=in_one_line(masker.mask(title)),
                    before=_masked(was, masker),
                    after=_masked(is_, masker),
                    sentence=in_one_line(masker.mask(f"{title}: {_sentence(was, is_)}")),
                )
            )
    return tuple(found)


def _machines(row: Json, values: Any) -> Iterator[Named]:
    type_ = text(row.get("type"))
    level: list[tuple[str, Any]] = [("", values)]
    model = _tag(values, "Model")
    while level:
        where, value = level.pop()
        if isinstance(value, list):
            level += [(f"{where}[{at}]", item) for at, item in enumerate(value)]
        elif isinstance(value, dict):
            if _is_machines(value):
                tagged = _tag(value, "Model") or model
                workload = _workload(row, type_, values)
                yield Named(where=where, values=value, model=tagged, workload=workload)
            level += [(f"{where}.{key}", inner) for key, inner in value.items()]


def _is_machines(value: Json) -> bool:
    if isinstance(value.get("node_type_id"), str) and value["node_type_id"]:
        return "num_workers" in value or "autoscale" in value or "spark_version" in value
    return isinstance(value.get("workload_type"), str) and "workload_size" in value


def _workload(row: Json, type_: str, values: Any) -> Workload | None:
    if type_ in _KINDS:
        return _KINDS[type_]
    said = _JOB.search(f"{text(mapping(values).get('name'))} {text(row.get('address'))}")
    if type_ != "databricks_job" or not said:
        return None
    return "fine_tune" if said[0].lower().startswith("fine") else "batch_inference"


def _tag(values: Any, name: str) -> str:
    for key in _TAGGED:
        tags = mapping(values).get(key)
        if isinstance(tags, dict) and isinstance(tags.get(name), str):
            return text(tags[name])
        for tag in objects(tags):
            if tag.get("key") == name:
                return text(tag.get("value"))
    return ""


def tag_of(row: Json, name: str) -> str:
    """Return a tag of a changed resource, after the change or else before; empty without."""
    change = mapping(row.get("change"))
    return _tag(change.get("after"), name) or _tag(change.get("before"), name)


@frozen
class _Teller:
    """Tells machines with what the catalog knows of them."""

    catalog: Catalog
    rules: Rules

    def machines(self, row: Json, named: Named, known: Estimates) -> Machines:
        """Return the machines with GPUs, memory and price."""
        if "node_type_id" not in named.values:
            return self._endpoint(named, known)
        return self._cluster(row, named, known)

    def _cluster(self, row: Json, named: Named, known: Estimates) -> Machines:
        values = named.values
        name = text(values.get("node_type_id"))
        driver = text(values.get("driver_node_type_id")) or name
        least, most = _workers(values)
        node, head = self._node(name), self._node(driver)
        kind = "jobs" if row.get("type") == "databricks_job" else "all_purpose"
        low, high = self._price(node, head, (least, most), kind)
        needed = self._needed(named, known, name)
        return Machines(
            node_type=name,
            count=str(least) if least == most else f"{least}-{most}",
            driver="" if driver == name else driver,
            gpus=node.gpus if node else 0,
            gpu=(node.gpu or "") if node else "",
            needed_gib=needed.needed_gib if needed else None,
            usable_gib=needed.usable_gib if needed else self._usable(node),
            low_usd_per_hour=low,
            high_usd_per_hour=high,
            runtime=text(values.get("spark_version")),
        )

    def _endpoint(self, named: Named, known: Estimates) -> Machines:
        values = named.values
        name = text(values.get("workload_type"))
        row = self._workload(name)
        needed = self._needed(named, known, name)
        rate = self.rules.dbu_rate(row.cloud, "serving") if row else None
        usd = row.dbu_per_hour * rate if row and row.dbu_per_hour and rate else None
        return Machines(
            node_type=name,
            count=text(values.get("workload_size")),
            gpus=row.gpus if row else 0,
            gpu=(row.gpu or "") if row else "",
            needed_gib=needed.needed_gib if needed else None,
            usable_gib=needed.usable_gib if needed else self._usable(row),
            low_usd_per_hour=usd,
            high_usd_per_hour=usd,
        )

    def _needed(self, named: Named, known: Estimates, size: str) -> MemoryEstimate | None:
        plan = known.get((named.model, named.workload or ""))
        if isinstance(plan, ClusterPlan) and plan.node_type == size:
            return plan.memory
        if isinstance(plan, ServingPlan) and getattr(plan.capacity, "workload_type", "") == size:
            memory = getattr(plan.capacity, "memory", None)
            return memory if isinstance(memory, MemoryEstimate) else None
        return None

    def _node(self, name: str) -> NodeType | None:
        rows = (row for row in self.catalog.nodes if row.name == name)
        return next(rows, None)

    def _workload(self, name: str) -> WorkloadType | None:
        rows = (row for cloud in get_args(Cloud) for row in self.catalog.workload_types(cloud))
        return next((row for row in rows if row.name == name), None)

    def _usable(self, row: NodeType | WorkloadType | None) -> float | None:
        if row is None or row.gpu is None or row.gpu not in self.catalog.gpus:
            return None
        return self.catalog.gpu(row.gpu).usable_gib

    def _price(
        self, node: NodeType | None, head: NodeType | None, workers: tuple[int, int], kind: str
    ) -> tuple[float | None, float | None]:
        one = self._node_price(node, kind)
        driver = self._node_price(head, kind)
        if one is None or driver is None:
            return None, None
        return (
            driver.low_usd_per_hour + workers[0] * one.low_usd_per_hour,
            driver.high_usd_per_hour + workers[1] * one.high_usd_per_hour,
        )

    def _node_price(self, node: NodeType | None, kind: str) -> PriceBand | None:
        return node_price(node, self.catalog, self.rules, kind) if node else None


def _masked(one: Machines | None, masker: Masker) -> Machines | None:
    return one and replace(
        one,
        node_type=in_one_line(masker.mask(one.node_type)),
        driver=in_one_line(masker.mask(one.driver)),
        count=in_one_line(masker.mask(one.count)),
        runtime=in_one_line(masker.mask(one.runtime)),
    )


def _workers(values: Json) -> tuple[int, int]:
    autoscale = values.get("autoscale")
    scale = mapping(autoscale[0] if isinstance(autoscale, list) and autoscale else autoscale)
    if scale:
        return _count(scale.get("min_workers")), _count(scale.get("max_workers"))
    count = _count(values.get("num_workers"))
    return count, count


def _count(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and 0 <= value < 1_000_000 else 0  # noqa: PLR2004


def _size(one: Machines) -> tuple[str, ...]:
    return one.node_type, one.count, one.driver, one.runtime


def _title(row: Json, named: Named | None) -> str:
    if named is None or not named.model:
        return text(row.get("address"))
    return f"{named.model} {_WORDS.get(named.workload or '', text(row.get('type')))}"


def _sentence(was: Machines | None, is_: Machines | None) -> str:
    if was is None or is_ is None:
        one = was or is_
        return f"{'gone' if is_ is None else 'new'}: {_nodes(one)}{_memory(one)}{_price(one)}"
    said = [f"{_nodes(was)} → {_nodes(is_)}"] if _nodes(was) != _nodes(is_) else []
    if was.driver != is_.driver:
        said.append(f"driver {was.driver or was.node_type} → {is_.driver or is_.node_type}")
    if was.runtime != is_.runtime:
        said.append(f"runtime {was.runtime or 'unknown'} → {is_.runtime or 'unknown'}")
    before, after = dollars(was), dollars(is_)
    price = f", {before} → {after} per hour" if before != after else ""
    return ", ".join(said) + _memory(is_) + price


def _nodes(one: Machines | None) -> str:
    if one is None:
        return ""
    if one.count == "0":
        return f"{one.node_type}, a single node"
    return f"{one.node_type} \N{MULTIPLICATION SIGN} {one.count}" if one.count else one.node_type


def _memory(one: Machines | None) -> str:
    if one is None or one.needed_gib is None or one.usable_gib is None:
        return ""
    return f", {one.needed_gib:.0f} of {one.usable_gib:.0f} GiB per GPU"


def _price(one: Machines | None) -> str:
    return f", {dollars(one)} per hour" if one else ""


def dollars(one: Machines) -> str:
    """Return the hourly list price as a person reads it."""
    low, high = one.low_usd_per_hour, one.high_usd_per_hour
    if low is None or high is None:
        return "price unknown"
    return f"${low:,.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"${low:,.2f}-{high:,.2f}"
