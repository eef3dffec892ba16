"""Calls a servicer as Terraform does, in the protocol's messages."""

import json
from dataclasses import dataclass
from typing import Any

from modelstacks.sandbox.providers.plugin.codec import decode, encode
from modelstacks.sandbox.providers.plugin.protocol import pb
from modelstacks.sandbox.providers.plugin.provider import Provider
from modelstacks.sandbox.providers.plugin.servicer import ProviderServicer
from modelstacks.sandbox.providers.plugin.state import empty
from modelstacks.sandbox.providers.plugin.values import Object


@dataclass(frozen=True)
class Terraform:
    """The other side of the protocol, for one resource type."""

    provider: Provider
    type_name: str

    @property
    def servicer(self) -> ProviderServicer:
        return ProviderServicer(self.provider)

    @property
    def wire_type(self) -> Any:
        return self.provider.resource_schema(self.type_name).block.wire_type

    def value(self, values: Object | None) -> Any:
        return pb.DynamicValue(msgpack=encode(values, self.wire_type))

    def decoded(self, message: Any) -> Any:
        return decode(message.msgpack, self.wire_type)

    def config(self, **values: Any) -> Object:
        return {**empty(self.provider.resource_schema(self.type_name).block), **values}

    def plan(self, config: Object | None, prior: Object | None = None, private: bytes = b"") -> Any:
        return self.servicer.PlanResourceChange(
            pb.PlanResourceChange.Request(
                type_name=self.type_name,
                prior_state=self.value(prior),
                proposed_new_state=self.value(config),
                config=self.value(config),
                prior_private=private,
            ),
            None,
        )

    def apply(
        self,
        config: Object | None,
        prior: Object | None = None,
        planned: Object | None = None,
        private: bytes = b"",
    ) -> Any:
        if planned is None and config is not None:
            planned = self.decoded(self.plan(config, prior).planned_state)
        return self.servicer.ApplyResourceChange(
            pb.ApplyResourceChange.Request(
                type_name=self.type_name,
                prior_state=self.value(prior),
                planned_state=self.value(planned),
                config=self.value(config),
                planned_private=private,
            ),
            None,
        )

    def read(self, state: Object, private: bytes = b"") -> Any:
        return self.servicer.ReadResource(
            pb.ReadResource.Request(
                type_name=self.type_name, current_state=self.value(state), private=private
            ),
            None,
        )

    def created(self, **values: Any) -> Object:
        response = self.apply(self.config(**values))
        assert not response.diagnostics, response.diagnostics
        state: Object = self.decoded(response.new_state)
        return state

    def upgraded(self, state: Object) -> Any:
        raw = pb.RawState(json=json.dumps(state).encode())
        return self.servicer.UpgradeResourceState(
            pb.UpgradeResourceState.Request(type_name=self.type_name, version=1, raw_state=raw),
            None,
        )
