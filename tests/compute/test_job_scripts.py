"""JobScripts put the scripts under a path that names their content; few may change them."""

import shutil
from pathlib import Path

from constructs import Construct
from support.plans import ACCESS
from support.template import Template

from modelstacks.compute.job_scripts import JobScripts
from modelstacks.jobs.bundle import SCRIPTS, job_bundle


def drawn(folder: Path = SCRIPTS) -> Template:
    def draw(scope: Construct) -> None:
        JobScripts(scope, "scripts", name="test-t5-jobs", folder=folder).permit(ACCESS)

    return Template.of(draw)


def paths(template: Template) -> set[str]:
    return {one["path"] for one in template.resources("databricks_workspace_file").values()}


def test_every_script_is_there_under_the_hash_of_all() -> None:
    bundle = job_bundle()

    root = f"/test-t5-jobs/{bundle.hash}"
    assert paths(drawn()) == {f"{root}/{name}" for name in bundle.files}


def test_one_changed_script_moves_all(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(SCRIPTS, tmp_path / "scripts", ignore=ignored)
    (tmp_path / "scripts" / "register.py").write_text("print(1)\n")

    assert not paths(drawn(tmp_path / "scripts")) & paths(drawn())


def test_the_plan_names_a_file_and_no_content_or_path_of_this_machine() -> None:
    for one in drawn().resources("databricks_workspace_file").values():
        assert one["source"].startswith("assets/")
        assert "content_base64" not in one


def test_new_files_come_before_old_ones_go() -> None:
    template = drawn()
    versioned = [
        *template.resources("databricks_workspace_file").values(),
        *(
            one
            for one in template.resources("databricks_directory").values()
            if job_bundle().hash in one["path"]
        ),
    ]

    assert len(versioned) > 20
    assert all(one["lifecycle"] == {"create_before_destroy": True} for one in versioned)


def test_everybody_reads_and_only_operators_change() -> None:
    permissions = drawn().one("databricks_permissions")

    assert permissions["directory_id"].endswith(".object_id}")
    assert permissions["access_control"] == [
        {"group_name": "engineers", "permission_level": "CAN_READ"},
        {"group_name": "platform", "permission_level": "CAN_MANAGE"},
    ]
