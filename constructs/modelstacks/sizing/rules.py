"""The figures that sizing goes by: tiers, margins, defaults and rates, from `rules.json`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from modelstacks.catalog import Cloud
from modelstacks.frozen import frozen
from modelstacks.sizing.plans import EbsVolumes, Workers


@frozen
class Tier:
    """Worker bounds for models up to a nominal size."""

    up_to_billions: float
    is_inclusive: bool
    workers: Workers
    card_mib: int | None
    """Cards from this size on take `large_card_workers` instead; `None`: one rule for all."""

    large_card_workers: Workers | None


@frozen
class WorkloadSize:
    """A serving size with the concurrent requests it is provisioned for."""

    name: str
    minimum: int
    maximum: int


@frozen
class JobRules:
    """How jobs run that were told nothing else."""

    timeout_factor: int
    """The most hours that are expected, times this, are the timeout."""

    timeout_hours_at_least: int
    """Hours of the shortest timeout: a data set may be larger than was assumed."""

    timeout_hours_unknown: int
    """Hours where no speed is known."""

    slow_share: float
    """Share of the timeout after which a run is slow, where its volume was not told."""

    retries: Mapping[str, int]
    """By workload."""

    retry_pause_seconds: int


@frozen
class Rules:
    """Every figure that is a choice or an estimate, not a property of a model or a node."""

    tiers: tuple[Tier, ...]
    host_usable_share: float
    """Share of a node's RAM left to the process that loads."""

    driver_vcpus: tuple[int, int]
    driver_ram_gib: tuple[int, int]
    default_runtime: str
    advised_runtime: tuple[int, int]
    """Older runtimes work, with a warning."""

    ebs: EbsVolumes
    usd_per_dbu: Mapping[str, Mapping[str, float]]
    spot_discount: Mapping[str, float]
    """Share of the machine's price that spot saves: `least`, `planned`, `most`."""

    startup_hours: float
    assumed_tokens: int
    """Tokens of a job whose volume was not told."""

    workload_sizes: tuple[WorkloadSize, ...]
    libraries: Mapping[str, str]
    """PyPI packages that every model needs, name to lowest version."""

    jobs: JobRules

    def dbu_rate(self, cloud: Cloud, kind: str) -> float | None:
        """Return US dollars per DBU of `all_purpose`, `jobs` or `serving`; `None`: unknown."""
        return self.usd_per_dbu.get(cloud, {}).get(kind)


@cache
def load_rules() -> Rules:
    """Return the rules that ship with the package."""
    content = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))
    memory = {name: row["value"] for name, row in content["memory"].items()}
    return Rules(
        tiers=tuple(_tier(row) for row in content["tiers"]),
        **memory,
        driver_vcpus=tuple(content["driver"]["vcpus"]),
        driver_ram_gib=tuple(content["driver"]["ram_gib"]),
        default_runtime=content["runtime"]["default"],
        advised_runtime=tuple(content["runtime"]["advised"]),
        ebs=EbsVolumes(count=content["ebs"]["count"], size_gib=content["ebs"]["size_gib"]),
        usd_per_dbu=_without_source(content["usd_per_dbu"]),
        spot_discount=_without_source(content["spot_discount"]),
        startup_hours=content["startup_hours"]["value"],
        assumed_tokens=content["assumed_tokens"]["value"],
        workload_sizes=tuple(
            WorkloadSize(
                name=row["name"], minimum=row["concurrency"][0], maximum=row["concurrency"][1]
            )
            for row in content["workload_sizes"]
        ),
        libraries=_without_source(content["libraries"]),
        jobs=JobRules(**_without_source(content["jobs"])),
    )


def _tier(row: Mapping[str, Any]) -> Tier:
    large = row.get("large_card_workers")
    return Tier(
        up_to_billions=row["up_to_billions"],
        is_inclusive=row["inclusive"],
        workers=Workers(minimum=row["workers"][0], maximum=row["workers"][1]),
        card_mib=row.get("card_mib"),
        large_card_workers=Workers(minimum=large[0], maximum=large[1]) if large else None,
    )


def _without_source(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "source"}
