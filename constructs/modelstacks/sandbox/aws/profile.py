"""The profile that takes AWS tools to the sandbox: endpoint, and keys that open nothing."""

from modelstacks.sandbox.home import PROFILE, SandboxHome

ACCESS_KEY = "AKIASANDBOXSANDBOX00"
"""The one access key that everybody has here. It opens nothing, anywhere."""

SECRET_KEY = "sandbox"  # noqa: S105  not a secret: the same everywhere, and it opens nothing


def write_aws_profile(home: SandboxHome, *, url: str, region: str) -> None:
    """Write endpoint and keys where Terraform and the AWS tools read them."""
    home.write(
        home.awsconfig,
        f"[profile {PROFILE}]\nregion = {region}\nendpoint_url = {url}\n"
        "s3 =\n    addressing_style = path\n",
    )
    home.write(
        home.awscredentials,
        f"[{PROFILE}]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n",
    )
