"""The folder of a stack: `local` and the other environments do not trip each other in it."""

import json
from pathlib import Path

import pytest

from modelstacks.sandbox import output_folder, provider_choice
from modelstacks.sandbox.home import SandboxHome
from modelstacks.sandbox.output_folder import OutputFolderError, prepare_stack_dir
from modelstacks.sandbox.provider_choice import ProviderChoice
from modelstacks.settings.project import Environment, S3State, SandboxSettings

PLUGIN = "registry.terraform.io/databricks/databricks/1.99.0/linux_amd64"

LOCAL = Environment(
    name="local", cloud="aws", region="us-east-1", catalog="main", sandbox=SandboxSettings()
)
DEV = Environment(
    name="dev",
    cloud="aws",
    region="us-east-1",
    catalog="dev",
    state=S3State(bucket="b", region="us-east-1"),
)


@pytest.fixture
def home(tmp_path: Path) -> SandboxHome:
    made = SandboxHome(tmp_path / ".sandbox")
    made.make()
    return made


@pytest.fixture
def stack_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "cdktf.out" / "stacks" / "t5-stack"
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text("{}")
    return folder


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built-in providers that are one empty plugin, as the real ones lie."""

    def install(choice: ProviderChoice, stack_dir: Path, _: SandboxHome) -> None:
        if choice.mode == "builtin":
            plugin = stack_dir / "terraform.d" / "plugins" / PLUGIN
            plugin.mkdir(parents=True, exist_ok=True)
            (stack_dir / ".terraform.lock.hcl").write_text("# built-in\n")
            output_folder.link_installed(stack_dir)

    monkeypatch.setattr(output_folder, "install", install)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def use(folder: Path, lock: str) -> None:
    """Leave what Terraform leaves behind."""
    (folder / ".terraform" / "providers").mkdir(parents=True, exist_ok=True)
    (folder / ".terraform" / "terraform.tfstate").write_text('{"backend": {}}')
    (folder / ".terraform.lock.hcl").write_text(lock)
    (folder / "plan").write_bytes(b"binary")


def test_from_local_to_dev_and_back(stack_dir: Path, home: SandboxHome) -> None:
    # given a folder that was used with the built-in providers
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    use(stack_dir, "# built-in\n")

    # when it is synthesized for dev, then nothing of it is left
    prepare_stack_dir(stack_dir, environment=DEV, home=home)
    assert names(stack_dir) == {"cdk.tf.json", ".modelstacks.json"}

    # when it was used there and is synthesized for the sandbox, then nothing of dev is left
    use(stack_dir, "# official\n")
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    assert (stack_dir / ".terraform.lock.hcl").read_text() == "# built-in\n"
    assert not (stack_dir / ".terraform" / "terraform.tfstate").exists()
    assert not (stack_dir / "plan").exists()


def test_the_same_environment_again_keeps_everything(stack_dir: Path, home: SandboxHome) -> None:
    # given a folder in use by dev
    prepare_stack_dir(stack_dir, environment=DEV, home=home)
    use(stack_dir, "# official\n")

    # when it is synthesized once more, then Terraform has nothing to do again
    prepare_stack_dir(stack_dir, environment=DEV, home=home)
    assert (stack_dir / ".terraform" / "terraform.tfstate").exists()
    assert (stack_dir / ".terraform.lock.hcl").read_text() == "# official\n"
    assert (stack_dir / "plan").exists()


def test_other_providers_start_afresh(stack_dir: Path, home: SandboxHome) -> None:
    # given the built-in providers
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    use(stack_dir, "# built-in\n")

    # when the official ones are chosen
    provider_choice.save(home, ProviderChoice(mode="official"))
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)

    # then `terraform init` finds nothing that would make it keep the built-in ones
    assert names(stack_dir) == {"cdk.tf.json", ".modelstacks.json"}


def test_a_folder_of_unknown_past_starts_afresh(stack_dir: Path, home: SandboxHome) -> None:
    use(stack_dir, "# whoever\n")
    prepare_stack_dir(stack_dir, environment=DEV, home=home)
    assert names(stack_dir) == {"cdk.tf.json", ".modelstacks.json"}


def test_a_state_with_resources_is_never_removed(stack_dir: Path, home: SandboxHome) -> None:
    # given a state that some other tool left in the folder
    state = stack_dir / "terraform.tfstate"
    state.write_text(json.dumps({"version": 4, "resources": [{"type": "databricks_cluster"}]}))

    # when the environment changes, then it is refused by name, and still there
    with pytest.raises(OutputFolderError, match=r"terraform\.tfstate is a Terraform state"):
        prepare_stack_dir(stack_dir, environment=DEV, home=home)
    assert state.exists()


@pytest.mark.parametrize("content", ["", '{"version": 4, "resources": []}'])
def test_an_empty_state_is_removed(stack_dir: Path, home: SandboxHome, content: str) -> None:
    (stack_dir / "terraform.tfstate").write_text(content)
    prepare_stack_dir(stack_dir, environment=DEV, home=home)
    assert not (stack_dir / "terraform.tfstate").exists()


def test_the_local_state_survives_every_switch(stack_dir: Path, home: SandboxHome) -> None:
    # given the state of the sandbox
    state = home.terraform / "t5-stack.tfstate"
    state.write_text('{"resources": [1]}')

    # when the folder goes from one environment to the other, then it is as it was
    for environment in (LOCAL, DEV, LOCAL):
        prepare_stack_dir(stack_dir, environment=environment, home=home)
    assert state.read_text() == '{"resources": [1]}'


def test_plugins_count_as_installed(stack_dir: Path, home: SandboxHome) -> None:
    # given built-in providers
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)

    # then Terraform finds them where it keeps what it installed, by a path that survives a move
    link = stack_dir / ".terraform" / "providers" / PLUGIN
    assert link.resolve() == (stack_dir / "terraform.d" / "plugins" / PLUGIN).resolve()
    assert not link.readlink().is_absolute()


def test_what_the_plugin_cache_left_is_replaced(stack_dir: Path, home: SandboxHome) -> None:
    # given a link into the user's plugin cache, and a version that is no longer used
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    providers = stack_dir / ".terraform" / "providers"
    (providers / PLUGIN).unlink()
    (providers / PLUGIN).symlink_to("/nowhere")
    (providers / PLUGIN.replace("1.99.0", "1.98.0")).mkdir(parents=True)

    # when it is synthesized again, then only this folder's own is left
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    assert [path.relative_to(providers).as_posix() for path in providers.glob("*/*/*/*/*")] == [
        PLUGIN
    ]


@pytest.mark.parametrize("name", ["DATABRICKS_HOST", "DATABRICKS_TOKEN"])
def test_credentials_that_beat_the_profile_are_refused(
    stack_dir: Path, home: SandboxHome, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # given the official providers, and a variable that they take before the profile
    provider_choice.save(home, ProviderChoice(mode="official"))
    monkeypatch.setenv(name, "https://prod.cloud.databricks.com")

    # when the sandbox is meant, then it is refused by name, without the value
    with pytest.raises(OutputFolderError, match=f"{name} is set") as caught:
        prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
    assert "modelstacks sandbox run -- cdktf" in str(caught.value)
    assert "prod.cloud" not in str(caught.value)

    # when another environment is meant, then it is none of our business
    prepare_stack_dir(stack_dir, environment=DEV, home=home)


def test_the_built_in_providers_do_not_look_at_them(
    stack_dir: Path, home: SandboxHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABRICKS_TOKEN", "dapi")
    prepare_stack_dir(stack_dir, environment=LOCAL, home=home)
