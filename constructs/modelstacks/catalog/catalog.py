"""The catalog: every fact that sizing goes by, looked up by name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeVar, get_args

from modelstacks.catalog.records import (
    Cloud,
    Gpu,
    Licence,
    Model,
    NodeType,
    Runtime,
    Service,
    ServingRegion,
    WorkloadType,
)
from modelstacks.errors import ModelStacksError, Problem, closest, listing
from modelstacks.frozen import frozen

Row = TypeVar("Row")

MORE = {"model": "modelstacks models", "type": "modelstacks nodes"}
"""Where all names of a kind are, by the last word of the kind."""

CLOUDS: tuple[Cloud, ...] = get_args(Cloud)


class UnknownNameError(ModelStacksError):
    """A name that the catalog does not hold."""

    def __init__(self, kind: str, name: str, choices: Iterable[str]) -> None:
        known = sorted(choices)
        self.problem = Problem(
            where="catalog",
            found=f"{kind} `{name}` is not known",
            nearest=", ".join(closest(name, known)),
            allowed=listing(known, MORE.get(kind.rpartition(" ")[2], "")),
        )
        super().__init__(str(self.problem))


@frozen
class Catalog:
    """Facts by name. Lookups raise `UnknownNameError`, which names the nearest choice."""

    models: Mapping[str, Model]
    gpus: Mapping[str, Gpu]
    nodes: tuple[NodeType, ...]
    runtimes: Mapping[str, Runtime]
    """Runtimes by spark version key, oldest first."""

    workloads: tuple[WorkloadType, ...]
    region_names: Mapping[str, tuple[str, ...]]
    european_union: Mapping[str, tuple[str, ...]]
    """Those of the regions that are in the European Union, by cloud."""

    serving_regions: tuple[ServingRegion, ...]
    licences: Mapping[str, Licence]

    def model(self, name: str) -> Model:
        """Return a model by its name or one of its aliases."""
        if name in self.models:
            return self.models[name]
        for model in self.models.values():
            if name in model.aliases:
                return model
        raise UnknownNameError("model", name, self.models)

    def with_models(self, models: Iterable[Model]) -> "Catalog":
        """Return the catalog with more models."""
        return replace(self, models={**self.models, **{model.name: model for model in models}})

    def licence_of(self, model: Model) -> Licence | None:
        """Return the licence of a model; `None` when none is recorded."""
        return None if model.licence is None else _named("licence", model.licence, self.licences)

    def gpu(self, kind: str) -> Gpu:
        """Return a GPU by its kind, such as `A100-80`."""
        return _named("GPU", kind, self.gpus)

    def node_types(self, cloud: Cloud) -> tuple[NodeType, ...]:
        """Return every node type of a cloud, whatever its status."""
        return tuple(self._nodes_of[cloud].values())

    def node_type(self, cloud: Cloud, name: str) -> NodeType:
        """Return a node type of a cloud by its name."""
        return _named(f"{cloud} node type", name, self._nodes_of[cloud])

    def runtime(self, key: str) -> Runtime:
        """Return a runtime by its spark version key."""
        return _named("runtime", key, self.runtimes)

    def workload_types(self, cloud: Cloud) -> tuple[WorkloadType, ...]:
        """Return the serving workload types of a cloud, smallest first."""
        return tuple(workload for workload in self.workloads if workload.cloud == cloud)

    def workload_type(self, cloud: Cloud, name: str) -> WorkloadType:
        """Return a serving workload type of a cloud by its API name."""
        by_name = {workload.name: workload for workload in self.workload_types(cloud)}
        return _named(f"{cloud} serving workload type", name, by_name)

    def regions(self, cloud: Cloud) -> tuple[str, ...]:
        """Return the regions of a cloud in which Databricks runs."""
        return self.region_names[cloud]

    def is_in_european_union(self, cloud: Cloud, region: str) -> bool:
        """Return whether a region is in the European Union."""
        return region in self.european_union[cloud]

    def serving_region(
        self, cloud: Cloud, region: str, service: Service, model: Model
    ) -> ServingRegion | None:
        """Return what a region offers for a model; `None` when it is not recorded."""
        rows = (row for row in self.serving_regions if (row.cloud, row.region) == (cloud, region))
        about = (row for row in rows if not row.models or model.name in row.models)
        return next((row for row in about if row.service == service), None)

    def dbu_per_dollar(self, cloud: Cloud, *, gpu: bool) -> tuple[float, float]:
        """Return the least and the most DBU per dollar of a cloud's nodes whose rate is known."""
        return self._dbu_ratios[cloud, gpu]

    @cached_property
    def _dbu_ratios(self) -> dict[tuple[Cloud, bool], tuple[float, float]]:
        ratios: dict[tuple[Cloud, bool], list[float]] = {}
        for node in self.nodes:
            if node.dbu_per_hour and node.usd_per_hour:
                at = node.cloud, node.gpus > 0
                ratios.setdefault(at, []).append(node.dbu_per_hour / node.usd_per_hour)
        return {key: (min(found), max(found)) for key, found in ratios.items()}

    @cached_property
    def _nodes_of(self) -> dict[Cloud, dict[str, NodeType]]:
        return {
            cloud: {node.name: node for node in self.nodes if node.cloud == cloud}
            for cloud in CLOUDS
        }


def _named(kind: str, name: str, rows: Mapping[str, Row]) -> Row:
    if name not in rows:
        raise UnknownNameError(kind, name, rows)
    return rows[name]
