"""The steps of set-up, in order, one at a time per checkout."""

import fcntl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from modelstacks.toolchain.cdktf_cli import ensure_cdktf
from modelstacks.toolchain.checkout import Checkout
from modelstacks.toolchain.node import ensure_node
from modelstacks.toolchain.process import say
from modelstacks.toolchain.python_packages import ensure_environment, ensure_packages
from modelstacks.toolchain.stamps import Stamps
from modelstacks.toolchain.terraform import ensure_terraform


def set_up(checkout: Checkout, *, terraform_required: bool) -> str:
    """Put every tool in place and return one line that says which they are."""
    with _alone(checkout):
        stamps = Stamps(checkout.venv / "modelstacks-setup.json")
        ensure_environment(checkout, stamps)
        node = ensure_node(checkout, stamps)
        # pip and npm are the two long steps, and neither waits for the other.
        with ThreadPoolExecutor() as pool:
            steps = [
                pool.submit(ensure_packages, checkout, stamps),
                pool.submit(ensure_cdktf, checkout, stamps, node),
            ]
        for step in steps:
            step.result()
        terraform = ensure_terraform(checkout, stamps, required=terraform_required)
    last = f"{terraform.product} {terraform.version}" if terraform else "no Terraform"
    return f"set up with Node {node.version}, cdktf-cli 0.21.0, {last}"


@contextmanager
def _alone(checkout: Checkout) -> Iterator[None]:
    checkout.tools.mkdir(parents=True, exist_ok=True)
    with (checkout.tools / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up of this checkout is running; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
