"""What a call to AWS is called, and whether it changes anything."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from modelstacks.sandbox.aws.request import AwsRequest

SERVED = frozenset(
    {
        "budgets",
        "cloudwatch",
        "dynamodb",
        "ec2",
        "iam",
        "kms",
        "logs",
        "s3",
        "s3control",
        "sns",
        "sts",
    }
)
"""Services, by boto3's names."""

NOT_SERVED = frozenset(
    {
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:RunInstances",
    }
)
"""What moto could do with its catalogue of machines, which the sandbox leaves out: 60 MB."""

UNKNOWN = "Unknown"

_READS = re.compile(
    r"(BatchGet|Decrypt|Describe|Encrypt|Generate|Get|Head|List|Lookup|Query|ReEncrypt|Scan"
    r"|Search|Select|Sign|Simulate|Verify)[A-Z]?.*"
)
_ISSUES_KEYS = frozenset({"sts:GetFederationToken", "sts:GetSessionToken"})


def operation_of(request: AwsRequest) -> str:
    """Return the operation, by boto3's name for it, or `UNKNOWN`."""
    if request.service in ("s3", "s3control"):
        return _rest_operation(request) or UNKNOWN
    return request.protocol_operation or UNKNOWN


def is_read(service: str, operation: str) -> bool:
    """Tell whether an operation leaves everything as it was."""
    return f"{service}:{operation}" not in _ISSUES_KEYS and bool(_READS.fullmatch(operation))


@dataclass(frozen=True, kw_only=True)
class _Route:
    """How a call of an operation looks, in a service that names it by method and path only."""

    operation: str
    method: str
    path: re.Pattern[str]
    query: frozenset[tuple[str, str]]
    """Parameters with a fixed value, such as `list-type=2`; `""` where there is none."""

    needed: frozenset[str]
    """Parameters and headers that the operation cannot do without."""

    def fits(self, request: AwsRequest) -> bool:
        """Tell whether a request may be a call of this operation."""
        given = request.parameters
        return (
            request.method == self.method
            and self.path.fullmatch(request.path) is not None
            and all(key in given and value in ("", given[key]) for key, value in self.query)
            and all(name in given or name in request.headers for name in self.needed)
        )

    @property
    def weight(self) -> tuple[int, int]:
        """How much it says about the request: the heaviest that fits is the right one."""
        return len(self.query) + len(self.needed), len(self.path.pattern)


def _rest_operation(request: AwsRequest) -> str | None:
    fitting = [route for route in _routes(request.service) if route.fits(request)]
    return max(fitting, key=lambda route: route.weight).operation if fitting else None


@cache
def _routes(service: str) -> tuple[_Route, ...]:
    from botocore.session import Session

    model = Session().get_service_model(service)
    return tuple(
        _route(operation)
        for operation in map(model.operation_model, model.operation_names)
        if not operation.deprecated
    )


def _route(operation: Any) -> _Route:
    path, _, query = operation.http["requestUri"].partition("?")
    shape = operation.input_shape
    needed = {
        member.serialization["name"].removesuffix("-").lower()
        if member.serialization["location"] == "header"
        else member.serialization["name"]
        for name, member in (shape.members.items() if shape else ())
        if name in shape.required_members
        and member.serialization.get("location") in ("header", "querystring")
    }
    fixed = [part.partition("=") for part in query.split("&") if part]
    return _Route(
        operation=operation.name,
        method=operation.http["method"],
        path=re.compile(_pattern(path)),
        query=frozenset((key, value) for key, _, value in fixed),
        needed=frozenset(needed),
    )


def _pattern(path: str) -> str:
    """Turn `/{Bucket}/{Key+}` into a pattern; a trailing slash makes no difference."""
    parts = re.split(r"(\{[^}]+\})", path)
    whole = "".join(
        ".+" if part.endswith("+}") else "[^/]+" if part.startswith("{") else re.escape(part)
        for part in parts
    )
    return f"{whole.rstrip('/')}/?"
