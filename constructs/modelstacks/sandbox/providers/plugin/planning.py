"""The plan of one resource: what it will be after apply.

A planned value is the configured one, or the prior one where their difference is none, or a
default, or unknown where the platform decides.
"""

from typing import Any

from modelstacks.sandbox.providers.plugin.behaviour import Behaviour, Change, Names
from modelstacks.sandbox.providers.plugin.schema import Attribute, Block, Nested
from modelstacks.sandbox.providers.plugin.values import (
    UNKNOWN,
    Dynamic,
    Object,
    equal_sets,
    is_zero,
)


def plan(block: Block, behaviour: Behaviour, *, prior: Object | None, config: Object) -> Object:
    """Return the planned value; `prior` is nothing for an object that does not exist yet."""
    return _Planner(behaviour).block(block, (), config, prior)


class _Planner:
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def block(self, block: Block, at: Names, config: Object, prior: Object | None) -> Object:
        planned: Object = {}
        for name, attribute in block.attributes.items():
            planned[name] = self._attribute(attribute, (*at, name), config, prior)
        for name, nested in block.blocks.items():
            planned[name] = self._blocks(nested, (*at, name), config, prior)
        return planned

    def _attribute(
        self, attribute: Attribute, at: Names, config: Object, prior: Object | None
    ) -> Any:
        wanted = config.get(attribute.name)
        old = prior.get(attribute.name) if prior is not None else None
        if wanted is UNKNOWN:
            return UNKNOWN
        if wanted is None:
            return self._unconfigured(attribute, at, config, prior)
        if attribute.nested:
            return self._objects(attribute.nested, at, wanted, old)
        if prior is not None and self._same(attribute, at, wanted, config, prior):
            return old
        return wanted

    def _unconfigured(
        self, attribute: Attribute, at: Names, config: Object, prior: Object | None
    ) -> Any:
        if at in self._behaviour.defaults:
            default = self._behaviour.defaults[at]
            # An imported object says nothing where the default is "off": that is no change.
            unsaid = prior is not None and is_zero(prior.get(attribute.name))
            return prior.get(attribute.name) if prior and unsaid and is_zero(default) else default
        if attribute.computed:
            return UNKNOWN if prior is None else prior.get(attribute.name)
        if prior is not None and self._same(attribute, at, None, config, prior):
            return prior.get(attribute.name)
        return None

    def _same(
        self, attribute: Attribute, at: Names, wanted: Any, config: Object, prior: Object
    ) -> bool:
        old = prior.get(attribute.name)
        if attribute.type and attribute.type[0] == "set" and old and wanted:
            return equal_sets(old, wanted)
        if self._behaviour.legacy and is_zero(old) and is_zero(wanted):
            return True
        return not is_zero(old) and self._suppressed(at, old, wanted, config, prior)

    def _suppressed(self, at: Names, old: Any, wanted: Any, config: Object, prior: Object) -> bool:
        suppression = self._behaviour.suppressions.get(at)
        return suppression is not None and suppression(
            Change(old=old, new=wanted, old_siblings=prior, new_siblings=config)
        )

    def _blocks(self, nested: Nested, at: Names, config: Object, prior: Object | None) -> Any:
        wanted = config.get(at[-1])
        old = prior.get(at[-1]) if prior is not None else None
        if nested.nesting in ("list", "set", "map") and not wanted and wanted is not UNKNOWN:
            if old and prior is not None and self._kept_block(at, old, wanted, config, prior):
                return old
            return {} if nested.nesting == "map" else []
        if wanted is None and nested.nesting == "single":
            return None
        return self._objects(nested, at, {} if wanted is None else wanted, old)

    def _kept_block(self, at: Names, old: Any, wanted: Any, config: Object, prior: Object) -> bool:
        computed = at in self._behaviour.computed_blocks
        return computed or self._suppressed(at, old, wanted, config, prior)

    def _objects(self, nested: Nested, at: Names, wanted: Any, old: Any) -> Any:
        if wanted is UNKNOWN:
            return UNKNOWN
        if isinstance(wanted, Dynamic):
            # Members with a type of their own: planned as configured.
            return wanted
        if nested.nesting in ("single", "group"):
            return self._element(nested, at, wanted, old)
        if nested.nesting == "map":
            known = old or {}
            return {
                key: self._element(nested, at, item, known.get(key)) for key, item in wanted.items()
            }
        if nested.nesting == "list":
            known = old or []
            return [
                self._element(nested, at, item, known[index] if index < len(known) else None)
                for index, item in enumerate(wanted)
            ]
        left = list(old or [])
        return [self._set_element(nested, at, item, left) for item in wanted]

    def _element(self, nested: Nested, at: Names, wanted: Any, old: Any) -> Any:
        if wanted is None or wanted is UNKNOWN:
            return wanted
        return self.block(nested.block, at, wanted, old)

    def _set_element(self, nested: Nested, at: Names, wanted: Any, left: list[Object]) -> Any:
        """Plan an element of a set: its prior self differs in nothing that is configured."""
        for index, old in enumerate(left):
            if wanted is not UNKNOWN and self._element(nested, at, wanted, old) == old:
                return left.pop(index)
        return self._element(nested, at, wanted, None)
