"""The route beside the workspace's own that tells what exists in AWS."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from modelstacks.sandbox.aws.app import AwsHalf


def aws_route(half: AwsHalf) -> Route:
    """Return `/sandbox/aws`; like every route of the workspace it asks for the token."""

    async def show(_: Request) -> Response:
        return JSONResponse(await half.inventory())

    return Route("/sandbox/aws", show)
