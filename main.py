"""Entry point of `cdktf`: the stacks of one environment, as config/ describes them."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from modelstacks.bindings.node import prepare_node  # noqa: E402
from modelstacks.errors import ModelStacksError  # noqa: E402
from modelstacks.jobs.check import check_jobs  # noqa: E402
from modelstacks.settings import load_project, select_stacks  # noqa: E402
from modelstacks.sizing import plan_family  # noqa: E402
from modelstacks.surroundings import plan_foundation, plan_surroundings, plan_watch  # noqa: E402


def main() -> None:
    """Read $ENVIRONMENT, load config/, decide, draw and synthesize."""
    project = load_project(ROOT / "config", os.environ.get("ENVIRONMENT", "local"))
    # The `cdktf` of set-up passes on the names it was given; patterns are left to cdktf.
    named = os.environ.get("MODELSTACKS_STACKS", "").split()
    select_stacks(project, [name for name in named if not set(name) & set("*?[{!")])
    plans = [
        plan_family(family, project.environment, project.catalog) for family in project.families
    ]
    check_jobs(plans)
    foundation = plan_foundation(project.environment, plans)

    prepare_node()
    from cdktf import App

    from modelstacks.sandbox import SandboxHome, ensure_local
    from stacks import STACKS, FoundationStack, ModelFamilyStack
    from stacks.workspace import Folders

    app = App()
    environment = project.environment
    home = SandboxHome.of_environment(ROOT, environment.name if environment.is_local else "local")
    folders = Folders(output=Path(app.outdir).absolute(), sandbox=home.root)
    if foundation:
        FoundationStack(app, plan=foundation, folders=folders)
    for plan in plans:
        around = plan_surroundings(plan.family, project.environment, project.catalog)
        stack = STACKS.get(plan.family.name, ModelFamilyStack)
        watch = plan_watch(plan, project.catalog)
        stack(app, plan=plan, surroundings=around, watch=watch, folders=folders)
    app.synth()
    stacks = [foundation.stack_id] if foundation else []
    stacks += [plan.family.stack_id for plan in plans]
    ensure_local(project.environment, home, folders.output, stacks)


if __name__ == "__main__":
    try:
        main()
    except ModelStacksError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
