"""The protocol's generated messages and services, imported in one place.

They come from the `tf` package, which carries no types: everything here is `Any` to a type checker.
"""

from typing import Any

from tf.gen import (  # type: ignore[import-untyped,unused-ignore]
    grpc_controller_pb2,
    grpc_controller_pb2_grpc,
    grpc_stdio_pb2_grpc,
    tfplugin_pb2,
    tfplugin_pb2_grpc,
)

pb: Any = tfplugin_pb2
"""Messages of the provider service."""

provider_service: Any = tfplugin_pb2_grpc
controller: Any = grpc_controller_pb2
controller_service: Any = grpc_controller_pb2_grpc
stdio_service: Any = grpc_stdio_pb2_grpc
