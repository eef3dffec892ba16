"""The protocol's provider service: messages in, engine calls, messages out."""

from typing import Any

from modelstacks.sandbox.providers.plugin.codec import decode, encode
from modelstacks.sandbox.providers.plugin.diagnostics import Diagnostic, ProviderError
from modelstacks.sandbox.providers.plugin.engine import DataEngine, Outcome, ResourceEngine
from modelstacks.sandbox.providers.plugin.guard import caught
from modelstacks.sandbox.providers.plugin.private import Private
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.provider import Provider
from modelstacks.sandbox.providers.plugin.schema import Schema
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.wire import (
    CAPABILITIES,
    diagnostic_messages,
    path_message,
    schemas_message,
)


class ProviderServicer:
    """Serves one provider."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    @caught(pb.GetMetadata.Response)
    def GetMetadata(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Name what there is."""
        return pb.GetMetadata.Response(
            server_capabilities=CAPABILITIES,
            resources=[
                pb.GetMetadata.ResourceMetadata(type_name=name)
                for name in self._provider.resource_names()
            ],
            data_sources=[
                pb.GetMetadata.DataSourceMetadata(type_name=name)
                for name in self._provider.data_source_names()
            ],
        )

    @caught(pb.GetProviderSchema.Response)
    def GetProviderSchema(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Return all schemas."""
        encoded = self._provider.encoded_schemas()
        if encoded is not None:
            return pb.GetProviderSchema.Response.FromString(encoded)
        return schemas_message(self._provider)

    @caught(pb.ValidateProviderConfig.Response)
    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Check the provider block."""
        config = _decoded(request.config, self._provider.provider_schema())
        return pb.ValidateProviderConfig.Response(
            diagnostics=diagnostic_messages(self._provider.validate(config))
        )

    @caught(pb.ConfigureProvider.Response)
    def ConfigureProvider(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Take in the provider block."""
        config = _decoded(request.config, self._provider.provider_schema())
        return pb.ConfigureProvider.Response(
            diagnostics=diagnostic_messages(self._provider.configure(config))
        )

    @caught(pb.ValidateResourceConfig.Response)
    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Check a resource block."""
        name = request.type_name
        table = self._provider.resource(name)
        if table is None:
            found = [self._provider.unserved(name)]
        else:
            schema = self._provider.resource_schema(name)
            engine = ResourceEngine(block=schema.block, table=table, client=None)
            found = engine.validate(_decoded(request.config, schema))
        return pb.ValidateResourceConfig.Response(diagnostics=diagnostic_messages(found))

    @caught(pb.ValidateDataResourceConfig.Response)
    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Check a data block."""
        served = self._provider.data_source(request.type_name) is not None
        found = [] if served else [self._provider.unserved(request.type_name)]
        return pb.ValidateDataResourceConfig.Response(diagnostics=diagnostic_messages(found))

    @caught(pb.UpgradeResourceState.Response)
    def UpgradeResourceState(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Pass a state on as it is written: Terraform drops and fills what the schema changed."""
        return pb.UpgradeResourceState.Response(
            upgraded_state=pb.DynamicValue(json=request.raw_state.json)
        )

    @caught(pb.ReadResource.Response, new_state="current_state", private="private")
    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Bring a state up to date."""
        engine, schema = self._engine(request.type_name)
        state = _decoded(request.current_state, schema)
        private = Private(request.private)
        outcome = engine.read(state=state, fresh=private.fresh)
        if outcome.diagnostics:
            return pb.ReadResource.Response(
                new_state=request.current_state,
                private=request.private,
                diagnostics=diagnostic_messages(outcome.diagnostics),
            )
        return pb.ReadResource.Response(
            new_state=_encoded(outcome.state, schema), private=private.with_fresh(False)
        )

    @caught(pb.PlanResourceChange.Response, planned_private="prior_private")
    def PlanResourceChange(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Plan a create, an update or a destroy."""
        engine, schema = self._engine(request.type_name)
        legacy = engine.table.behaviour.legacy
        config = _decoded(request.config, schema)
        if config is None:
            return pb.PlanResourceChange.Response(
                planned_state=request.proposed_new_state, planned_private=request.prior_private
            )
        outcome = engine.plan(prior=_decoded(request.prior_state, schema), config=config)
        if outcome.state is None:
            return pb.PlanResourceChange.Response(
                diagnostics=diagnostic_messages(outcome.diagnostics),
                planned_private=request.prior_private,
            )
        return pb.PlanResourceChange.Response(
            planned_state=_encoded(outcome.state, schema),
            planned_private=request.prior_private,
            requires_replace=[path_message(path) for path in outcome.replaced_by],
            diagnostics=diagnostic_messages(outcome.diagnostics),
            legacy_type_system=legacy,
        )

    @caught(pb.ApplyResourceChange.Response, new_state="prior_state", private="planned_private")
    def ApplyResourceChange(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Create, update or destroy."""
        engine, schema = self._engine(request.type_name)
        prior = _decoded(request.prior_state, schema)
        planned = _decoded(request.planned_state, schema)
        config = _decoded(request.config, schema)
        private = Private(request.planned_private)
        if planned is None:
            outcome = engine.delete(prior=prior)
        elif prior is None:
            outcome = engine.create(planned=planned, config=config or {})
        else:
            outcome = engine.update(prior=prior, planned=planned, config=config or {})
        return pb.ApplyResourceChange.Response(
            new_state=_encoded(outcome.state, schema),
            private=private.with_fresh(outcome.fresh),
            diagnostics=diagnostic_messages(outcome.diagnostics),
            legacy_type_system=engine.table.behaviour.legacy,
        )

    @caught(pb.ImportResourceState.Response)
    def ImportResourceState(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Take in an object that exists."""
        engine, schema = self._engine(request.type_name)
        outcome: Outcome = engine.import_(id_=request.id)
        return pb.ImportResourceState.Response(
            imported_resources=[
                pb.ImportResourceState.ImportedResource(
                    type_name=request.type_name,
                    state=_encoded(outcome.state, schema),
                    private=Private(b"").with_fresh(outcome.fresh),
                )
            ]
        )

    @caught(pb.MoveResourceState.Response)
    def MoveResourceState(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Refuse: no type takes over another's state."""
        raise ProviderError(f"a {request.source_type_name} cannot become another type")

    @caught(pb.ReadDataSource.Response)
    def ReadDataSource(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Read a data source."""
        name = request.type_name
        table = self._provider.data_source(name)
        if table is None:
            raise _refusal(self._provider.unserved(name))
        schema = self._provider.data_source_schema(name)
        engine = DataEngine(
            block=schema.block,
            table=table,
            client=self._provider.client(f"data/{name.split('_', 1)[1]}"),
            stopping=self._provider.stopping,
        )
        outcome = engine.read(_decoded(request.config, schema) or empty(schema.block))
        return pb.ReadDataSource.Response(
            state=_encoded(outcome.state, schema),
            diagnostics=diagnostic_messages(outcome.diagnostics),
        )

    def GetFunctions(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Return the provider's functions: there are none."""
        return pb.GetFunctions.Response()

    def CallFunction(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """Refuse: there are no functions."""
        return pb.CallFunction.Response(
            error=pb.FunctionError(text=f"there is no function {request.name}")
        )

    def StopProvider(self, request: Any, context: Any) -> Any:  # noqa: ARG002, N802
        """End waits, so that running calls can return what they made. Ends no call."""
        self._provider.stopping.set()
        return pb.StopProvider.Response()

    def _engine(self, name: str) -> tuple[ResourceEngine, Schema]:
        table = self._provider.resource(name)
        if table is None:
            raise _refusal(self._provider.unserved(name))
        schema = self._provider.resource_schema(name)
        engine = ResourceEngine(
            block=schema.block,
            table=table,
            client=self._provider.client(f"resource/{name.split('_', 1)[1]}"),
            stopping=self._provider.stopping,
        )
        return engine, schema


def _refusal(diagnostic: Diagnostic) -> ProviderError:
    return ProviderError(diagnostic.summary, detail=diagnostic.detail)


def _decoded(value: Any, schema: Schema) -> Any:
    if value.json:
        raise ProviderError("a value in JSON form is only expected in a state's upgrade")
    return decode(value.msgpack, schema.block.wire_type) if value.msgpack else None


def _encoded(value: Any, schema: Schema) -> Any:
    return pb.DynamicValue(msgpack=encode(value, schema.block.wire_type))
