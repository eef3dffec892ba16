"""The services of one account and region: clients made on first use, calls with retries.

botocore's clients are boto3's own, without the layer that is not used here. Loading a service's
model takes 10 to 150 ms, so that is done once per service and region.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from modelstacks.sandbox.providers.aws.configuration import START, Configuration
from modelstacks.sandbox.providers.aws.errors import BUSY, AwsError, gap, refused
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError, StoppedError

Json = dict[str, Any]

_GLOBAL = {"iam": "us-east-1", "budgets": "us-east-1"}
"""Services with one region. Which one hardly matters to moto."""

_BUSY_SECONDS = 30.0
_REFUSED_SECONDS = 3.0
_SETTLE_SECONDS = 20.0
"""For how long a call is repeated that fails because something has not spread yet."""

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 2.0
_READS = ("get_", "list_", "describe_", "head_")

_MAKING = threading.Lock()
"""Held while a client is made: botocore's session is not safe for that."""


@cache
def _session() -> Any:
    """Return the session of this process: it keeps the models that were loaded."""
    session = botocore.session.Session()
    # Nothing but the provider block counts: no file in the home directory, no profile.
    for name in ("config_file", "credentials_file"):
        session.set_config_variable(name, "/dev/null")
    session.set_config_variable("profile", None)
    return session


class Aws:
    """One provider configuration: its account, its regions, their services."""

    def __init__(self, configuration: Configuration, stopping: threading.Event) -> None:
        self.configuration = configuration
        self.region = configuration.region
        self.partition = "aws"
        self._stopping = stopping
        self._lock = threading.RLock()
        self._clients: dict[tuple[str, str], Any] = {}

    @cached_property
    def _credentials(self) -> tuple[str, str, str | None]:
        found: tuple[str, str, str | None] = (
            self.configuration.access_key,
            self.configuration.secret_key,
            self.configuration.token,
        )
        for role in self.configuration.roles:
            sts = Service(self, "sts", self.region, self._make("sts", self.region, found))
            answer = sts.assume_role(
                RoleArn=role.arn, RoleSessionName=role.session_name, **role.more
            )["Credentials"]
            found = (answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
        return found

    @cached_property
    def caller(self) -> Json:
        """Who calls: Account, Arn, UserId."""
        answer: Json = self.service("sts").get_caller_identity()
        return {name: answer[name] for name in ("Account", "Arn", "UserId")}

    @property
    def account(self) -> str:
        """The account's id."""
        with self._lock:
            return str(self.caller["Account"])

    def check_account(self) -> None:
        """Refuse an account that the provider block does not allow."""
        allowed = self.configuration.allowed_accounts
        forbidden = self.configuration.forbidden_accounts
        if not (allowed or forbidden or self.configuration.checks_credentials):
            return
        if (allowed and self.account not in allowed) or self.account in forbidden:
            raise ProviderError(
                f"account {self.account} is not allowed here",
                detail=f"allowed: {', '.join(sorted(allowed)) or 'all'}; "
                f"forbidden: {', '.join(sorted(forbidden)) or 'none'}",
                path=("allowed_account_ids",) if allowed else ("forbidden_account_ids",),
            )

    def service(self, name: str, region: str | None = None) -> "Service":
        """Return a service in the given region, or in the provider's own."""
        where = _GLOBAL.get(name) or region or self.region
        with self._lock:
            client = self._clients.get((name, where))
            if client is None:
                client = self._make(name, where, self._credentials)
                self._clients[(name, where)] = client
        return Service(self, name, where, client)

    def _make(self, name: str, region: str, credentials: tuple[str, str, str | None]) -> Any:
        access_key, secret_key, token = credentials
        config = Config(
            # A call that moto lacks answers 500 for ever: repeating is done here.
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            proxies={},
            inject_host_prefix=False,
            s3={"addressing_style": "path" if self.configuration.path_style else "auto"},
            max_pool_connections=32,
        )
        endpoint = self.configuration.endpoint_of(name)
        with _MAKING:
            return _session().create_client(
                name,
                region_name=region,
                endpoint_url=endpoint,
                aws_access_key_id=access_key,
                aws_secret_access_key=secret_key,
                aws_session_token=token,
                config=config,
            )

    def pause(self, seconds: float, call: str) -> None:
        """Wait before a call is repeated, unless Terraform asks to stop."""
        if self._stopping.wait(seconds):
            raise StoppedError(f"interrupted while repeating {call}")


@dataclass(frozen=True)
class Service:
    """One service in one region. Its methods are boto3's; what AWS refuses is an `AwsError`."""

    aws: Aws
    name: str
    region: str
    client: Any
    settling: Callable[[AwsError], bool] | None = None

    def until(self, settled: Callable[[AwsError], bool]) -> "Service":
        """Return the service with calls that are repeated while their error is a matter of time."""
        return Service(self.aws, self.name, self.region, self.client, settled)

    def __getattr__(self, operation: str) -> Callable[..., Json]:
        def call(**arguments: Any) -> Json:
            return self._call(operation, arguments)

        return call

    def _call(self, operation: str, arguments: Json) -> Json:
        what = f"{self.name} {operation} in {self.region}"
        method = getattr(self.client, operation)
        pause, waited = _FIRST_PAUSE, 0.0
        while True:
            try:
                answer: Json = method(**arguments)
            except (ClientError, BotoCoreError, ResponseParserError) as error:
                found, patience = self._understood(error, operation, what)
                if waited + pause > patience:
                    raise found from error
            else:
                return answer
            self.aws.pause(pause, what)
            waited += pause
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _understood(
        self, error: Exception, operation: str, what: str
    ) -> tuple[ProviderError, float]:
        """Return what an error means, and for how many seconds the call may be repeated."""
        if isinstance(error, ClientError):
            return self._refused(error, what)
        if isinstance(error, ResponseParserError):
            return gap(what), 0
        if isinstance(error, EndpointConnectionError | ConnectTimeoutError):
            return self._unreachable(), _REFUSED_SECONDS
        if isinstance(error, ConnectionClosedError | ReadTimeoutError):
            read = operation.startswith(_READS)
            return (self._unreachable(), _REFUSED_SECONDS) if read else (_lost(what), 0)
        text = str(error) if isinstance(error, ParamValidationError) else type(error).__name__
        return ProviderError(f"{what}: {text}"), 0

    def _refused(self, error: ClientError, what: str) -> tuple[ProviderError, float]:
        found = refused(error, what)
        if not isinstance(found, AwsError):
            return found, 0
        settling = self.settling is not None and self.settling(found)
        patience = _SETTLE_SECONDS if settling else 0.0
        return found, _BUSY_SECONDS if found.code in BUSY else patience

    def _unreachable(self) -> ProviderError:
        where = self.aws.configuration.endpoint_of(self.name)
        return ProviderError(f"the local AWS does not answer at {where}", detail=START)


def _lost(what: str) -> ProviderError:
    return ProviderError(
        f"{what}: the connection was lost before the answer came",
        detail="Nobody knows whether it took effect. Apply again: the refresh will tell.",
    )
