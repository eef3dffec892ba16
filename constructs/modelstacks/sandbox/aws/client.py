"""boto3 clients that lead to the sandbox, whatever the environment says."""

import os
from configparser import ConfigParser
from functools import cache
from typing import Any

from modelstacks.errors import ModelStacksError
from modelstacks.sandbox.aws.profile import ACCESS_KEY, SECRET_KEY
from modelstacks.sandbox.aws.request import ACCOUNT_HEADER
from modelstacks.sandbox.home import PROFILE, SandboxHome


def aws_client(
    service: str, region: str | None = None, account: str | None = None, *, home: SandboxHome
) -> Any:
    """Return a boto3 client of the sandbox in `home`, which runs.

    Defaults: the environment's region, and the sandbox's account. Every error comes at once: a
    call is never tried again.
    """
    from botocore.config import Config

    settings = _profile(home)
    client = _session().client(
        service,
        region_name=region or settings["region"],
        endpoint_url=settings["endpoint_url"],
        config=Config(
            retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, proxies={}
        ),
    )
    if account:
        client.meta.events.register(
            "before-sign", lambda request, **_: request.headers.add_header(ACCOUNT_HEADER, account)
        )
    return client


@cache
def _session() -> Any:
    """Return a session in which neither somebody's own configuration nor their profile counts."""
    import boto3
    import botocore.session

    bare = botocore.session.Session()
    bare.set_config_variable("config_file", os.devnull)
    bare.set_config_variable("credentials_file", os.devnull)
    bare.set_config_variable("profile", None)
    return boto3.session.Session(
        botocore_session=bare,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )


def _profile(home: SandboxHome) -> dict[str, str]:
    parser = ConfigParser()
    parser.read(home.awsconfig)
    section = f"profile {PROFILE}"
    if not parser.has_section(section):
        raise ModelStacksError(
            f"There is no {home.awsconfig}: the sandbox has not been started.\n"
            "    fix: `modelstacks sandbox up`"
        )
    return dict(parser[section])
