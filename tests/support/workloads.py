"""A family of one model with jobs and an endpoint, over its life in a sandbox."""

from typing import Any

from support.project import Project

FAMILY = "config/families/t5.yaml"
ENDPOINT = "/api/2.0/serving-endpoints/local-t5-t5-base-endpoint"
FINE_TUNE = "local-t5-t5-base-fine-tune"
JOBS = """
    fine_tune: {method: lora, schedule: {cron: "0 0 3 ? * SUN", paused: true}}
    batch_inference: {}"""


def only_workloads(project: Project) -> None:
    """Leave one model with two jobs and an endpoint, and nothing around it."""
    for file in (project.root / "config/families").glob("*.yaml"):
        file.unlink()
    local = project.root / "config/environments/local.yaml"
    kept, skips = [], False
    for line in local.read_text().split("\n"):
        if not line.startswith((" ", "#")):
            skips = line.startswith(("watch:", "families:", "network:", "security:"))
        if not skips:
            kept.append(line)
    local.write_text("\n".join(kept))
    serve(project, "{version: 1}")
    project.init()


def serve(project: Project, settings: str, jobs: str = JOBS) -> None:
    """Write the family's file and synthesize."""
    text = f"family: t5\nmodels:\n  t5-base:{jobs}\n    serve: {settings}\n"
    (project.root / FAMILY).write_text(text)
    project.synth()


def changed(project: Project) -> dict[str, set[str]]:
    """Resource types that change, each with what happens."""
    found: dict[str, set[str]] = {}
    for address, actions in project.plan().items():
        found.setdefault(address.split(".")[0], set()).update(actions)
    return found


def traffic(project: Project) -> dict[str, tuple[str, int]]:
    """Version and share of the requests, by the name of what is served."""
    config = project.api("GET", ENDPOINT)["config"]
    shares = {
        route["served_entity_name"]: route["traffic_percentage"]
        for route in config["traffic_config"]["routes"]
    }
    return {
        one["name"]: (one["entity_version"], shares[one["name"]])
        for one in config["served_entities"]
    }


def run(project: Project, job: str, ok: bool = True) -> str:
    """Run a job to its end."""
    return project.run("modelstacks", "sandbox", "job", "run", job, ok=ok).stdout


def jobs(project: Project) -> dict[str, Any]:
    """Every job by name."""
    found = project.api("GET", "/api/2.2/jobs/list?expand_tasks=true")["jobs"]
    return {job["settings"]["name"]: job["settings"] for job in found}


def python_file(project: Project) -> str:
    """The script that the first task of the fine-tuning job runs."""
    path: str = jobs(project)[FINE_TUNE]["tasks"][0]["spark_python_task"]["python_file"]
    return path
